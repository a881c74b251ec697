/** The store on SQLite: writes through the writer thread, reads on this one. */
import type Database from 'better-sqlite3';

import type { Bus } from '../../bus.ts';
import { CollectorError } from '../../errors.ts';
import type { ExportRequest, ExportResult } from '../../otlp/export-request.ts';
import type {
  AgentAnalysis,
  AgentBacklog,
  AnalysisRecord,
  FailedAnalysis,
  KeptOfSession,
  SessionChange,
} from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import type { AgentRecord, SeriesBucket, SessionAnswer, SpanRecord, TimelineSpan } from '../../model/session.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../../sessions/reading-settings.ts';
import {
  ANALYSES_MAX,
  type AnalysisThread,
  type AnalyzedSpan,
  type CheckPage,
  type CheckQuery,
  type FindingChange,
  type FindingPage,
  type FindingQuery,
  type LatestReport,
  type StoredBehaviour,
} from '../../store/analysis-store.ts';
import type {
  CallsBefore,
  NewestSpan,
  RebuildResult,
  SearchPage,
  SearchQuery,
  SeriesQuery,
  SessionPage,
  SessionQuery,
  SpanPlace,
  SpanWithLogs,
  Store,
  StoredSpan,
  StoreSize,
  TimelinePage,
} from '../../store.ts';
import type { Counters } from '../../telemetry.ts';
import { buildOwnVocabulary } from '../../vocabularies/own-vocabulary.ts';
import type { OwnVocabulary } from '../../vocabularies/vocabulary.ts';
import { AnalysisSqliteReader, type AnalysisReaderSetup } from './analysis-reader.ts';
import { isDamage } from './damage.ts';
import { openForReading } from './open-database.ts';
import { ReportReader } from './report-reader.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { WriterClient, type Unnumbered } from './writer-client.ts';
import type { AnalysisWrite, UpkeepCounts, WriteOutcome } from './writer-messages.ts';

export interface SqliteStoreOptions {
  readonly path: string;
  readonly durability: 'full' | 'normal';
  /** Bytes of requests that wait for the writer before senders are asked to come again. */
  readonly queueBytesMax: number;
  /** Of the write-ahead log while a reader holds it; beyond it senders are asked to come again. */
  readonly logBytesMax?: number;
  readonly retention?: RetentionLimits;
  /** How spans are read, where the user has configured something about it. */
  readonly reading?: ReadingSettings;
  readonly bus: Bus;
  readonly counters: Counters;
  readonly id: string;
  /** Called once, where the file turns out to be broken while it is used. */
  readonly onDamage?: (reason: string) => void;
}

/** Null keeps everything. */
export interface RetentionLimits {
  readonly maxAgeMs: number | null;
  /** Of the database without its free pages. */
  readonly maxBytes: number | null;
  /** Runs of each agent that are kept; older ones leave. */
  readonly analysesMax?: number;
}

const KEEP_EVERYTHING: RetentionLimits = { maxAgeMs: null, maxBytes: null };
/** What processors keep of sessions, in one transaction: 4 ms for some hundred bytes each. */
const KEPT_TOGETHER = 500;
/** Patterns of sessions, in one transaction: 11 ms. */
const PATTERNS_TOGETHER = 5000;
const LOG_BYTES_MAX = 128 * 1024 * 1024;

export class SqliteStore implements Store {
  readonly type = 'sqlite';
  readonly own: OwnVocabulary | null;
  readonly #options: SqliteStoreOptions;
  readonly #writer: WriterClient;
  readonly #reader: SqliteReader;
  readonly #analyses: AnalysisSqliteReader;
  readonly #reports: ReportReader;
  #queuedBytes = 0;
  #degradedReason: string | null = null;

  private constructor(options: SqliteStoreOptions, writer: WriterClient, database: Database.Database) {
    this.#options = options;
    this.own = buildOwnVocabulary(options.reading?.mapping ?? []);
    this.#writer = writer;
    this.#reader = new SqliteReader(database);
    this.#analyses = new AnalysisSqliteReader(database, this.own);
    this.#reports = new ReportReader(database);
  }

  get degradedReason(): string | null {
    return this.#degradedReason;
  }

  /** @throws DatabaseUnusable */
  static async open(options: SqliteStoreOptions): Promise<SqliteStore> {
    const {
      path,
      durability,
      retention = KEEP_EVERYTHING,
      logBytesMax = LOG_BYTES_MAX,
      reading = AS_BUILT_IN,
    } = options;
    const databaseBytesMax = retention.maxBytes;
    const analysesMax = retention.analysesMax ?? ANALYSES_MAX;
    const writer = await WriterClient.open({ path, durability, databaseBytesMax, logBytesMax, analysesMax, reading });
    return new SqliteStore(options, writer, openForReading(options.path));
  }

  async write(request: ExportRequest, { forwards }: { forwards: boolean }): Promise<ExportResult> {
    const { signal, encoding, receivedUnixMs } = request;
    // With a forwarder the bytes as received must outlive the transfer: where they are the body itself, it comes back.
    const body = request.body;
    const size = body.byteLength;
    const { counters, bus, id, queueBytesMax } = this.#options;
    if (this.#queuedBytes > 0 && this.#queuedBytes + size > queueBytesMax) {
      counters.add('live_trace_store_queue_refused_requests', { extension: id });
      throw new CollectorError('QUEUE_FULL', 'the store is behind; try again');
    }
    this.#queuedBytes += size;
    let outcome: WriteOutcome;
    try {
      const transfer = [body.buffer];
      const write = { type: 'write', signal, encoding, body, receivedMs: receivedUnixMs, forwards } as const;
      const reply = await this.#watch(() => this.#writer.ask(write, transfer));
      if (reply.type !== 'written') throw new CollectorError('INTERNAL', 'the writer gave another answer');
      outcome = reply.outcome;
    } finally {
      this.#queuedBytes -= size;
    }
    const items = outcome.accepted - outcome.duplicates;
    counters.add('live_trace_store_written_items', { extension: id, signal }, items);
    counters.add('live_trace_store_duplicate_items', { extension: id, signal }, outcome.duplicates);
    if (outcome.touched.length > 0) {
      bus.publish('spans.stored', { sessions: outcome.touched, spanCount: signal === 'traces' ? items : 0 });
    }
    return toResult(request, outcome);
  }

  /** Lets go what is older than `retention` allows, or too much. Resolves when it is gone; the writer goes on meanwhile. */
  async prune(nowMs: number): Promise<void> {
    const { maxAgeMs } = this.#options.retention ?? KEEP_EVERYTHING;
    const cutoffMs = maxAgeMs === null ? -Infinity : nowMs - maxAgeMs;
    for (let done = false; !done;) {
      const reply = await this.#writer.ask({ type: 'retain', cutoffMs });
      if (reply.type !== 'retained') throw new CollectorError('INTERNAL', 'the writer gave another answer');
      this.#count(reply.counts);
      done = reply.done;
    }
  }

  async completeSessions(sessionIds: readonly string[], idleSinceMs: number, nowMs: number): Promise<string[]> {
    const reply = await this.#watch(() => this.#writer.ask({ type: 'complete', sessionIds, idleSinceMs, nowMs }));
    return reply.type === 'completed' ? [...reply.sessionIds] : [];
  }

  async readActiveSessions(): Promise<{ id: string; lastReceivedMs: number }[]> {
    return this.#watch(() => this.#reader.readActiveSessions());
  }

  async listSessions(query: SessionQuery): Promise<SessionPage> {
    return this.#watch(() => this.#reader.listSessions(query));
  }

  async readSession(sessionId: string): Promise<SessionAnswer | null> {
    return this.#watch(() => this.#reader.readSession(sessionId));
  }

  async readTimeline(sessionId: string, page: TimelinePage): Promise<TimelineSpan[]> {
    return this.#watch(() => this.#reader.readTimeline(sessionId, page));
  }

  async readCallsBefore(sessionId: string, page: CallsBefore): Promise<SpanRecord[]> {
    return this.#watch(() => this.#reader.readCallsBefore(sessionId, page));
  }

  async readAncestors(span: SpanPlace): Promise<SpanRecord[]> {
    return this.#watch(() => this.#reader.readAncestors(span));
  }

  async readSpan(sessionId: string, spanId: string): Promise<SpanWithLogs | null> {
    return this.#watch(() => this.#reader.readSpan(sessionId, spanId));
  }

  async *readStoredSpans(sessionId: string): AsyncGenerator<readonly StoredSpan[]> {
    // Each page is read when it is asked for; between two of them other questions get their answers.
    try {
      yield* this.#reader.readStoredSpans(sessionId);
    } catch (error) {
      throw this.#judge(error);
    }
  }

  async *readNewestSpans(limit: number): AsyncGenerator<readonly NewestSpan[]> {
    try {
      yield* this.#reader.readNewestSpans(limit);
    } catch (error) {
      throw this.#judge(error);
    }
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    return this.#watch(() => this.#reader.search(query));
  }

  async listAgents(): Promise<AgentRecord[]> {
    return this.#watch(() => this.#reader.listAgents());
  }

  async readAgent(agentId: string): Promise<AgentRecord | null> {
    return this.#watch(() => this.#reader.readAgent(agentId));
  }

  async readSeries(queries: readonly SeriesQuery[]): Promise<SeriesBucket[][]> {
    return this.#watch(() => this.#reader.readSeries(queries));
  }

  async readSize(): Promise<StoreSize> {
    return this.#watch(() => this.#reader.readSize());
  }

  async rebuild(): Promise<RebuildResult> {
    const reply = await this.#watch(() => this.#writer.ask({ type: 'rebuild' }));
    if (reply.type !== 'rebuilt') throw new CollectorError('INTERNAL', 'the writer gave another answer');
    return reply.result;
  }

  get analysisThread(): AnalysisThread {
    const { path, reading = AS_BUILT_IN } = this.#options;
    // As with the writer: compiled for publishing the file is JavaScript, and TypeScript rewrites imports but not this URL.
    const entry = import.meta.filename.endsWith('.ts') ? './analysis-worker.ts' : './analysis-worker.js';
    const data: AnalysisReaderSetup = { path, mapping: reading.mapping };
    return { entry: new URL(entry, import.meta.url), data };
  }

  async readSessionChanges(agentId: string, versions: { after: number; upTo: number }): Promise<SessionChange[]> {
    return this.#watch(() => this.#analyses.readSessionChanges(agentId, versions));
  }

  async listCompletedSessionIds(agentId: string, limit: number): Promise<string[]> {
    return this.#watch(() => this.#analyses.listCompletedSessionIds(agentId, limit));
  }

  async readKept(sessionIds: readonly string[], processor: string): Promise<KeptOfSession[]> {
    return this.#watch(() => this.#analyses.readKept(sessionIds, processor));
  }

  async readMemories(agentId: string): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#watch(() => this.#analyses.readMemories(agentId));
  }

  async *readAnalyzedSpans(sessionId: string): AsyncGenerator<readonly AnalyzedSpan[]> {
    try {
      yield* this.#analyses.readAnalyzedSpans(sessionId);
    } catch (error) {
      throw this.#judge(error);
    }
  }

  async readAnalysisBacklog(): Promise<AgentBacklog[]> {
    return this.#watch(() => this.#reports.readBacklog());
  }

  async writeKept(kept: readonly KeptOfSession[]): Promise<void> {
    for (let start = 0; start < kept.length; start += KEPT_TOGETHER) {
      await this.#keep({ type: 'kept', kept: kept.slice(start, start + KEPT_TOGETHER) });
    }
  }

  /** Patterns that are too many go first: until the run itself is kept, everything that it saw is news and is seen again. */
  async writeAnalysis(analysis: AgentAnalysis): Promise<void> {
    const { agentId } = analysis;
    const patterns = [...analysis.clusterIds];
    while (patterns.length > PATTERNS_TOGETHER) {
      await this.#keep({ type: 'clusters', agentId, clusterIds: new Map(patterns.splice(0, PATTERNS_TOGETHER)) });
    }
    await this.#keep({ type: 'analysis', analysis: { ...analysis, clusterIds: new Map(patterns) } });
  }

  async writeFailedAnalysis(failed: FailedAnalysis): Promise<void> {
    await this.#keep({ type: 'failed-analysis', failed });
  }

  async listChecks(query: CheckQuery): Promise<CheckPage> {
    return this.#watch(() => this.#reports.listChecks(query));
  }

  async listAnalyses(agentId: string, limit: number): Promise<AnalysisRecord[]> {
    return this.#watch(() => this.#reports.listAnalyses(agentId, limit));
  }

  async listNewestAnalyses(agentIds: readonly string[]): Promise<ReadonlyMap<string, AnalysisRecord>> {
    return this.#watch(() => this.#reports.listNewestAnalyses(agentIds));
  }

  async listLatestReports(agentIds: readonly string[]): Promise<ReadonlyMap<string, LatestReport>> {
    return this.#watch(() => this.#reports.listLatestReports(agentIds));
  }

  async readBehaviour(agentId: string): Promise<StoredBehaviour | null> {
    return this.#watch(() => this.#reports.readBehaviour(agentId));
  }

  async listFindings(query: FindingQuery): Promise<FindingPage> {
    return this.#watch(() => this.#reports.listFindings(query));
  }

  async readFinding(id: string): Promise<Finding | null> {
    return this.#watch(() => this.#reports.readFinding(id));
  }

  async updateFinding(id: string, change: FindingChange): Promise<Finding | null> {
    const reply = await this.#watch(() => this.#writer.ask({ type: 'update-finding', findingId: id, change }));
    if (reply.type !== 'finding') throw new CollectorError('INTERNAL', 'the writer gave another answer');
    return reply.finding;
  }

  async close(): Promise<void> {
    this.#reader.close();
    await this.#writer.close();
  }

  async #keep(request: Unnumbered<AnalysisWrite>): Promise<void> {
    const reply = await this.#watch(() => this.#writer.ask(request));
    if (reply.type !== 'kept') throw new CollectorError('INTERNAL', 'the writer gave another answer');
    const { counters, id } = this.#options;
    counters.add('live_trace_store_pruned_analyses', { extension: id }, reply.prunedAnalyses);
  }

  async #watch<T>(run: () => T | Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#judge(error);
    }
  }

  /** A broken file is said to everybody from then on. @returns what the caller is to be told. */
  #judge(error: unknown): unknown {
    if (!isDamage(error)) return error;
    if (this.#degradedReason === null) {
      const { path, onDamage } = this.#options;
      this.#degradedReason = `${path}: the file is damaged; stop the program and move the file away to begin a new one`;
      onDamage?.(this.#degradedReason);
    }
    const items = error instanceof CollectorError ? error.items : undefined;
    return new CollectorError('STORE_UNAVAILABLE', 'the database file is damaged', { cause: error, items });
  }

  #count(counts: UpkeepCounts): void {
    const { counters, id: extension } = this.#options;
    const labels = { extension };
    for (const [name, amount] of Object.entries({
      live_trace_store_pruned_traces: counts.traces,
      live_trace_store_pruned_spans: counts.spans,
      live_trace_store_pruned_blocks: counts.blocks,
      live_trace_store_pruned_requests: counts.requests,
      live_trace_store_pruned_log_records: counts.records,
      live_trace_store_pruned_bytes: counts.bytes,
      live_trace_store_retention_failures: counts.failures,
      live_trace_store_log_refused_requests: counts.refusedRequests,
      live_trace_store_pack_thread_restarts: counts.packRestarts,
    })) {
      counters.add(name, labels, amount);
    }
    for (const [name, mostMs] of Object.entries({
      live_trace_store_retention_step_max_ms: counts.stepMaxMs,
      live_trace_store_checkpoint_max_ms: counts.checkpointMaxMs,
    })) {
      counters.add(name, labels, Math.max(0, Math.ceil(mostMs) - counters.get(name, labels)));
    }
  }
}

function toResult(request: ExportRequest, outcome: WriteOutcome): ExportResult {
  const { accepted, duplicates, rejections, forward, reencoded, withheld } = outcome;
  const bare = request.wire.contentEncoding === 'identity';
  const body = forward ?? request.body;
  const wire = bare || reencoded ? { bytes: body, contentEncoding: 'identity' } : request.wire;
  return { accepted, duplicates, rejections, forward: { ...request, body, wire, items: accepted - withheld } };
}
