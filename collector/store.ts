/**
 * The store's contract. Asynchronous, so that nothing above knows which thread answers. `write` resolves after the commit
 * and not before: acknowledged means kept. Reads see only what is committed. What a read returns belongs to the caller.
 */
import type { SpanKind } from './model/mapped-span.ts';
import type { AnalysisStore } from './store/analysis-store.ts';
import type { TextQuery } from './store/text-query.ts';
import type { ExportRequest, ExportResult } from './otlp/export-request.ts';
import type { SeriesWidthMs } from './sessions/trace-summary.ts';
import type {
  AgentRecord,
  SeriesBucket,
  SessionAnswer,
  SessionSource,
  SpanCosts,
  SpanRecord,
  TimelineSpan,
} from './model/session.ts';

export interface Store extends AnalysisStore {
  readonly type: 'sqlite' | 'memory';
  /** Why the configured store is not the one that answers, or null. */
  readonly degradedReason: string | null;
  /**
   * Decodes, maps and keeps a request. Rejected items are named in the result; the rest is committed.
   * @param options.forwards whether somebody will send `result.forward` on; without it the bytes are not handed back.
   * @throws CollectorError INVALID_REQUEST for a body that is no message at all; a retryable code where the store cannot
   * take it now.
   */
  write(request: ExportRequest, options: { readonly forwards: boolean }): Promise<ExportResult>;
  /**
   * Completes sessions that took no new span since `idleSinceMs` (server's clock), or that a span declared ended.
   * @returns the ids of those that were active and are now completed.
   */
  completeSessions(sessionIds: readonly string[], idleSinceMs: number, nowMs: number): Promise<string[]>;
  /** Sessions that are not completed; read at start to set their deadlines. */
  readActiveSessions(): Promise<readonly { readonly id: string; readonly lastReceivedMs: number }[]>;

  listSessions(query: SessionQuery): Promise<SessionPage>;
  readSession(sessionId: string): Promise<SessionAnswer | null>;
  /** In order of start, then span id. `after` is the last item of the page before. */
  readTimeline(sessionId: string, page: TimelinePage): Promise<readonly TimelineSpan[]>;
  /** Model calls that stand before a place in the session's timeline, the nearest first. */
  readCallsBefore(sessionId: string, page: CallsBefore): Promise<readonly SpanRecord[]>;
  /** The spans around one, its parent first, to a depth of `ANCESTORS_MAX`; ends where a parent is not stored. */
  readAncestors(span: SpanPlace): Promise<readonly SpanRecord[]>;
  readSpan(sessionId: string, spanId: string): Promise<SpanWithLogs | null>;
  /** Every span of a session with its bytes, trace by trace, in pages that fit into memory. Ends at once where there is none. */
  readStoredSpans(sessionId: string): AsyncIterable<readonly StoredSpan[]>;
  /** The newest spans, newest first, in pages that fit into memory. A span that was replaced stands where it first came. */
  readNewestSpans(limit: number): AsyncIterable<readonly NewestSpan[]>;
  listAgents(): Promise<readonly AgentRecord[]>;
  readAgent(agentId: string): Promise<AgentRecord | null>;
  /** The buckets of each query, oldest first; empty ones are left out. All of one moment, so that sums which cover each other agree. */
  readSeries(queries: readonly SeriesQuery[]): Promise<readonly (readonly SeriesBucket[])[]>;
  /** Texts that match, newest span first. */
  search(query: SearchQuery): Promise<SearchPage>;
  /** Rows and bytes, for the frame of the dashboard. */
  readSize(): Promise<StoreSize>;

  /**
   * Derives all numbers anew from the spans' bytes, in one transaction; nothing else is written meanwhile. Changes nothing
   * unless a vocabulary or a price list has changed since the spans came.
   */
  rebuild(): Promise<RebuildResult>;
}

export interface SessionQuery {
  readonly agentId?: NameFilter | undefined;
  readonly status?: NameFilter | undefined;
  readonly source?: NameFilter | undefined;
  readonly userId?: NameFilter | undefined;
  readonly model?: NameFilter | undefined;
  readonly tool?: NameFilter | undefined;
  /** Names are `key=value`. */
  readonly tag?: NameFilter | undefined;
  readonly clusterId?: NameFilter | undefined;
  /** Whether an open finding is about it or names it. */
  readonly hasFindings?: boolean | undefined;
  /** Of open findings: one with one of these severities is enough. */
  readonly severity?: NameFilter | undefined;
  /** Of what has a known price. */
  readonly minCostNanoUsd?: number | undefined;
  readonly minErrors?: number | undefined;
  readonly minDurationMs?: number | undefined;
  /** Sessions with activity from here, and before `toMs`. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Sessions with a text that matches. */
  readonly text?: TextQuery | undefined;
  readonly sort: SessionSort;
  readonly limit: number;
  readonly offset: number;
  /** Where an earlier page ended; what has moved meanwhile is where it is now. */
  readonly after?: SessionPosition | undefined;
}

/** One of `any` must hold unless there is none, and none of `none` may. */
export interface NameFilter {
  readonly any: readonly string[];
  readonly none: readonly string[];
}

/** A session's place in an order: what it is ordered by, and a number of the store's own that tells equals apart. */
export interface SessionPosition {
  readonly value: number;
  readonly key: number;
}

export interface SessionPage {
  readonly sessions: readonly SessionAnswer[];
  readonly totalCount: number;
  /** Null where nothing follows. */
  readonly next: SessionPosition | null;
  /** Null without `text`. */
  readonly search: Pick<SearchPage, 'complete' | 'catchingUp'> | null;
}

export type SessionSort = 'last_activity' | 'created_at' | 'duration_ms' | 'cost_usd' | 'total_tokens' | 'errors';

export interface SearchQuery {
  readonly text: TextQuery;
  readonly limit: number;
  readonly offset: number;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** Of all pages; where not complete, as far as was looked. */
  readonly totalCount: number;
  /** False where the query finds so much that the oldest was left out. */
  readonly complete: boolean;
  /** Whether spans that are stored cannot be found yet. */
  readonly catchingUp: boolean;
}

/** One text of one span. A text that several spans of a trace carry, such as a system prompt, is found at one of them. */
export interface SearchHit {
  readonly sessionId: string;
  readonly agentId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startUnixNano: bigint;
  /** The attribute that holds the text. */
  readonly field: string;
  readonly text: string;
}

/** A place in a timeline's order: by start, then span id. */
export interface TimelinePosition {
  readonly startUnixNano: bigint;
  readonly spanId: string;
}

export interface TimelinePage {
  readonly limit: number;
  readonly after?: TimelinePosition | undefined;
}

export interface CallsBefore {
  readonly before: TimelinePosition;
  readonly limit: number;
}

export type SpanPlace = Pick<SpanRecord, 'traceId' | 'spanId'>;

/** Deeper trees do not occur, and a sender may have made a circle. */
export const ANCESTORS_MAX = 64;

/** Of `readNewestSpans`: some milliseconds of reading. */
export const NEWEST_PAGE_LENGTH = 50;

/** A span with its bytes rebuilt: the OTLP `Span`, `Resource` and `InstrumentationScope` messages as received. */
export interface StoredSpan {
  readonly record: SpanRecord & SpanCosts;
  readonly span: Uint8Array;
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
}

export interface NewestSpan extends StoredSpan {
  readonly sessionSource: SessionSource;
  /** Whether log records speak of it. */
  readonly hasLogRecords: boolean;
}

export interface SpanWithLogs extends StoredSpan {
  /** OTLP `LogRecord` messages that speak of this span, by time. */
  readonly logRecords: readonly Uint8Array[];
}

/** Buckets of one width that begin from `fromMs` and before `toMs`. */
export interface SeriesQuery {
  readonly widthMs: SeriesWidthMs;
  readonly fromMs: number;
  readonly toMs: number;
  /** Each agent's, those of one, or the sums over all, whose `agentId` is empty. */
  readonly agents: 'each' | 'all' | { readonly id: string };
}

export interface RebuildResult {
  readonly spans: number;
  /** Spans that are read differently than when they came. */
  readonly changed: number;
  readonly traces: number;
  readonly sessions: number;
}

export interface StoreSize {
  readonly spans: number;
  readonly sessions: number;
  readonly bytes: number;
}
