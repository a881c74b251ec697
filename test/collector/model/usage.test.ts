/** Token counts as senders report them, split into buckets that add up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inputTokens, outputTokens, splitUsage, type ReportedUsage } from '../../../collector/model/usage.ts';

const NOTHING: ReportedUsage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null };

describe('splitUsage', () => {
  it.each<[string, Partial<ReportedUsage>, readonly number[]]>([
    ['takes caches out of the input', { input: 100, cacheRead: 60, cacheWrite: 10, output: 5 }, [30, 60, 10, 5, 0]],
    ['takes reasoning out of the output', { input: 1, output: 50, reasoning: 20 }, [1, 0, 0, 30, 20]],
    ['adds caches that cannot be inside the input', { input: 10, cacheRead: 60, cacheWrite: 5 }, [10, 60, 5, 0, 0]],
    ['adds reasoning that cannot be inside the output', { output: 10, reasoning: 30 }, [0, 0, 0, 10, 30]],
    ['takes an input that is all cache as inclusive', { input: 60, cacheRead: 60 }, [0, 60, 0, 0, 0]],
    ['keeps reasoning alone', { reasoning: 7 }, [0, 0, 0, 0, 7]],
    ['leaves out what is negative', { input: 10, cacheRead: -5, output: -1 }, [10, 0, 0, 0, 0]],
    ['leaves out what is absurd', { input: 10, output: 1e15 }, [10, 0, 0, 0, 0]],
    ['rounds', { input: 10.4, output: 2.5 }, [10, 0, 0, 3, 0]],
    ['keeps zeros', { input: 0, output: 0 }, [0, 0, 0, 0, 0]],
  ])('%s', (_, reported, buckets) => {
    expect(Object.values(splitUsage({ ...NOTHING, ...reported }) ?? {})).toEqual(buckets);
  });

  it.each<[Partial<ReportedUsage>]>([
    [{}],
    [{ input: -1 }],
    [{ output: Number.NaN }],
    [{ input: Number.POSITIVE_INFINITY }],
  ])('is null for %j', (reported) => {
    expect(splitUsage({ ...NOTHING, ...reported })).toBeNull();
  });

  it('never gives a negative bucket and never loses a token', () => {
    const count = fc.option(fc.oneof(fc.nat(1000), fc.double(), fc.integer()), { nil: null });
    fc.assert(
      fc.property(
        fc.record({ input: count, output: count, cacheRead: count, cacheWrite: count, reasoning: count }),
        (reported) => {
          const usage = splitUsage(reported);
          if (usage === null) return true;
          const whole = Object.values(usage).every((bucket: number) => Number.isSafeInteger(bucket) && bucket >= 0);
          const valid = (value: number | null): number =>
            value !== null && value >= 0 && value <= 1e12 ? Math.round(value) : 0;
          return whole && inputTokens(usage) >= valid(reported.input) && outputTokens(usage) >= valid(reported.output);
        },
      ),
    );
  });
});
