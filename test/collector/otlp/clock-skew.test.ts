/** Which times no right clock gives; the limits themselves are still right. */
import { describe, expect, it } from 'vitest';

import { EARLIEST_MS, FUTURE_MAX_MS, hasClockSkew } from '../../../collector/otlp/clock-skew.ts';

const RECEIVED_MS = Date.UTC(2026, 2, 1);
const YEAR_MS = 365 * 24 * 3600 * 1000;
const nano = (ms: number): bigint => BigInt(ms) * 1_000_000n;

describe('hasClockSkew', () => {
  it.each<[string, bigint, bigint, boolean]>([
    ['a span just over', nano(RECEIVED_MS - 1000), nano(RECEIVED_MS), false],
    ['a span that still runs', nano(RECEIVED_MS), 0n, false],
    ['a span of no length', nano(RECEIVED_MS), nano(RECEIVED_MS), false],
    ['a replay of last year', nano(RECEIVED_MS - YEAR_MS), nano(RECEIVED_MS - YEAR_MS + 5), false],
    ['the earliest time', nano(EARLIEST_MS), nano(EARLIEST_MS), false],
    ['before the earliest time', nano(EARLIEST_MS) - 1_000_000n, nano(EARLIEST_MS), true],
    ['a day ahead', nano(RECEIVED_MS + FUTURE_MAX_MS), 0n, false],
    ['more than a day ahead', nano(RECEIVED_MS + FUTURE_MAX_MS + 1), 0n, true],
    ['an end more than a day ahead', nano(RECEIVED_MS), nano(RECEIVED_MS + FUTURE_MAX_MS + 1), true],
    ['a year ahead', nano(RECEIVED_MS + YEAR_MS), nano(RECEIVED_MS + YEAR_MS), true],
    ['an end one nanosecond before the start', nano(RECEIVED_MS), nano(RECEIVED_MS) - 1n, true],
    ['no start', 0n, nano(RECEIVED_MS), true],
    ['neither start nor end', 0n, 0n, true],
    ['the end of time', 2n ** 64n - 1n, 2n ** 64n - 1n, true],
  ])('%s', (_name, startUnixNano, endUnixNano, expected) => {
    expect(hasClockSkew({ startUnixNano, endUnixNano }, RECEIVED_MS)).toBe(expected);
  });
});
