/**
 * What is usual for a number of an agent's sessions, and whether one is far from it. Two rules: outside of 98 % of a baseline
 * of 100 or more; and beyond five spreads of the median on a logarithmic scale, the spread being no less than 5 %, and the
 * distance no less than five units. Without those least spreads a baseline of equal sessions would know no usual at all.
 */
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures, SessionNumbers } from './features.ts';
import { median, quantile, sortNumbers } from './quantile.ts';

export interface UsualNumbers {
  readonly sorted: Float64Array;
}

export interface UnusualNumber {
  readonly isAbove: boolean;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const KEYS = [
  'toolCalls',
  'failedSteps',
  'modelCalls',
  'resultCharacters',
  'durationMs',
  'tokens',
  'costNanoUsd',
] as const satisfies readonly (keyof SessionNumbers)[];

const SPREADS = 5;
/** A median absolute deviation times this is a standard deviation, where the numbers are normal. */
const MAD_SCALE = 1.4826;
const LEAST_SPREAD = Math.log2(1.05);
const LEAST_DISTANCE = 5;
/** A spread of fewer numbers says nothing. */
const NUMBERS_MIN = 5;

export function collectUsualNumbers(sessions: readonly SessionFeatures[]): Map<keyof SessionNumbers, UsualNumbers> {
  return new Map(
    KEYS.map((key) => [key, { sorted: sortNumbers(sessions.flatMap(({ numbers }) => numbers[key] ?? [])) }]),
  );
}

/** @param isOwn whether the value is one of the sorted ones: then it is compared with the others. */
export function findUnusualNumber(
  value: number,
  { sorted: all }: UsualNumbers,
  { isOwn, config }: { readonly isOwn: boolean; readonly config: Pick<BehavioralConfig, 'quantile_sessions_min'> },
): UnusualNumber | null {
  const sorted = isOwn ? withoutOne(all, value) : all;
  const middle = median(sorted);
  if (middle === null || sorted.length < NUMBERS_MIN) return null;
  const logs = Float64Array.from(sorted, toLog);
  const logMiddle = toLog(middle);
  const deviation = median(logs.map((log) => Math.abs(log - logMiddle)).sort()) ?? 0;
  const reach = SPREADS * Math.max(MAD_SCALE * deviation, LEAST_SPREAD);
  let low = Math.min(fromLog(logMiddle - reach), middle - LEAST_DISTANCE);
  let high = Math.max(fromLog(logMiddle + reach), middle + LEAST_DISTANCE);
  if (sorted.length >= config.quantile_sessions_min) {
    low = Math.max(low, quantile(sorted, 0.01) ?? low);
    high = Math.min(high, quantile(sorted, 0.99) ?? high);
  }
  if (value >= low && value <= high) return null;
  return { isAbove: value > high, median: middle, low: Math.max(0, low), high };
}

function withoutOne(sorted: Float64Array, value: number): Float64Array {
  const at = sorted.indexOf(value);
  return at === -1 ? sorted : sorted.filter((_, place) => place !== at);
}

function toLog(value: number): number {
  return Math.log2(1 + value);
}

function fromLog(log: number): number {
  return 2 ** log - 1;
}
