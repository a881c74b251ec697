/** A question for everything that a store has of charts: each width, by agent and over all agents. */
import { SERIES_WIDTHS_MS } from '../../collector/sessions/trace-summary.ts';
import type { SeriesQuery } from '../../collector/store.ts';

export const EVERY_SERIES: readonly SeriesQuery[] = SERIES_WIDTHS_MS.flatMap((widthMs) =>
  (['each', 'all'] as const).map((agents) => ({ widthMs, agents, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER })),
);
