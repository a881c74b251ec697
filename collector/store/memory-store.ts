/**
 * The store in memory: a mode of its own, the fallback when the database cannot be opened, and the tests' double. Keeps at
 * most `spansMax` spans; the oldest traces leave first and take their numbers along.
 */
import type { Bus } from '../bus.ts';
import type { Clock } from '../clock.ts';
import type { ExportRequest, ExportResult } from '../otlp/export-request.ts';
import type {
  AgentAnalysis,
  AgentBacklog,
  AnalysisRecord,
  FailedAnalysis,
  KeptOfSession,
  SessionChange,
} from '../model/analysis.ts';
import type { Finding } from '../model/finding.ts';
import type {
  AgentRecord,
  SeriesBucket,
  SessionAnswer,
  SessionRecord,
  SpanRecord,
  TimelineSpan,
} from '../model/session.ts';
import { decodeSpan } from '../otlp/decode-span.ts';
import { assembleSessions } from '../sessions/assemble-sessions.ts';
import { isModelCall } from '../sessions/count-calls.ts';
import { EventIngest } from '../sessions/ingest-events.ts';
import { SpanIngest } from '../sessions/ingest-spans.ts';
import type { ReceivedSpan } from '../sessions/prepare-spans.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../sessions/reading-settings.ts';
import { buildReading, type SpanReading } from '../sessions/span-reading.ts';
import { addToSeries, isNoSeries } from '../sessions/series.ts';
import { ANCESTORS_MAX, NEWEST_PAGE_LENGTH } from '../store.ts';
import type {
  CallsBefore,
  NewestSpan,
  RebuildResult,
  SearchHit,
  SearchPage,
  SearchQuery,
  SeriesQuery,
  SessionPage,
  SessionPosition,
  SessionQuery,
  SpanPlace,
  SpanWithLogs,
  Store,
  StoredSpan,
  StoreSize,
  TimelinePage,
  TimelinePosition,
} from '../store.ts';
import type { Counters } from '../telemetry.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import {
  ANALYSES_MAX,
  type AnalyzedSpan,
  type CheckPage,
  type CheckQuery,
  type FindingChange,
  type FindingPage,
  type FindingQuery,
  type LatestReport,
  type StoredBehaviour,
} from './analysis-store.ts';
import { MemoryAnalyses } from './memory-analyses.ts';
import { MemoryChains } from './memory-chains.ts';
import { MemoryLogs } from './memory-logs.ts';
import { MemoryRows } from './memory-rows.ts';
import { rebuildSessions, type KeptSpan } from './rebuild-sessions.ts';
import { isWanted, SORT_VALUES } from './session-filter.ts';
import { readSpanTexts } from './span-texts.ts';
import { matchesText, type TextQuery } from './text-query.ts';
import { decodeRequest } from './write-request.ts';

export interface MemoryStoreOptions {
  readonly spansMax: number;
  /** Traces whose last span is older leave; null keeps them. */
  readonly maxAgeMs: number | null;
  /** Runs of each agent that are kept; older ones leave. */
  readonly analysesMax?: number;
  readonly degradedReason: string | null;
  /** How spans are read, where the user has configured something about it. */
  readonly reading?: ReadingSettings;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly id: string;
}

/** Log records kept for each span of `spansMax`: a call with a history of messages has one for each of them. */
const LOG_RECORDS_PER_SPAN = 8;

export class MemoryStore implements Store {
  readonly type = 'memory';
  readonly degradedReason: string | null;
  readonly own: OwnVocabulary | null;
  readonly #options: MemoryStoreOptions;
  /** What is read here is only here. */
  readonly analysisThread = null;
  readonly #rows = new MemoryRows();
  readonly #analyses: MemoryAnalyses;
  readonly #logs: MemoryLogs;
  readonly #chains = new MemoryChains();
  readonly #ingest: SpanIngest<ReceivedSpan>;
  readonly #events: EventIngest;
  readonly #reading: SpanReading;

  constructor(options: MemoryStoreOptions) {
    this.#options = options;
    this.degradedReason = options.degradedReason;
    this.#reading = buildReading(options.reading ?? AS_BUILT_IN);
    this.own = this.#reading.own;
    this.#analyses = new MemoryAnalyses(this.#rows, options.analysesMax ?? ANALYSES_MAX);
    this.#rows.watcher = this.#analyses;
    this.#logs = new MemoryLogs(options.spansMax * LOG_RECORDS_PER_SPAN);
    const [rows, logs, chains] = [this.#rows, this.#logs, this.#chains];
    this.#ingest = new SpanIngest({ sessions: rows, spans: rows, logs, chains });
    this.#events = new EventIngest(this.#ingest, logs, this.#reading);
  }

  async write(request: ExportRequest): Promise<ExportResult> {
    const { signal, encoding, body, receivedUnixMs: receivedMs } = request;
    const { counters, bus, id } = this.#options;
    const decoded = decodeRequest({ signal, encoding, body, receivedMs }, this.#reading);
    const { duplicates, touched, stored } =
      signal === 'logs'
        ? this.#events.ingest(decoded.logs, receivedMs)
        : // Whole before the first is kept: here nothing takes back a request that fails half-way.
          this.#ingest.ingest([...decoded.spans], receivedMs);
    const { items, withheld, rejections, reencoded: anew } = decoded.outcome();
    this.prune();
    counters.add('live_trace_store_written_items', { extension: id, signal }, items - duplicates);
    counters.add('live_trace_store_duplicate_items', { extension: id, signal }, duplicates);
    if (touched.length > 0)
      bus.publish('spans.stored', { sessions: touched, spanCount: signal === 'traces' ? stored : 0 });
    const forward =
      anew === null
        ? request
        : {
            ...request,
            body: anew,
            wire: { bytes: anew, contentEncoding: 'identity' },
            items: items - withheld,
          };
    return { accepted: items, duplicates, rejections, forward };
  }

  async completeSessions(sessionIds: readonly string[], idleSinceMs: number, nowMs: number): Promise<string[]> {
    const completed = sessionIds.flatMap((id) => {
      const record = this.#rows.sessions.get(id);
      const isIdle = record !== undefined && record.lastReceivedMs <= idleSinceMs;
      return isIdle && this.#complete(id, nowMs) ? [record] : [];
    });
    for (const [agentId, records] of Map.groupBy(completed, (record) => record.agentId)) {
      this.#analyses.sessionsEnded(agentId, idsOf(records));
    }
    return idsOf(completed);
  }

  async readActiveSessions(): Promise<{ id: string; lastReceivedMs: number }[]> {
    return [...this.#rows.sessions.values()].filter((session) => session.status === 'active');
  }

  async listSessions(query: SessionQuery): Promise<SessionPage> {
    const { text, sort, limit, offset, after } = query;
    const value = SORT_VALUES[sort];
    const found = text === undefined ? null : new Set(this.#findHits(text).map((hit) => hit.sessionId));
    const wanted = [...this.#rows.sessions.values()]
      .map((session) => this.#answer(session))
      .filter((session) => isWanted(session, query) && (found === null || found.has(session.id)));
    const placed = wanted
      .map((session) => ({ session, value: value(session), key: this.#rows.sessionKeys.get(session.id) ?? 0 }))
      .sort(comparePositions);
    const rest = after === undefined ? placed : placed.filter((one) => comparePositions(one, after) > 0);
    const page = rest.slice(offset, offset + limit);
    const last = page.at(-1);
    return {
      sessions: page.map(({ session }) => session),
      totalCount: wanted.length,
      next: offset + limit < rest.length && last ? { value: last.value, key: last.key } : null,
      search: found && { complete: true, catchingUp: false },
    };
  }

  async search({ text, limit, offset }: SearchQuery): Promise<SearchPage> {
    const hits = this.#findHits(text);
    return { hits: hits.slice(offset, offset + limit), totalCount: hits.length, complete: true, catchingUp: false };
  }

  async readSession(sessionId: string): Promise<SessionAnswer | null> {
    const session = this.#rows.sessions.get(sessionId);
    return session === undefined ? null : this.#answer(session);
  }

  async readTimeline(sessionId: string, { limit, after }: TimelinePage): Promise<TimelineSpan[]> {
    const spans = this.#sessionSpans(sessionId).map((span) => span.record);
    spans.sort(compareRecords);
    const rest = after === undefined ? spans : spans.filter((span) => compareRecords(span, after) > 0);
    return rest.slice(0, limit);
  }

  async readCallsBefore(sessionId: string, { before, limit }: CallsBefore): Promise<SpanRecord[]> {
    return this.#sessionSpans(sessionId)
      .map(({ record }) => record)
      .filter((record) => isModelCall(record) && compareRecords(record, before) < 0)
      .sort((a, b) => compareRecords(b, a))
      .slice(0, limit);
  }

  async readAncestors({ traceId, spanId }: SpanPlace): Promise<SpanRecord[]> {
    const spans = this.#rows.spans.get(traceId);
    const ancestors: SpanRecord[] = [];
    let around = spans?.get(spans.get(spanId)?.record.parentSpanId ?? '')?.record;
    while (around !== undefined && ancestors.length < ANCESTORS_MAX) {
      ancestors.push(around);
      around = spans?.get(around.parentSpanId)?.record;
    }
    return ancestors;
  }

  async readSpan(sessionId: string, spanId: string): Promise<SpanWithLogs | null> {
    const span = this.#sessionSpans(sessionId).find(({ record }) => record.spanId === spanId);
    if (span === undefined) return null;
    const records = this.#logs.readLogRecords(span.record.traceId, spanId);
    return { ...span, logRecords: records.map(({ bytes }) => bytes) };
  }

  async *readStoredSpans(sessionId: string): AsyncGenerator<readonly StoredSpan[]> {
    const spans = this.#sessionSpans(sessionId);
    if (spans.length > 0) yield spans;
  }

  async *readNewestSpans(limit: number): AsyncGenerator<readonly NewestSpan[]> {
    const newest = [...this.#rows.spans].reverse().flatMap(([traceId, spans]) => {
      const sessionId = this.#rows.traces.get(traceId)?.sessionId ?? '';
      const sessionSource = this.#rows.sessions.get(sessionId)?.source ?? 'trace';
      return [...spans.values()].reverse().map((span) => ({ span, sessionSource }));
    });
    for (let start = 0; start < Math.min(newest.length, limit); start += NEWEST_PAGE_LENGTH) {
      yield newest.slice(start, Math.min(start + NEWEST_PAGE_LENGTH, limit)).map(({ span, sessionSource }) => {
        const { traceId, spanId } = span.record;
        return { ...span, sessionSource, hasLogRecords: this.#logs.readLogRecords(traceId, spanId).length > 0 };
      });
    }
  }

  async listAgents(): Promise<AgentRecord[]> {
    return [...this.#rows.agents.values()].map((row) => {
      const sessions = [...this.#rows.sessions.values()].filter((session) => session.agentId === row.id);
      return {
        ...row,
        firstSeenMs: sessions.reduce((least, { createdAtMs }) => Math.min(least, createdAtMs), Infinity),
        lastSeenMs: sessions.reduce((most, { lastActivityMs }) => Math.max(most, lastActivityMs), -Infinity),
      };
    });
  }

  async readAgent(agentId: string): Promise<AgentRecord | null> {
    return (await this.listAgents()).find((agent) => agent.id === agentId) ?? null;
  }

  async readSeries(queries: readonly SeriesQuery[]): Promise<SeriesBucket[][]> {
    return queries.map(({ widthMs, fromMs, toMs, agents }) => {
      const sums = new Map<string, SeriesBucket>();
      for (const entry of this.#rows.series.values()) {
        if (typeof agents === 'object' && agents.id !== entry.agentId) continue;
        const startMs = Math.floor(entry.startMs / widthMs) * widthMs;
        if (startMs < fromMs || startMs >= toMs || isNoSeries(entry)) continue;
        addToSeries(sums, { ...entry, startMs, agentId: agents === 'all' ? '' : entry.agentId });
      }
      return [...sums.values()].sort((a, b) => a.startMs - b.startMs);
    });
  }

  async readSize(): Promise<StoreSize> {
    return {
      spans: this.#rows.spanCount,
      sessions: this.#rows.sessions.size,
      bytes: this.#rows.bytes + this.#logs.bytes,
    };
  }

  async rebuild(): Promise<RebuildResult> {
    const rows = this.#rows;
    const before = [...rows.sessions.values()];
    rows.watcher = null;
    try {
      rows.clearDerived();
      this.#chains.clear();
      this.#ingest.forget();
      const traces = [...this.#rows.spans.values()].map((spans) => [[...spans.values()]]);
      const all = { sessions: rows, spans: rows, logs: this.#logs, chains: this.#chains };
      const result = rebuildSessions(all, traces, this.#reading);
      for (const { id, status, completedAtMs } of before) if (status === 'completed') this.#complete(id, completedAtMs);
      this.#analyses.rebuilt(before);
      return { ...result, sessions: this.#rows.sessions.size };
    } finally {
      rows.watcher = this.#analyses;
    }
  }

  async readSessionChanges(agentId: string, versions: { after: number; upTo: number }): Promise<SessionChange[]> {
    return this.#analyses.readSessionChanges(agentId, versions);
  }

  async listCompletedSessionIds(agentId: string, limit: number): Promise<string[]> {
    const key = ({ id }: SessionRecord) => this.#rows.sessionKeys.get(id) ?? 0;
    const completed = [...this.#rows.sessions.values()]
      .filter((session) => session.agentId === agentId && session.status === 'completed')
      .sort((a, b) => b.lastActivityMs - a.lastActivityMs || key(b) - key(a));
    return idsOf(completed.slice(0, limit));
  }

  async readKept(sessionIds: readonly string[], processor: string): Promise<KeptOfSession[]> {
    return this.#analyses.readKept(sessionIds, processor);
  }

  async readMemories(agentId: string): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#analyses.readMemories(agentId);
  }

  async *readAnalyzedSpans(sessionId: string): AsyncGenerator<readonly AnalyzedSpan[]> {
    for await (const page of this.readStoredSpans(sessionId)) {
      yield page.map((stored) => {
        const { traceId, spanId } = stored.record;
        return { ...stored, logRecords: this.#logs.readLogRecords(traceId, spanId).map(({ bytes }) => bytes) };
      });
    }
  }

  async readAnalysisBacklog(): Promise<AgentBacklog[]> {
    return this.#analyses.readBacklog();
  }

  async writeKept(kept: readonly KeptOfSession[]): Promise<void> {
    this.#analyses.writeKept(kept);
  }

  async writeAnalysis(analysis: AgentAnalysis): Promise<void> {
    this.#countPruned(this.#analyses.writeAnalysis(analysis));
  }

  async writeFailedAnalysis(failed: FailedAnalysis): Promise<void> {
    this.#countPruned(this.#analyses.writeFailedAnalysis(failed));
  }

  async listChecks(query: CheckQuery): Promise<CheckPage> {
    return this.#analyses.listChecks(query);
  }

  async listAnalyses(agentId: string, limit: number): Promise<AnalysisRecord[]> {
    return this.#analyses.listAnalyses(agentId, limit);
  }

  async listNewestAnalyses(agentIds: readonly string[]): Promise<ReadonlyMap<string, AnalysisRecord>> {
    return this.#analyses.listNewestAnalyses(agentIds);
  }

  async listLatestReports(agentIds: readonly string[]): Promise<ReadonlyMap<string, LatestReport>> {
    return this.#analyses.listLatestReports(agentIds);
  }

  async readBehaviour(agentId: string): Promise<StoredBehaviour | null> {
    return this.#analyses.readBehaviour(agentId);
  }

  async listFindings(query: FindingQuery): Promise<FindingPage> {
    return this.#analyses.listFindings(query);
  }

  async readFinding(id: string): Promise<Finding | null> {
    return this.#analyses.readFinding(id);
  }

  async updateFinding(id: string, change: FindingChange): Promise<Finding | null> {
    return this.#analyses.updateFinding(id, change);
  }

  /** Lets the oldest traces go until the limits hold. */
  prune(): void {
    const { spansMax, maxAgeMs, clock } = this.#options;
    const goneRecords = this.#logs.prune();
    if (goneRecords > 0) {
      this.#options.counters.add('live_trace_store_pruned_log_records', { extension: this.#options.id }, goneRecords);
    }
    const oldestMs = maxAgeMs === null ? -Infinity : clock.nowMs() - maxAgeMs;
    const gone: string[] = [];
    let kept = this.#rows.spanCount;
    for (const [traceId, spans] of this.#rows.spans) {
      const expired = [...spans.values()].every((span) => span.record.receivedMs < oldestMs);
      if (kept <= spansMax && !expired) break;
      gone.push(traceId);
      kept -= spans.size;
    }
    if (gone.length === 0) return;
    const changes = gone.map((traceId) => ({ before: this.#rows.removeTrace(traceId), after: null }));
    for (const traceId of gone) {
      this.#ingest.forget(traceId);
      this.#logs.removeTrace(traceId);
      const chain = this.#chains.readChain(traceId);
      if (chain !== null) this.#chains.deleteChain(chain);
    }
    assembleSessions(this.#rows, changes, clock.nowMs());
    this.#options.counters.add('live_trace_store_pruned_traces', { extension: this.#options.id }, gone.length);
  }

  /** Every text is looked at: what fits into memory is read in a moment. A text is found once in its session. */
  #findHits(query: TextQuery): SearchHit[] {
    return [...this.#rows.sessions.values()]
      .flatMap(({ id: sessionId, agentId }) => {
        const seen = new Set<string>();
        const hits: (SearchHit & { readonly receivedMs: number })[] = [];
        for (const { record, span } of this.#sessionSpans(sessionId)) {
          for (const { field, text } of readSpanTexts(decodeSpan(span, contentKeys))) {
            if (seen.has(text)) continue;
            seen.add(text);
            const { traceId, spanId, name, kind, startUnixNano, receivedMs } = record;
            if (matchesText(query, text))
              hits.push({ sessionId, agentId, traceId, spanId, name, kind, startUnixNano, field, text, receivedMs });
          }
        }
        return hits;
      })
      .sort((a, b) => b.receivedMs - a.receivedMs);
  }

  #answer(session: SessionRecord): SessionAnswer {
    return { ...session, ...this.#analyses.readResults(session.id) };
  }

  #countPruned(analyses: number): void {
    const { counters, id } = this.#options;
    counters.add('live_trace_store_pruned_analyses', { extension: id }, analyses);
  }

  #complete(id: string, completedAtMs: number | null): boolean {
    const record = this.#rows.sessions.get(id);
    if (record?.status !== 'active') return false;
    this.#rows.sessions.set(id, { ...record, status: 'completed', completedAtMs });
    const agent = this.#rows.agents.get(record.agentId);
    if (agent) this.#rows.agents.set(agent.id, { ...agent, activeSessions: agent.activeSessions - 1 });
    return true;
  }

  #sessionSpans(sessionId: string): KeptSpan[] {
    return this.#rows
      .readSessionTraces(sessionId)
      .flatMap((trace) => [...(this.#rows.spans.get(trace.traceId)?.values() ?? [])]);
  }
}

function idsOf(records: readonly SessionRecord[]): string[] {
  return records.map(({ id }) => id);
}

/** Descending, newest first among equals, like SQLite's order. */
function comparePositions(a: SessionPosition, b: SessionPosition): number {
  return b.value - a.value || b.key - a.key;
}

function compareRecords(a: TimelinePosition, b: TimelinePosition): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
