/**
 * Seeded choices for the demo. A session draws from its own generator, named by seed, agent and number, so that one more
 * session or another order of running changes no other session's words.
 */
import { createHash } from 'node:crypto';

export class Random {
  readonly #name: string;
  #state: number;

  constructor(name: string) {
    this.#name = name;
    this.#state = createHash('sha256').update(name).digest().readUInt32LE(0);
  }

  /** A number in [0, 1): mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Both ends included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    return others[this.integer(0, others.length) - 1] ?? first;
  }

  money(least: number, most: number): string {
    return (this.integer(least * 100, most * 100 - 1) / 100).toFixed(2);
  }

  /** An independent generator: what it draws does not move this one. */
  fork(part: string): Random {
    return new Random(`${this.#name}/${part}`);
  }
}
