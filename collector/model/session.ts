/** Sessions, agents and spans as the store answers them: plain data, ready for JSON once times are written out. */
import type { Severity } from './finding.ts';
import type { SpanKind } from './mapped-span.ts';
import type { SpanStatus } from './span.ts';
import type { TokenUsage } from './usage.ts';

export type SessionSource = 'attribute' | 'response_chain' | 'history' | 'trace';

/** How often each name occurred. Plain objects would let a stranger's name (`__proto__`) reach a prototype. */
export type NameCounts = ReadonlyMap<string, number>;

export interface ModelCallTotals {
  readonly calls: number;
  readonly errors: number;
  readonly usage: TokenUsage;
  /** Billionths of a US dollar, an integer: sums of integers do not depend on their order. */
  readonly costNanoUsd: number;
  /** Calls that have tokens and no known price, or ended well without telling their tokens; while there are any, the sum is not the whole cost. */
  readonly unpricedCalls: number;
}

/** The additive numbers of a trace, and by addition those of sessions and agents. Integers only, for the same reason. */
export interface Totals extends ModelCallTotals {
  readonly spans: number;
  readonly toolUses: number;
  /** Failed spans none of whose children failed: one failure counts once, not again in every ancestor. */
  readonly failures: number;
  /** Sum and distribution of the model calls' durations; the sketch maps a logarithmic bin to its count. */
  readonly responseTimeUs: number;
  readonly responseTimes: ReadonlyMap<number, number>;
  readonly models: NameCounts;
  readonly providers: NameCounts;
  readonly toolsUsed: NameCounts;
  readonly toolFailures: NameCounts;
  readonly availableTools: NameCounts;
  readonly agents: NameCounts;
  readonly agentVersions: NameCounts;
  /** `key=value` of every tag, so that tags of several traces add up too. */
  readonly tags: NameCounts;
}

export interface SessionRecord {
  readonly id: string;
  readonly source: SessionSource;
  readonly agentId: string;
  readonly agentName: string;
  readonly workflowId: string | null;
  readonly userId: string | null;
  readonly tags: ReadonlyMap<string, string>;
  /** First words of what the user asked, cut to 200 characters; null where no text was captured. */
  readonly title: string | null;
  readonly status: 'active' | 'completed';
  readonly completedAtMs: number | null;
  /** Start of the first and end of the last span, ms since 1970 by the senders' clocks. */
  readonly createdAtMs: number;
  readonly lastActivityMs: number;
  /** When the server took the newest span in. */
  readonly lastReceivedMs: number;
  readonly traceCount: number;
  readonly totals: Totals;
}

/** What analyses say of a session. Beside its record, because ingest writes records and must not touch these. */
export interface SessionResults {
  /** The pattern that it follows; null for none, and while it is open. */
  readonly clusterId: string | null;
  /** Open findings about it or whose evidence names it. */
  readonly findingCounts: Readonly<Record<Severity, number>>;
}

export const NO_RESULTS: SessionResults = {
  clusterId: null,
  findingCounts: { critical: 0, high: 0, medium: 0, low: 0 },
};

/** A session as lists and pages are answered. */
export type SessionAnswer = SessionRecord & SessionResults;

export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly workflowId: string | null;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly totalSessions: number;
  readonly activeSessions: number;
  readonly totals: Totals;
}

/** One span's row: what lists and the waterfall need, without its contents. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly vocabulary: string;
  readonly status: SpanStatus;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  /** The sender's clock cannot be right: zero, far off, or an end before its start. */
  readonly clockSkew: boolean;
  readonly model: string | null;
  readonly provider: string | null;
  readonly responseId: string | null;
  readonly toolName: string | null;
  readonly toolCallId: string | null;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly usage: TokenUsage | null;
  readonly costNanoUsd: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly errorType: string | null;
  readonly receivedMs: number;
}

/** What a call cost by its sender and by the price lists: kept apart, and null where one does not say. */
export interface SpanCosts {
  readonly reportedCostNanoUsd: number | null;
  readonly computedCostNanoUsd: number | null;
}

/** What a timeline shows of a span. Ten thousand of them are one answer, so it is no more than is shown. */
export type TimelineSpan = Omit<SpanRecord, 'receivedMs'>;

/**
 * What began in one bucket for one agent, or for all, and one model; `model` is empty where a row counts sessions only, and
 * `agentId` where it is over all agents.
 */
export interface SeriesBucket {
  readonly startMs: number;
  readonly agentId: string;
  readonly model: string;
  readonly sessions: number;
  readonly failedSessions: number;
  readonly calls: ModelCallTotals;
  readonly responseTimes: ReadonlyMap<number, number>;
  readonly timesToFirstToken: ReadonlyMap<number, number>;
}
