/** Traces, sessions, agents and charts as rows of the writer's connection. */
import type Database from 'better-sqlite3';

import type { SessionRecord } from '../../model/session.ts';
import type { LinkKind } from '../../sessions/chain-call.ts';
import type { SessionFirsts } from '../../sessions/session-firsts.ts';
import type { AgentRow, SeriesDelta, SessionRows, Title, TraceRow } from '../../sessions/session-rows.ts';
import type { TraceSummary } from '../../sessions/trace-summary.ts';
import { pack, unpack } from '../../store/pack.ts';
import { SeriesRowStore } from './series-row-store.ts';
import type { SessionChangeRows } from './session-change-rows.ts';
import { SessionNames } from './session-names.ts';
import {
  fromAgentColumns,
  fromSessionColumns,
  toAgentColumns,
  toSessionColumns,
  type AgentColumns,
  type SessionColumns,
} from './session-columns.ts';
import { Statements } from './statements.ts';

interface TraceColumns {
  readonly trace_id: Buffer;
  readonly summary: string;
  readonly title: string | null;
  readonly linked_by: string | null;
}

export class SessionRowStore implements SessionRows {
  readonly #statements: Statements;
  /** Keys of what this batch created or read; single writer, so counting up needs no round trip. */
  readonly #traceKeys = new Map<string, number>();
  readonly #sessionKeys = new Map<string, number>();
  /** Records as this batch read or wrote them, to see which names changed. */
  readonly #records = new Map<string, SessionRecord>();
  readonly #names: SessionNames;
  readonly #series: SeriesRowStore;
  readonly #changes: SessionChangeRows | null;
  #newestTraceKey = 0;
  #newestSessionKey = 0;

  /** @param changes who is told what becomes of sessions; null while everything is derived anew. */
  constructor(database: Database.Database, changes: SessionChangeRows | null = null) {
    this.#changes = changes;
    this.#statements = new Statements(database);
    this.#names = new SessionNames(database);
    this.#series = new SeriesRowStore(database);
    this.forget();
  }

  /** After every transaction: keys are cheap to look up and must not outlive a rollback. */
  forget(): void {
    this.#traceKeys.clear();
    this.#sessionKeys.clear();
    this.#records.clear();
    this.#series.forget();
    this.#changes?.forget();
    const newest = this.#statements.get('select-newest-keys').get() as { trace_key: number; session_key: number };
    this.#newestTraceKey = newest.trace_key;
    this.#newestSessionKey = newest.session_key;
  }

  /** The key of a trace that was read or is new in this batch. */
  traceKey(traceId: string): number {
    let key = this.#traceKeys.get(traceId);
    if (key === undefined) {
      const row = this.#statements.get('select-trace-key').get(Buffer.from(traceId, 'hex')) as
        | { trace_key: number }
        | undefined;
      key = row?.trace_key ?? ++this.#newestTraceKey;
      this.#traceKeys.set(traceId, key);
    }
    return key;
  }

  readTraceRow(traceId: string): TraceRow | null {
    const row = this.#statements.get('select-trace').get(Buffer.from(traceId, 'hex')) as
      | (TraceColumns & { trace_key: number; session_id: string })
      | undefined;
    if (row === undefined) {
      // No such trace: the next key is its own, and nobody has to look again.
      this.#traceKeys.set(traceId, ++this.#newestTraceKey);
      return null;
    }
    this.#traceKeys.set(traceId, row.trace_key);
    return toTraceRow(traceId, row.session_id, row);
  }

  writeTrace({ traceId, sessionId, summary, title, linkedBy }: TraceRow, receivedMs: number): void {
    this.#statements
      .get('upsert-trace')
      .run(
        this.traceKey(traceId),
        Buffer.from(traceId, 'hex'),
        this.#sessionKey(sessionId),
        summary.startMs,
        receivedMs,
        pack(summary),
        title === null ? null : pack(title),
        linkedBy,
      );
  }

  /** Takes the trace's row away and queues its spans for removal; its session still counts it. */
  killTrace(traceId: string): TraceRow | null {
    const row = this.readTraceRow(traceId);
    if (row === null) return null;
    const traceKey = this.traceKey(traceId);
    this.#statements.get('delete-trace').run(traceKey);
    this.#statements.get('insert-dead-trace').run(traceKey);
    this.#traceKeys.delete(traceId);
    return row;
  }

  readSessionTraces(sessionId: string, countMax = -1): readonly TraceRow[] {
    const rows = this.#statements
      .get('select-session-traces')
      .all(this.#sessionKey(sessionId), countMax) as TraceColumns[];
    return rows.map((row) => toTraceRow(row.trace_id.toString('hex'), sessionId, row));
  }

  readSessionRecord(sessionId: string): SessionRecord | null {
    const row = this.#statements.get('select-session').get(sessionId) as SessionColumns | undefined;
    if (row === undefined) return null;
    this.#sessionKeys.set(sessionId, row.session_key);
    const record = fromSessionColumns(row);
    this.#records.set(sessionId, record);
    return record;
  }

  readSessionFirsts(sessionId: string): SessionFirsts | null {
    const row = this.#statements.get('select-session-firsts').get(sessionId) as { firsts: string | null } | undefined;
    return row?.firsts ? unpack<SessionFirsts>(row.firsts) : null;
  }

  writeSessionRecord(record: SessionRecord, firsts: SessionFirsts): void {
    const before = this.#records.get(record.id) ?? this.readSessionRecord(record.id);
    const key = this.#sessionKey(record.id);
    if (before?.status === 'completed') this.#changes?.completedSessionChanged(before, record);
    this.#statements.get('upsert-session').run({ ...toSessionColumns(record, key), firsts: pack(firsts) });
    this.#names.change(key, before, record);
    this.#records.set(record.id, record);
  }

  deleteSession(sessionId: string): void {
    const before = this.#records.get(sessionId) ?? this.readSessionRecord(sessionId);
    if (before !== null) this.#changes?.sessionGone(before);
    this.#names.change(this.#sessionKey(sessionId), before, null);
    this.#statements.get('delete-session').run(sessionId);
    this.#sessionKeys.delete(sessionId);
    this.#records.delete(sessionId);
  }

  readAgentRow(agentId: string): AgentRow | null {
    const row = this.#statements.get('select-agent').get(agentId) as AgentColumns | undefined;
    return row === undefined ? null : fromAgentColumns(row);
  }

  writeAgentRow(row: AgentRow): void {
    this.#statements.get('upsert-agent').run(toAgentColumns(row));
  }

  deleteAgent(agentId: string): void {
    this.#statements.get('delete-agent').run(agentId);
    this.#changes?.agentGone(agentId);
  }

  addSeries(delta: SeriesDelta): void {
    this.#series.add(delta);
  }

  /** Before the end of every transaction that changed something: charts and counts of findings are written here. */
  flush(): void {
    this.#series.flush();
    this.#changes?.flush();
  }

  #sessionKey(sessionId: string): number {
    let key = this.#sessionKeys.get(sessionId);
    if (key === undefined) {
      const row = this.#statements.get('select-session-key').get(sessionId) as { session_key: number } | undefined;
      key = row?.session_key ?? ++this.#newestSessionKey;
      this.#sessionKeys.set(sessionId, key);
    }
    return key;
  }
}

function toTraceRow(traceId: string, sessionId: string, row: TraceColumns): TraceRow {
  return {
    traceId,
    sessionId,
    summary: unpack<TraceSummary>(row.summary),
    title: row.title === null ? null : unpack<Title>(row.title),
    linkedBy: row.linked_by as LinkKind | null,
  };
}
