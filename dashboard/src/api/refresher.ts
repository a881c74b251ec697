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
  #pending: Set<string> | 'all' | undefined;
  #busy = false;
  #paused = false;
  #cancel: (() => void) | undefined;

  constructor(settings: RefresherSettings) {
    this.#settings = settings;
  }

  add({ sessionIds }: ChangeNotice): void {
    if (sessionIds === null) this.#pending = 'all';
    else if (this.#pending !== 'all') this.#pending = new Set([...(this.#pending ?? []), ...sessionIds]);
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
    const sessionIds = this.#pending === 'all' ? null : [...this.#pending];
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
    refresh({ sessionIds }).then(rest, rest);
  }
}
