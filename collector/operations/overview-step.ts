/** How wide the points of a chart are: whole multiples of the rows' 5 minutes, in steps that people read as round. */
import { CollectorError } from '../errors.ts';
import { SERIES_STEP_MS } from '../sessions/trace-summary.ts';

export { SERIES_STEP_MS };

const POINTS_MAX = 200;
/** A step that was asked for may draw finer than a screen has pixels, but not without end. */
const ASKED_POINTS_MAX = 2000;
const MINUTE_MS = 60_000;
const STEPS_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];

export function chooseStepMs(fromMs: number, toMs: number): number {
  const found = STEPS_MINUTES.find((minutes) => countPoints(minutes * MINUTE_MS, { fromMs, toMs }) <= POINTS_MAX);
  return (found ?? 10_080) * MINUTE_MS;
}

const UNIT_MINUTES = new Map([
  ['m', 1],
  ['h', 60],
  ['d', 1440],
]);

/** @throws CollectorError INVALID_REQUEST */
export function parseStepMs(step: string, window: { readonly fromMs: number; readonly toMs: number }): number {
  const stepMs = Number(step.slice(0, -1)) * (UNIT_MINUTES.get(step.slice(-1)) ?? 0) * MINUTE_MS;
  if (stepMs === 0 || stepMs % SERIES_STEP_MS !== 0) {
    throw new CollectorError('INVALID_REQUEST', 'parameter step: must be a multiple of 5m');
  }
  if (countPoints(stepMs, window) > ASKED_POINTS_MAX) {
    throw new CollectorError('INVALID_REQUEST', `parameter step: gives more than ${ASKED_POINTS_MAX} points`);
  }
  return stepMs;
}

/** Points begin at multiples of the step, so the first may begin before the window. */
export function firstPointMs(stepMs: number, fromMs: number): number {
  return Math.floor(fromMs / stepMs) * stepMs;
}

export function countPoints(
  stepMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number {
  return Math.ceil((toMs - firstPointMs(stepMs, fromMs)) / stepMs);
}
