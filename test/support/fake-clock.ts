/** A clock that moves when told. Timers fire in order of their time; after each, what they set off gets to run. */
import type { Clock } from '../../collector/clock.ts';

export class FakeClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<{ atMs: number; fire: () => void }>();

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = {
      atMs: this.#nowMs + delayMs,
      fire: () => {
        this.#timers.delete(timer);
        callback();
      },
    };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  every(periodMs: number, callback: () => void): () => void {
    const timer = {
      atMs: this.#nowMs + periodMs,
      fire: () => {
        timer.atMs += periodMs;
        callback();
      },
    };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers wait: 0 after a clean shutdown. */
  get waiting(): number {
    return this.#timers.size;
  }

  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.fire();
      await settle();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets promises that are already decided run on; real I/O is not waited for. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
