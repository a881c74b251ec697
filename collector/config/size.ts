/** A number of bytes as configurations write it: 67108864, `64MiB`, `10GB`. */
import { z } from 'zod';

const UNIT_BYTES = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

export const byteSize = z
  .union([z.int().nonnegative(), z.string()])
  .transform((given, context): number => {
    const match = /^([0-9]+(?:\.[0-9]+)?) ?([A-Za-z]*)$/.exec(String(given));
    const unit = UNIT_BYTES.get(match?.[2] ?? '');
    if (match === null || unit === undefined) {
      context.addIssue({ code: 'custom', message: 'expected a size such as 67108864, 64MiB or 10GiB' });
      return z.NEVER;
    }
    return Math.floor(Number(match[1]) * unit);
  })
  .meta({ title: 'size' });
