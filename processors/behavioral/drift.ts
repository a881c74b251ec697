/**
 * How far the newer half of the sessions is spread over other patterns than the older half: the total variation between
 * their shares beyond what chance gives, which 200 shuffles tell. An agent that changes its ways at half time has .5 or more.
 */
import type { BehavioralConfig } from './config.ts';
import { seedRandom, shuffle } from './random-numbers.ts';

const CHANCE_QUANTILE = 0.95;

/** @param patterns of the sessions in order of time; those of no pattern are one class, whatever its number. */
export function measureDrift(
  patterns: readonly number[],
  {
    drift_sessions_min: min,
    drift_shuffles: shuffles,
  }: Pick<BehavioralConfig, 'drift_sessions_min' | 'drift_shuffles'>,
): number {
  const kinds = new Map([...new Set(patterns)].map((pattern, place) => [pattern, place]));
  if (patterns.length < min || kinds.size < 2) return 0;
  const classes = Int32Array.from(patterns, (pattern) => kinds.get(pattern) ?? 0);
  const observed = measureVariation(classes, kinds.size);
  const random = seedRandom(patterns.length);
  const chance = new Float64Array(shuffles);
  for (let at = 0; at < shuffles; at++) {
    shuffle(classes, random);
    chance[at] = measureVariation(classes, kinds.size);
  }
  chance.sort();
  return Math.max(0, observed - (chance[Math.ceil(CHANCE_QUANTILE * shuffles) - 1] ?? 0));
}

function measureVariation(classes: Int32Array, kinds: number): number {
  const half = classes.length >> 1;
  const difference = new Float64Array(kinds);
  for (let at = 0; at < classes.length; at++) {
    const kind = classes[at] ?? 0;
    difference[kind] = (difference[kind] ?? 0) + (at < half ? 1 / half : -1 / (classes.length - half));
  }
  return difference.reduce((sum, one) => sum + Math.abs(one), 0) / 2;
}
