/**
 * How fast the demo lives. Waiting only changes how long spans take, never what is said: factor 0 gives the same
 * conversations as factor 1.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export class Pace {
  readonly #factor: number;
  readonly #signal: AbortSignal | undefined;

  constructor(factor: number, signal?: AbortSignal) {
    this.#factor = factor;
    this.#signal = signal;
  }

  /** Rejects with an AbortError when the demo is stopped meanwhile. */
  async wait(ms: number): Promise<void> {
    this.throwIfStopped();
    if (this.#factor > 0) await sleep(ms * this.#factor, undefined, this.#signal ? { signal: this.#signal } : {});
  }

  throwIfStopped(): void {
    this.#signal?.throwIfAborted();
  }
}
