/** A span of time as configurations write it, `500ms`, `1.5s`, `1h30m`, `7d`; milliseconds inside. A bare number other than 0 is refused: of what unit? */
import { z } from 'zod';

const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

export const duration = z
  .union([z.string(), z.number()])
  .transform((given, context): number => {
    if (given === 0 || given === '0') return 0;
    if (typeof given === 'number' || !/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d))+$/.test(given)) {
      context.addIssue({ code: 'custom', message: 'expected a duration such as 500ms, 30s or 1h30m' });
      return z.NEVER;
    }
    let totalMs = 0;
    for (const [, amount, unit] of given.matchAll(/([0-9.]+)(ms|s|m|h|d)/g)) {
      totalMs += Number(amount) * (UNIT_MS.get(unit ?? '') ?? 0);
    }
    return totalMs;
  })
  .meta({ title: 'duration' });
