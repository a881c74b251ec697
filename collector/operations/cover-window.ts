/**
 * Which buckets a window is summed from: the widest that lie wholly in it, and narrower ones towards its ends. 7 days are some 40
 * buckets instead of 2016, and the sums are the same.
 */
import { SERIES_WIDTHS_MS, type SeriesWidthMs } from '../sessions/trace-summary.ts';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Stretch extends TimeRange {
  readonly widthMs: SeriesWidthMs;
}

/**
 * @param window begins at a multiple of the narrowest width; what began before its end counts, so that the bucket in which it ends
 * is taken whole.
 * @param within no bucket is wider than what this is a multiple of: a chart's points must not share one.
 */
export function coverWindow(window: TimeRange, within = Infinity): readonly Stretch[] {
  const widths = SERIES_WIDTHS_MS.filter((widthMs) => within === Infinity || within % widthMs === 0);
  return cover({ fromMs: window.fromMs, toMs: ceilTo(window.toMs, SERIES_WIDTHS_MS[0]) }, widths);
}

function cover(window: TimeRange, widths: readonly SeriesWidthMs[]): Stretch[] {
  const widthMs = widths.at(-1);
  if (widthMs === undefined || window.fromMs >= window.toMs) return [];
  const narrower = widths.slice(0, -1);
  const fromMs = ceilTo(window.fromMs, widthMs);
  const toMs = Math.floor(window.toMs / widthMs) * widthMs;
  if (fromMs >= toMs) return cover(window, narrower);
  return [
    ...cover({ fromMs: window.fromMs, toMs: fromMs }, narrower),
    { widthMs, fromMs, toMs },
    ...cover({ fromMs: toMs, toMs: window.toMs }, narrower),
  ];
}

function ceilTo(ms: number, step: number): number {
  return Math.ceil(ms / step) * step;
}
