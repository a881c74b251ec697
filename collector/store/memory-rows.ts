/** Rows in Maps: what the memory store keeps. Same contracts as SQLite's rows, so the rules for sessions are the same code. */
import type { SessionRecord } from '../model/session.ts';
import { addToSeries } from '../sessions/series.ts';
import type { SpanRows } from '../sessions/ingest-spans.ts';
import type { ReceivedSpan } from '../sessions/prepare-spans.ts';
import type { SessionFirsts } from '../sessions/session-firsts.ts';
import type { AgentRow, SeriesDelta, SessionRows, TraceRow } from '../sessions/session-rows.ts';
import type { SpanFacts } from '../sessions/span-facts.ts';
import type { KeptSpan } from './rebuild-sessions.ts';
import type { SessionWatcher } from './session-watcher.ts';

export class MemoryRows implements SessionRows, SpanRows<ReceivedSpan> {
  readonly traces = new Map<string, TraceRow>();
  readonly sessions = new Map<string, SessionRecord>();
  /** Numbers in the order of the sessions' arrival. */
  readonly sessionKeys = new Map<string, number>();
  #newestSessionKey = 0;
  readonly agents = new Map<string, AgentRow>();
  readonly series = new Map<string, SeriesDelta>();
  /** By trace, then span id. Traces stand in the order of their newest span's arrival. */
  readonly spans = new Map<string, Map<string, KeptSpan>>();
  readonly #firsts = new Map<string, SessionFirsts>();
  readonly #sessionTraces = new Map<string, Set<string>>();
  #newestTraceId = '';
  spanCount = 0;
  bytes = 0;
  /** Null while everything is derived anew. */
  watcher: SessionWatcher | null = null;

  readTrace(traceId: string): { row: TraceRow; spans: Iterable<SpanFacts> } | null {
    const row = this.traces.get(traceId);
    if (row === undefined) return null;
    return { row, spans: [...(this.spans.get(traceId)?.values() ?? [])].map((span) => span.record) };
  }

  readTraceRow(traceId: string): TraceRow | null {
    return this.traces.get(traceId) ?? null;
  }

  writeSpan(facts: SpanFacts, { span, resource, scope }: ReceivedSpan, replaces: boolean): void {
    const trace = this.spans.get(facts.traceId) ?? new Map<string, KeptSpan>();
    // Only where another trace came between: a Map that is deleted from for every span is slow to walk.
    if (facts.traceId !== this.#newestTraceId) this.spans.delete(facts.traceId);
    this.#newestTraceId = facts.traceId;
    this.spans.set(facts.traceId, trace);
    if (replaces) this.bytes -= trace.get(facts.spanId)?.span.length ?? 0;
    else this.spanCount += 1;
    this.bytes += span.bytes.length;
    trace.set(facts.spanId, {
      record: facts,
      // Copies: a view would keep the whole request alive for one span of it.
      span: span.bytes.slice(),
      resource: resource.bytes.slice(),
      resourceSchemaUrl: resource.schemaUrl,
      scope: scope.bytes.slice(),
      scopeSchemaUrl: scope.schemaUrl,
    });
  }

  /** What `rebuildSessions` derives anew; the spans stay. */
  clearDerived(): void {
    const derived = [this.traces, this.sessions, this.agents, this.series, this.#firsts, this.#sessionTraces];
    for (const rows of derived) rows.clear();
  }

  removeTrace(traceId: string): TraceRow | null {
    const row = this.traces.get(traceId) ?? null;
    for (const span of this.spans.get(traceId)?.values() ?? []) {
      this.spanCount -= 1;
      this.bytes -= span.span.length;
    }
    this.spans.delete(traceId);
    this.traces.delete(traceId);
    if (row !== null) this.#sessionTraces.get(row.sessionId)?.delete(traceId);
    return row;
  }

  writeTrace(row: TraceRow): void {
    const before = this.traces.get(row.traceId);
    if (before !== undefined) this.#sessionTraces.get(before.sessionId)?.delete(row.traceId);
    this.traces.set(row.traceId, row);
    const traces = this.#sessionTraces.get(row.sessionId) ?? new Set();
    traces.add(row.traceId);
    this.#sessionTraces.set(row.sessionId, traces);
  }

  readSessionTraces(sessionId: string, countMax?: number): readonly TraceRow[] {
    const rows = [...(this.#sessionTraces.get(sessionId) ?? [])].flatMap((traceId) => this.traces.get(traceId) ?? []);
    rows.sort((a, b) => a.summary.startMs - b.summary.startMs || (a.traceId < b.traceId ? -1 : 1));
    return rows.slice(0, countMax);
  }

  readSessionRecord(sessionId: string): SessionRecord | null {
    return this.sessions.get(sessionId) ?? null;
  }

  readSessionFirsts(sessionId: string): SessionFirsts | null {
    return this.#firsts.get(sessionId) ?? null;
  }

  writeSessionRecord(record: SessionRecord, firsts: SessionFirsts): void {
    const before = this.sessions.get(record.id);
    if (before?.status === 'completed') this.watcher?.completedSessionChanged(before, record);
    if (!this.sessionKeys.has(record.id)) this.sessionKeys.set(record.id, ++this.#newestSessionKey);
    this.sessions.set(record.id, record);
    this.#firsts.set(record.id, firsts);
  }

  deleteSession(sessionId: string): void {
    const before = this.sessions.get(sessionId);
    if (before !== undefined) this.watcher?.sessionGone(before);
    this.sessions.delete(sessionId);
    this.#firsts.delete(sessionId);
    this.sessionKeys.delete(sessionId);
    this.#sessionTraces.delete(sessionId);
  }

  readAgentRow(agentId: string): AgentRow | null {
    return this.agents.get(agentId) ?? null;
  }

  writeAgentRow(row: AgentRow): void {
    this.agents.set(row.id, row);
  }

  deleteAgent(agentId: string): void {
    this.agents.delete(agentId);
    this.watcher?.agentGone(agentId);
  }

  addSeries(delta: SeriesDelta): void {
    addToSeries(this.series, delta);
  }
}
