/**
 * The thread that analyses: takes runs and questions from its port, says before each step what it is about to do, and hands
 * over what it made of sessions while it goes on. It is nice: whoever takes spans in or answers pages goes first.
 */
import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';

import { processors as allProcessors } from '../../processors/index.ts';
import type { Processor } from '../../processors/processor.ts';
import { systemClock } from '../clock.ts';
import { CollectorError, toCollectorError } from '../errors.ts';
import type { KeptOfSession } from '../model/analysis.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import { findActiveProcessors, readingFor } from './active-processors.ts';
import type { AnalysisSettings, BehaviourQuestion } from './analyzer.ts';
import { answerQuestion } from './answer-question.ts';
import type { FromThread, ToThread } from './messages.ts';
import { runAnalysis, type AnalysisRun, type RunContext } from './run-analysis.ts';
import { Turns } from './turns.ts';
import { WarmAgents } from './warm-agents.ts';

const NICENESS = 10;

/** Half of the heap is for what a run takes beside what is remembered. */
const WARM_SHARE = 0.5;

/** @param known for tests: processors that are not in the product. */
export function serveAnalyses(
  reader: AnalysisReader,
  port: MessagePort,
  known: readonly Processor[] = allProcessors,
): void {
  lowerPriority();
  let server: AnalysisServer | null = null;
  port.on('message', (message: ToThread) => {
    if (message.type === 'settings') server = new AnalysisServer({ reader, port, settings: message.settings, known });
    else if (message.type !== 'read') server?.take(message);
  });
}

/**
 * On Linux process 0 is the calling thread and niceness is a thread's own (setpriority(2), NOTES); anywhere else it would
 * slow the whole process down. Where it may not be lowered, analyses are as quick as everything else.
 */
function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, NICENESS);
  } catch {
    // A sandbox may forbid it.
  }
}

interface ServerSetup {
  readonly reader: AnalysisReader;
  readonly port: MessagePort;
  readonly settings: AnalysisSettings;
  readonly known: readonly Processor[];
}

class AnalysisServer {
  readonly #port: MessagePort;
  readonly #context: Omit<RunContext, 'onKept' | 'onDoing'>;
  readonly #turns = new Turns();
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: CollectorError) => void }>();
  #nextId = 1;

  constructor({ reader, port, settings, known }: ServerSetup) {
    const active = findActiveProcessors(settings, known);
    this.#port = port;
    this.#context = {
      reader,
      active,
      reading: readingFor(active, settings.limits.spansMax),
      warm: new WarmAgents(settings.limits.memoryBytesMax * WARM_SHARE),
    };
    const processors = active.map(({ processor: { type, keptVersion } }) => ({ type, keptVersion }));
    this.#say({ type: 'ready', processors });
  }

  take(message: Exclude<ToThread, { readonly type: 'settings' | 'read' }>): void {
    if (message.type === 'kept') this.#settle(message.id, message.isKept);
    else if (message.type === 'analyze') void this.#turns.take(async () => this.#analyze(message.id, message.run));
    else void this.#turns.take(async () => this.#answer(message.id, message.question));
  }

  async #analyze(id: number, run: AnalysisRun): Promise<void> {
    const outcome = await runAnalysis(run, {
      ...this.#context,
      onDoing: (doing) => this.#say({ type: 'doing', doing }),
      onKept: async (kept) => this.#handOver(kept),
    });
    this.#say({ type: 'doing', doing: { type: 'nothing' } });
    this.#say({ type: 'outcome', id, outcome });
  }

  /** Questions are answered while the rows are written. */
  async #handOver(kept: readonly KeptOfSession[]): Promise<void> {
    const id = this.#nextId++;
    const written = new Promise<void>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#say({ type: 'doing', doing: { type: 'nothing' } });
    this.#say({ type: 'kept', id, kept });
    await this.#turns.rest(written);
    this.#say({ type: 'doing', doing: { type: 'agent' } });
  }

  #settle(id: number, isKept: boolean): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (isKept) waiting?.resolve();
    else waiting?.reject(new CollectorError('STORE_UNAVAILABLE', 'what was made of sessions could not be kept'));
  }

  async #answer(id: number, question: BehaviourQuestion): Promise<void> {
    this.#say({ type: 'doing', doing: { type: 'ask', id } });
    try {
      const answer = await answerQuestion(question, { ...this.#context, clock: systemClock });
      this.#say({ type: 'answer', id, answer });
    } catch (error) {
      const { code, message } = toCollectorError(error);
      this.#say({ type: 'refused', id, code, message });
    }
    this.#say({ type: 'doing', doing: { type: 'nothing' } });
  }

  #say(message: FromThread): void {
    this.#port.postMessage(message);
  }
}
