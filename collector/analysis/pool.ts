/**
 * Analyses on a thread of their own, with limits of time and memory. A session that breaks a limit is kept as failed and the
 * run goes on without it on a new thread, from what is kept already; whatever else breaks one fails the run. The thread
 * begins with the first run or question and ends with `close`.
 */
import type { AnalysisStore, AnalysisThread } from '../store/analysis-store.ts';
import { AnalysisClient } from './analysis-client.ts';
import type {
  AnalysisOutcome,
  AnalysisRequest,
  AnalysisSettings,
  Analyzer,
  BehaviourAnswer,
  BehaviourQuestion,
} from './analyzer.ts';
import { failKept } from './collect-kept.ts';
import { CollectorError } from '../errors.ts';
import { Turns } from './turns.ts';

export interface PoolSetup {
  readonly store: AnalysisStore;
  readonly settings: AnalysisSettings;
  /** For tests: another thread than the store's. */
  readonly thread?: AnalysisThread;
}

/** Of threads that were lost while they did something else: the run has nothing to do with that, and begins again. */
const RESTARTS_MAX = 3;

export class AnalysisPool implements Analyzer {
  readonly #setup: PoolSetup;
  readonly #turns = new Turns();
  #client: AnalysisClient | null = null;
  #isClosed = false;

  constructor(setup: PoolSetup) {
    this.#setup = setup;
  }

  async start(): Promise<void> {}

  async analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
    return this.#turns.take(async () => this.#analyze(request));
  }

  async #analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
    for (let restarts = 0; restarts <= RESTARTS_MAX;) {
      if (this.#isClosed) return CLOSED;
      const client = this.#open();
      const end = await client.analyze(request);
      if (end.type === 'outcome') return end.outcome;
      if (this.#isClosed) return CLOSED;
      const { doing, reason } = end;
      if (doing.type === 'ask' || doing.type === 'nothing') restarts += 1;
      else if (doing.type !== 'session') return { ok: false, failure: reason };
      else {
        const failed = client.processors.map((processor) => failKept(doing.sessionId, processor, reason));
        try {
          await request.onKept(failed);
        } catch {
          return { ok: false, failure: `${reason}; what failed could not be kept` };
        }
      }
    }
    return { ok: false, failure: 'the thread that analyses was lost too often' };
  }

  async ask(question: BehaviourQuestion): Promise<BehaviourAnswer> {
    if (this.#isClosed) throw new CollectorError('SHUTTING_DOWN', 'the program ends');
    return this.#open().ask(question);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.endThread();
  }

  /** What it knows of agents is gone; the next run or question begins a new one. */
  async endThread(): Promise<void> {
    await this.#client?.close('the thread that analyses was ended');
  }

  #open(): AnalysisClient {
    const { store, settings, thread } = this.#setup;
    // A thread that asks this one for everything reads contents itself, as the user maps them.
    const mapping = store.own?.rules ?? [];
    const { entry, data } = thread ?? store.analysisThread ?? { entry: portWorker(), data: { mapping } };
    this.#client ??= new AnalysisClient({
      entry,
      data,
      settings,
      reader: store,
      onLost: (client) => {
        if (this.#client === client) this.#client = null;
      },
    });
    return this.#client;
  }
}

const CLOSED: AnalysisOutcome = { ok: false, failure: 'the program ends' };

/** Compiled for publishing the file is JavaScript; TypeScript rewrites imports but not this URL. */
function portWorker(): URL {
  return new URL(import.meta.filename.endsWith('.ts') ? './port-worker.ts' : './port-worker.js', import.meta.url);
}
