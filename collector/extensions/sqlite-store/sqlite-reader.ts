/** The reading half: prepared queries on the main thread's own read-only connection, which sees what is committed. */
import type Database from 'better-sqlite3';

import {
  NO_RESULTS,
  type AgentRecord,
  type SeriesBucket,
  type SessionAnswer,
  type SessionSource,
  type SpanRecord,
  type TimelineSpan,
} from '../../model/session.ts';
import { ANCESTORS_MAX, NEWEST_PAGE_LENGTH } from '../../store.ts';
import type {
  CallsBefore,
  NewestSpan,
  SearchPage,
  SearchQuery,
  SeriesQuery,
  SessionPage,
  SessionQuery,
  SpanPlace,
  SpanWithLogs,
  StoredSpan,
  StoreSize,
  TimelinePage,
  TimelinePosition,
} from '../../store.ts';
import { ContentReader } from './content-rows.ts';
import { traceSpanReader, type ReadTraceSpans } from './read-trace-spans.ts';
import { SearchReader } from './search-reader.ts';
import {
  fromResultColumns,
  fromSeenAgentColumns,
  fromSessionColumns,
  type AgentColumns,
  type ResultColumns,
  type SessionColumns,
} from './session-columns.ts';
import { unpackSeries } from './series-entry.ts';
import { buildSessionListSql } from './session-list-sql.ts';
import { fromColumns, type SpanColumns } from './span-columns.ts';
import { toStoredSpan, type StoredSpanColumns } from './stored-span-columns.ts';
import { fromTimelineColumns, type TimelineColumns } from './timeline-columns.ts';
import { Statements } from './statements.ts';

interface NewestColumns extends StoredSpanColumns {
  readonly span_key: bigint;
  readonly session_source: SessionSource;
  readonly has_log_records: bigint;
}

type ListedColumns = SessionColumns & { readonly sort_value: number };
type SeenAgentColumns = AgentColumns & { readonly first_seen_ms: number; readonly last_seen_ms: number };

export class SqliteReader {
  readonly #database: Database.Database;
  readonly #contents: ContentReader;
  readonly #readTraceSpans: ReadTraceSpans;
  readonly #search: SearchReader;
  readonly #statements: Statements;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#contents = new ContentReader(database);
    this.#readTraceSpans = traceSpanReader(database, this.#contents);
    this.#search = new SearchReader(database, this.#contents);
  }

  async listSessions(query: SessionQuery): Promise<SessionPage> {
    const found = query.text === undefined ? null : await this.#search.findSessions(query.text);
    const { page, count, bound } = buildSessionListSql(query, found?.sessionKeys ?? null);
    // Not kept: what can be asked has more combinations than a cache should have entries, and preparing takes 50 µs.
    const rows = this.#database.prepare(page).all({ ...bound, limit: query.limit + 1 }) as ListedColumns[];
    const total = this.#database.prepare(count).get(bound) as { count: number };
    const last = rows[query.limit - 1];
    return {
      sessions: this.#answer(rows.slice(0, query.limit)),
      totalCount: total.count,
      next: rows.length > query.limit && last ? { value: last.sort_value, key: last.session_key } : null,
      search: found && { complete: found.complete, catchingUp: this.#search.isCatchingUp() },
    };
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    return this.#search.search(query);
  }

  readSession(sessionId: string): SessionAnswer | null {
    const row = this.#statements.get('select-session').get(sessionId) as SessionColumns | undefined;
    return row === undefined ? null : (this.#answer([row])[0] ?? null);
  }

  readActiveSessions(): { id: string; lastReceivedMs: number }[] {
    const rows = this.#statements.get('list-active-sessions').all() as { id: string; last_received_ms: number }[];
    return rows.map((row) => ({ id: row.id, lastReceivedMs: row.last_received_ms }));
  }

  readTimeline(sessionId: string, { limit, after }: TimelinePage): TimelineSpan[] {
    const rows =
      after === undefined
        ? this.#statements.get('select-session-spans').all({ sessionId, limit })
        : this.#statements.get('select-session-spans-after').all({ sessionId, limit, ...toBoundPosition(after) });
    return (rows as TimelineColumns[]).map(fromTimelineColumns);
  }

  readCallsBefore(sessionId: string, { before, limit }: CallsBefore): SpanRecord[] {
    const rows = this.#statements
      .get('select-calls-before')
      .safeIntegers(true)
      .all({ sessionId, limit, ...toBoundPosition(before) });
    return (rows as SpanColumns[]).map(fromColumns);
  }

  readAncestors({ traceId, spanId }: SpanPlace): SpanRecord[] {
    const rows = this.#statements
      .get('select-ancestors')
      .safeIntegers(true)
      .all({ traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.from(spanId, 'hex'), depthMax: ANCESTORS_MAX });
    return (rows as SpanColumns[]).map(fromColumns);
  }

  /** In one snapshot: retention may remove the span's contents between two queries. */
  readSpan(sessionId: string, spanId: string): SpanWithLogs | null {
    return this.#database.transaction(() => this.#readSpan(sessionId, spanId))();
  }

  *readStoredSpans(sessionId: string): Generator<readonly StoredSpan[]> {
    const traces = this.#statements.get('list-session-traces').all(sessionId) as { trace_key: number }[];
    for (const { trace_key: traceKey } of traces) yield* this.#readTraceSpans(traceKey);
  }

  *readNewestSpans(limit: number): Generator<readonly NewestSpan[]> {
    const select = this.#statements.get('select-newest-spans');
    let [before, left] = [2n ** 62n, limit];
    while (left > 0) {
      const rows = select.safeIntegers(true).all(before, Math.min(left, NEWEST_PAGE_LENGTH)) as NewestColumns[];
      yield rows.map((row) => ({
        ...toStoredSpan(row, this.#contents),
        sessionSource: row.session_source,
        hasLogRecords: row.has_log_records !== 0n,
      }));
      const last = rows.at(-1);
      if (last === undefined || rows.length < NEWEST_PAGE_LENGTH) return;
      before = last.span_key;
      left -= rows.length;
    }
  }

  /** What analyses say is looked up for the rows of the page alone: joined to the list, every row that it skips would pay. */
  #answer(rows: readonly SessionColumns[]): SessionAnswer[] {
    const keys = JSON.stringify(rows.map((row) => row.session_key));
    const columns = this.#statements.get('select-session-results').all(keys) as ResultColumns[];
    const results = new Map(columns.map((row) => [row.session_key, fromResultColumns(row)]));
    return rows.map((row) => ({ ...fromSessionColumns(row), ...(results.get(row.session_key) ?? NO_RESULTS) }));
  }

  #readSpan(sessionId: string, spanId: string): SpanWithLogs | null {
    const row = this.#statements
      .get('select-stored-span')
      .safeIntegers(true)
      .get({ sessionId, spanId: Buffer.from(spanId, 'hex') }) as StoredSpanColumns | undefined;
    return row === undefined ? null : { ...toStoredSpan(row, this.#contents), logRecords: this.#readLogRecords(row) };
  }

  #readLogRecords({ trace_id: traceId, span_id: spanId }: SpanColumns): Buffer[] {
    const rows = this.#statements.get('select-span-log-records').all({ traceId, spanId }) as { body: Buffer }[];
    return rows.map(({ body }) => body);
  }

  listAgents(): AgentRecord[] {
    return (this.#statements.get('list-agents').all() as SeenAgentColumns[]).map(fromSeenAgentColumns);
  }

  readAgent(agentId: string): AgentRecord | null {
    const row = this.#statements.get('select-agent-record').get(agentId) as SeenAgentColumns | undefined;
    return row === undefined ? null : fromSeenAgentColumns(row);
  }

  readSeries(queries: readonly SeriesQuery[]): SeriesBucket[][] {
    return this.#database.transaction(() => queries.map((query) => this.#readBuckets(query)))();
  }

  #readBuckets({ agents, ...bound }: SeriesQuery): SeriesBucket[] {
    const rows =
      typeof agents === 'object'
        ? this.#statements.get('select-agent-series').all({ ...bound, agentId: agents.id })
        : this.#statements.get(agents === 'all' ? 'select-series-of-all' : 'select-series').all({ ...bound });
    return (rows as { start_ms: number; agent_id: string; model: string; entry: string }[]).map((row) => ({
      startMs: row.start_ms,
      agentId: row.agent_id,
      model: row.model,
      ...unpackSeries(row.entry),
    }));
  }

  readSize(): StoreSize {
    const { bytes } = this.#statements.get('select-size').get() as { bytes: number };
    const agents = this.listAgents();
    return {
      bytes,
      spans: agents.reduce((sum, agent) => sum + agent.totals.spans, 0),
      sessions: agents.reduce((sum, agent) => sum + agent.totalSessions, 0),
    };
  }

  close(): void {
    this.#database.close();
  }
}

function toBoundPosition({ startUnixNano, spanId }: TimelinePosition): Record<string, unknown> {
  return { startUnixNano: BigInt.asIntN(64, startUnixNano), spanId: Buffer.from(spanId, 'hex') };
}
