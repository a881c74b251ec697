/** What one trace adds to its session, agent and charts: plain data, additive where it can be. */
import type { SessionKey } from '../model/mapped-span.ts';
import type { ModelCallTotals, Totals } from '../model/session.ts';
import type { Sketch } from './sketch.ts';

export const SERIES_STEP_MS = 300_000;
/** Charts are kept in these widths, each a multiple of the one before. */
export const SERIES_WIDTHS_MS = [SERIES_STEP_MS, 3_600_000, 86_400_000] as const;
export type SeriesWidthMs = (typeof SERIES_WIDTHS_MS)[number];

/** Model calls that began in one bucket with one model. */
export interface SeriesEntry {
  readonly startMs: number;
  readonly model: string;
  readonly calls: ModelCallTotals;
  readonly responseTimes: Sketch;
  readonly timesToFirstToken: Sketch;
}

export interface AgentIdentity {
  readonly id: string;
  readonly name: string;
}

export interface TraceSummary {
  readonly totals: Totals;
  readonly startMs: number;
  readonly endMs: number;
  readonly sessionKey: SessionKey | null;
  /** Only spans that have not ended say it, and Logfire takes it back: its scrubbing hides `session.id` when a span ends. */
  readonly isKeyAnnounced?: true;
  /** The outermost agent. */
  readonly agent: AgentIdentity;
  readonly workflowId: string | null;
  readonly userId: string | null;
  readonly endsSession: boolean;
  readonly series: readonly SeriesEntry[];
  /** Some of its spans were made of log events; the calls of another trace may be among them. */
  readonly hasEvents?: true;
}
