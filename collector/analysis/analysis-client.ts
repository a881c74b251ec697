/** The main thread's end of one thread that analyses: watches its time, and says what it was doing when it was lost. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

import { CollectorError } from '../errors.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import type {
  AnalysisOutcome,
  AnalysisRequest,
  AnalysisSettings,
  BehaviourAnswer,
  BehaviourQuestion,
} from './analyzer.ts';
import type { FromThread, ThreadDoing, ThreadProcessor, ToThread } from './messages.ts';
import { PortReading } from './port-reader.ts';

export type RunEnd =
  | { readonly type: 'outcome'; readonly outcome: AnalysisOutcome }
  /** The thread is gone. */
  | { readonly type: 'lost'; readonly doing: ThreadDoing; readonly reason: string };

export interface ClientSetup {
  readonly entry: URL;
  readonly data: unknown;
  readonly settings: AnalysisSettings;
  /** For a thread that cannot read the store by itself. */
  readonly reader: AnalysisReader;
  readonly onLost: (client: AnalysisClient) => void;
}

interface Question {
  readonly resolve: (answer: BehaviourAnswer) => void;
  readonly reject: (error: CollectorError) => void;
}

interface PendingRun {
  readonly onKept: AnalysisRequest['onKept'];
  readonly end: (end: RunEnd) => void;
}

const YOUNG_GENERATION_MB = 16;

/** It takes 0.3 s, and 2 s on a machine with ten times as much to do as it has cores. */
const START_MS_MAX = 60_000;

export class AnalysisClient {
  /** Empty until it is ready. */
  processors: readonly ThreadProcessor[] = [];
  readonly #setup: ClientSetup;
  readonly #worker: Worker;
  readonly #reading: PortReading;
  readonly #questions = new Map<number, Question>();
  #run: PendingRun | null = null;
  #doing: ThreadDoing = { type: 'nothing' };
  #timer: NodeJS.Timeout | undefined;
  #reason: string | null = null;
  #nextId = 1;

  constructor(setup: ClientSetup) {
    const { settings, entry, data } = setup;
    this.#setup = setup;
    this.#reading = new PortReading(setup.reader);
    const options: WorkerOptions = {
      workerData: data,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.ceil(settings.limits.memoryBytesMax / 1024 ** 2),
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    };
    this.#worker = new Worker(entry, options);
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', (error) => (this.#reason ??= explain(error)));
    this.#worker.on('exit', () => this.#lose());
    this.#say({ type: 'settings', settings });
    this.#watch({ type: 'start' });
  }

  async analyze({ onKept, ...run }: AnalysisRequest): Promise<RunEnd> {
    return new Promise((end) => {
      this.#run = { onKept, end };
      this.#say({ type: 'analyze', id: this.#nextId++, run });
    });
  }

  async ask(question: BehaviourQuestion): Promise<BehaviourAnswer> {
    const { sessionTimeoutMs, agentTimeoutMs } = this.#setup.settings.limits;
    const id = this.#nextId++;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<BehaviourAnswer>((resolve, reject) => {
        this.#questions.set(id, { resolve, reject });
        // It waits for what the thread is about, and then has as long itself.
        timer = setTimeout(() => reject(busy()), sessionTimeoutMs + 2 * agentTimeoutMs);
        this.#say({ type: 'ask', id, question });
      });
    } finally {
      clearTimeout(timer);
      this.#questions.delete(id);
    }
  }

  async close(reason: string): Promise<void> {
    this.#reason ??= reason;
    await this.#worker.terminate();
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case 'ready':
        this.processors = message.processors;
        this.#watch({ type: 'nothing' });
        break;
      case 'doing':
        this.#watch(message.doing);
        break;
      case 'kept':
        void this.#keep(message.id, message.kept);
        break;
      case 'outcome':
        this.#endRun({ type: 'outcome', outcome: message.outcome });
        break;
      case 'answer':
        this.#questions.get(message.id)?.resolve(message.answer);
        break;
      case 'refused':
        this.#questions.get(message.id)?.reject(new CollectorError(message.code, message.message));
        break;
      case 'read':
        void this.#read(message.id, message.request);
        break;
    }
  }

  async #keep(id: number, kept: Parameters<AnalysisRequest['onKept']>[0]): Promise<void> {
    const isKept = await (this.#run?.onKept(kept) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
    this.#say({ type: 'kept', id, isKept });
  }

  async #read(id: number, request: Parameters<PortReading['answer']>[0]): Promise<void> {
    this.#say({ type: 'read', id, answer: await this.#reading.answer(request) });
  }

  #watch(doing: ThreadDoing): void {
    clearTimeout(this.#timer);
    this.#doing = doing;
    if (doing.type === 'nothing') return;
    const { sessionTimeoutMs, agentTimeoutMs } = this.#setup.settings.limits;
    const limitMs =
      doing.type === 'start' ? START_MS_MAX : doing.type === 'session' ? sessionTimeoutMs : agentTimeoutMs;
    this.#timer = setTimeout(() => {
      this.#reason ??= `it took longer than ${limitMs} ms`;
      void this.#worker.terminate();
    }, limitMs);
  }

  #lose(): void {
    clearTimeout(this.#timer);
    this.#setup.onLost(this);
    this.#endRun({ type: 'lost', doing: this.#doing, reason: this.#reason ?? 'the thread that analyses ended' });
    for (const { reject } of this.#questions.values()) reject(busy());
    this.#questions.clear();
  }

  #endRun(end: RunEnd): void {
    const run = this.#run;
    this.#run = null;
    run?.end(end);
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function busy(): CollectorError {
  return new CollectorError('STORE_UNAVAILABLE', 'the analysis has no time for this now');
}

/** Nothing of its message: it may quote what was analysed. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'the thread that analyses failed';
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory ? 'it took more memory than it may' : `the thread that analyses failed: ${error.name}`;
}
