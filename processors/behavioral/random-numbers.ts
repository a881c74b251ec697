/**
 * A generator of random numbers that gives the same numbers for the same seed (Vigna's splitmix, 32 bits): shuffles and
 * permutations must not make two runs over the same sessions differ.
 */
import { finishHash, hashText } from './fnv.ts';

/** @returns a function that gives the next number from 0 to below 1. */
export function seedRandom(seed: string | number): () => number {
  let state = typeof seed === 'number' ? seed >>> 0 : hashText(seed);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return finishHash(state) / 2 ** 32;
  };
}

/** Fisher and Yates, in place. */
export function shuffle(list: Uint8Array | Int32Array | number[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    const moved = list[last] ?? 0;
    list[last] = list[at] ?? 0;
    list[at] = moved;
  }
}
