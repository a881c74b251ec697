/**
 * What is usual for a number of an agent's sessions, and whether one is far from it. Two rules: outside of 98 % of a baseline
 * of 100 or more; and beyond five spreads of the median on a logarithmic scale, the spread being no less than 5 %, and the
 * distance no less than five units. Without those least spreads a baseline of equal sessions would know no usual at all.
 */
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures, SessionNumbers } from './features.ts';
import { median, quantile, sortNumbers } from './quantile.ts';

export interface UsualNumbers {
  readonly count: number;
  readonly median: number;
  /** Median absolute deviation on the logarithmic scale. */
  readonly deviation: number;
  /** What 1 % is below and 1 % above. */
  readonly first: number;
  readonly last: number;
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

/** Of what enough sessions tell. A session that is one of them counts in it: one among many moves no median. */
export function collectUsualNumbers(sessions: readonly SessionFeatures[]): Map<keyof SessionNumbers, UsualNumbers> {
  return new Map(
    KEYS.flatMap((key) => {
      const usual = describeUsualNumbers(sessions.flatMap(({ numbers }) => numbers[key] ?? []));
      return usual === null ? [] : [[key, usual]];
    }),
  );
}

export function describeUsualNumbers(values: readonly number[]): UsualNumbers | null {
  const sorted = sortNumbers(values);
  const middle = median(sorted);
  if (middle === null || sorted.length < NUMBERS_MIN) return null;
  const logMiddle = toLog(middle);
  const deviations = sorted.map((value) => Math.abs(toLog(value) - logMiddle)).sort();
  return {
    count: sorted.length,
    median: middle,
    deviation: median(deviations) ?? 0,
    first: quantile(sorted, 0.01) ?? middle,
    last: quantile(sorted, 0.99) ?? middle,
  };
}

export function findUnusualNumber(
  value: number,
  { count, median: middle, deviation, first, last }: UsualNumbers,
  { quantile_sessions_min: quantileMin }: Pick<BehavioralConfig, 'quantile_sessions_min'>,
): UnusualNumber | null {
  const reach = SPREADS * Math.max(MAD_SCALE * deviation, LEAST_SPREAD);
  let low = Math.min(fromLog(toLog(middle) - reach), middle - LEAST_DISTANCE);
  let high = Math.max(fromLog(toLog(middle) + reach), middle + LEAST_DISTANCE);
  if (count >= quantileMin) {
    low = Math.max(low, first);
    high = Math.min(high, last);
  }
  if (value >= low && value <= high) return null;
  return { isAbove: value > high, median: middle, low: Math.max(0, low), high };
}

function toLog(value: number): number {
  return Math.log2(1 + value);
}

function fromLog(log: number): number {
  return 2 ** log - 1;
}
