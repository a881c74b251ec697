/**
 * Joins notices into rounds of reading: one round at a time, at most one a second. Reading again at every notice would cancel
 * the request under way each time, and on a busy collector no answer would ever arrive.
 */
import type { ChangeNotice } from './live.ts';

export interface RefresherSettings {
  /** Reads again; resolves when the answers are there. */
  readonly refresh: (notice: ChangeNotice) => Promise<void>;
  readonly setTimer: (run: () => void, ms: number) => () => void;
  readonly intervalMs: number;
}

export class Refresher {
  readonly #settings: RefresherSettings;
  #pending: { readonly sessionIds: Set<string> | 'all'; readonly hasAnalyses: boolean } | undefined;
  #busy = false;
  #paused = false;
  #cancel: (() => void) | undefined;

  constructor(settings: RefresherSettings) {
    this.#settings = settings;
  }

  add({ sessionIds, analyses = false }: ChangeNotice): void {
    const { sessionIds: known, hasAnalyses } = this.#pending ?? { sessionIds: new Set<string>(), hasAnalyses: false };
    this.#pending = {
      sessionIds: sessionIds === null || known === 'all' ? 'all' : new Set([...known, ...sessionIds]),
      hasAnalyses: hasAnalyses || analyses,
    };
    this.#run();
  }

  /** What changes meanwhile is kept and read on resuming. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#run();
  }

  stop(): void {
    this.#cancel?.();
    this.#paused = true;
    this.#pending = undefined;
  }

  #run(): void {
    if (this.#busy || this.#paused || this.#pending === undefined) return;
    const { sessionIds, hasAnalyses } = this.#pending;
    const notice: ChangeNotice = {
      sessionIds: sessionIds === 'all' ? null : [...sessionIds],
      ...(hasAnalyses ? { analyses: true } : {}),
    };
    this.#pending = undefined;
    this.#busy = true;
    const { refresh, setTimer, intervalMs } = this.#settings;
    const rest = () => {
      this.#cancel = setTimer(() => {
        this.#busy = false;
        this.#run();
      }, intervalMs);
    };
    // A failed read shows in its own panel; the next round tries again.
    refresh(notice).then(rest, rest);
  }
}
