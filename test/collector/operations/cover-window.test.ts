/** Stretches of buckets lie one behind the other and cover a window exactly, the widest that fit. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { coverWindow } from '../../../collector/operations/cover-window.ts';
import { BEGIN_MS } from '../../support/span-builder.ts';

const FIVE_MINUTES = 300_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** BEGIN_MS is no midnight. */
const MIDNIGHT = Math.floor(BEGIN_MS / DAY) * DAY;

it.each([
  ['nothing', [0, 0], Infinity, []],
  ['whole days', [0, 3 * DAY], Infinity, [[DAY, 3]]],
  ['a bucket that has just begun', [0, 1], Infinity, [[FIVE_MINUTES, 1]]],
  [
    'ends in narrower ones',
    [-HOUR - FIVE_MINUTES, DAY + 2 * HOUR + 1],
    Infinity,
    [
      [FIVE_MINUTES, 1],
      [HOUR, 1],
      [DAY, 1],
      [HOUR, 2],
      [FIVE_MINUTES, 1],
    ],
  ],
  ['points of two hours', [0, DAY], 2 * HOUR, [[HOUR, 24]]],
  ['points of ten minutes', [0, DAY], 2 * FIVE_MINUTES, [[FIVE_MINUTES, 288]]],
] as const)('covers %s', (_name, [from, to], within, expected) => {
  const covered = coverWindow({ fromMs: MIDNIGHT + from, toMs: MIDNIGHT + to }, within);
  expect(covered.map(({ widthMs, fromMs, toMs }) => [widthMs, (toMs - fromMs) / widthMs])).toEqual(expected);
});

it('leaves no gap, takes nothing twice, and no bucket reaches over an end or a point', () => {
  const windows = fc.record({
    from: fc.integer({ min: 0, max: 9000 }),
    lengthMs: fc.integer({ min: 1, max: 40 * DAY }),
    steps: fc.constantFrom(1, 2, 12, 36, 288, 576, Infinity),
  });
  fc.assert(
    fc.property(windows, ({ from, lengthMs, steps }) => {
      const window = { fromMs: MIDNIGHT + from * FIVE_MINUTES, toMs: MIDNIGHT + from * FIVE_MINUTES + lengthMs };
      const within = steps * FIVE_MINUTES;
      let at = window.fromMs;
      for (const { widthMs, fromMs, toMs } of coverWindow(window, within)) {
        expect([fromMs, fromMs % widthMs, toMs % widthMs]).toEqual([at, 0, 0]);
        expect(within === Infinity || within % widthMs === 0).toBe(true);
        at = toMs;
      }
      expect(at).toBe(Math.ceil(window.toMs / FIVE_MINUTES) * FIVE_MINUTES);
    }),
  );
});
