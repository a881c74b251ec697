import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { retryConfig } from '../../../collector/exporters/queue-config.ts';
import { nextRetryMs, parseRetryAfter } from '../../../collector/exporters/retry.ts';

const config = retryConfig.parse({});
const first = { failures: 1, elapsedMs: 0, retryAfterMs: undefined, random: 0.5 };

describe('nextRetryMs', () => {
  it('grows by the multiplier up to max_interval', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((failures) => nextRetryMs(config, { ...first, failures }));
    expect(waits).toEqual([5000, 7500, 11250, 16875, 25312.5, 30000, 30000]);
  });

  it('spreads by the randomization factor', () => {
    expect(nextRetryMs(config, { ...first, random: 0 })).toBe(2500);
    expect(nextRetryMs(config, { ...first, random: 0.999_999 })).toBeCloseTo(7500, 1);
  });

  it('never waits less than the destination asked for', () => {
    expect(nextRetryMs(config, { ...first, retryAfterMs: 60_000 })).toBe(60_000);
    expect(nextRetryMs(config, { ...first, retryAfterMs: 1 })).toBe(5000);
  });

  it('gives up where the wait would pass max_elapsed_time, and never where that is 0', () => {
    expect(nextRetryMs(config, { ...first, elapsedMs: 295_000 })).toBe(5000);
    expect(nextRetryMs(config, { ...first, elapsedMs: 295_001 })).toBeUndefined();
    expect(nextRetryMs(config, { ...first, retryAfterMs: 300_001 })).toBeUndefined();
    const forever = retryConfig.parse({ max_elapsed_time: 0 });
    expect(nextRetryMs(forever, { ...first, failures: 100_000, elapsedMs: 1e12 })).toBe(30_000);
  });

  it.each(['initial_interval', 'max_interval'])('cannot be told to wait for nothing by %s', (key) => {
    expect(retryConfig.safeParse({ [key]: 0 }).success).toBe(false);
  });

  it('does not retry where retry_on_failure is off', () => {
    expect(nextRetryMs(retryConfig.parse({ enabled: false }), first)).toBeUndefined();
  });

  it('gives a usable wait or gives up, whatever happened', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const wait = nextRetryMs(retryConfig.parse({ max_elapsed_time: 0 }), { ...first, failures, random });
          expect(wait).toBeGreaterThanOrEqual(2500);
          expect(wait).toBeLessThanOrEqual(45_000);
        },
      ),
    );
  });
});

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 3 ', 3000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e9', undefined],
    ['99999999999', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['2026-01-01', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j ms', (header, expected) => {
    expect(parseRetryAfter(header, nowMs)).toBe(expected);
  });
});
