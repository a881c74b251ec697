/**
 * The store's contract. Asynchronous, so that nothing above knows which thread answers. `write` resolves after the commit
 * and not before: acknowledged means kept. Reads see only what is committed. What a read returns belongs to the caller.
 */
import type { ExportRequest, ExportResult } from './otlp/export-request.ts';
import type { AgentRecord, SeriesBucket, SessionRecord, SpanRecord } from './model/session.ts';

export interface Store {
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

  listSessions(
    query: SessionQuery,
  ): Promise<{ readonly sessions: readonly SessionRecord[]; readonly totalCount: number }>;
  readSession(sessionId: string): Promise<SessionRecord | null>;
  /** In order of start, then span id. `after` is the last item of the page before. */
  readTimeline(sessionId: string, page: TimelinePage): Promise<readonly SpanRecord[]>;
  readSpan(sessionId: string, spanId: string): Promise<SpanWithLogs | null>;
  /** Every span of a session with its bytes, trace by trace, in pages that fit into memory. Ends at once where there is none. */
  readStoredSpans(sessionId: string): AsyncIterable<readonly StoredSpan[]>;
  listAgents(): Promise<readonly AgentRecord[]>;
  readAgent(agentId: string): Promise<AgentRecord | null>;
  /** Buckets of 5 minutes, oldest first; empty ones are left out. */
  readSeries(query: SeriesQuery): Promise<readonly SeriesBucket[]>;
  /** Rows and bytes, for the frame of the dashboard. */
  readSize(): Promise<StoreSize>;

  /**
   * Derives all numbers anew from the spans' bytes, in one transaction; nothing else is written meanwhile. Changes nothing
   * unless a vocabulary or a price list has changed since the spans came.
   */
  rebuild(): Promise<RebuildResult>;
}

export interface SessionQuery {
  readonly agentId?: string | undefined;
  readonly status?: 'active' | 'completed' | undefined;
  readonly sort: SessionSort;
  readonly limit: number;
  readonly offset: number;
}

export type SessionSort = 'last_activity' | 'created_at' | 'duration_ms' | 'cost_usd' | 'total_tokens' | 'errors';

export interface TimelinePage {
  readonly limit: number;
  readonly after?: { readonly startUnixNano: bigint; readonly spanId: string } | undefined;
}

/** A span with its bytes rebuilt: the OTLP `Span`, `Resource` and `InstrumentationScope` messages as received. */
export interface StoredSpan {
  readonly record: SpanRecord;
  readonly span: Uint8Array;
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
}

export interface SpanWithLogs extends StoredSpan {
  /** OTLP `LogRecord` messages that speak of this span, by time. */
  readonly logRecords: readonly Uint8Array[];
}

export interface SeriesQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly agentId?: string | undefined;
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
