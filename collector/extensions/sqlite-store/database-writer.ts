/** Writes groups of requests, one transaction each, and completes sessions. Synchronous; lives in the writer thread. */
import type Database from 'better-sqlite3';

import type { TouchedSession } from '../../bus.ts';
import { CollectorError, toCollectorError } from '../../errors.ts';
import type { Finding } from '../../model/finding.ts';
import { EventIngest } from '../../sessions/ingest-events.ts';
import { SpanIngest } from '../../sessions/ingest-spans.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../../sessions/reading-settings.ts';
import { buildReading, type SpanReading } from '../../sessions/span-reading.ts';
import { ANALYSES_MAX, type FindingChange } from '../../store/analysis-store.ts';
import type { RebuildResult } from '../../store.ts';
import type { ReceivedSpan } from '../../sessions/prepare-spans.ts';
import { decodeRequest, type DecodedRequest } from '../../store/write-request.ts';
import { isDamage } from './damage.ts';
import { packHere, type Packing } from './packing.ts';
import { readQuery } from './queries.ts';
import { AnalysisRows } from './analysis-rows.ts';
import { ChainRowStore } from './chain-row-store.ts';
import { ContentIndex } from './content-index.ts';
import { ContentRows } from './content-rows.ts';
import { FindingRows } from './finding-rows.ts';
import { LogRecordRows } from './log-record-rows.ts';
import { rebuildDatabase } from './rebuild-database.ts';
import { Retention } from './retention.ts';
import { SessionChangeRows } from './session-change-rows.ts';
import { SessionRowStore } from './session-row-store.ts';
import { SpanRowStore } from './span-row-store.ts';
import { SearchIndex } from './search-index.ts';
import { Statements } from './statements.ts';
import { UseCounts } from './use-counts.ts';
import { WriteAheadLog } from './write-ahead-log.ts';
import type { AnalysisWrite, UpkeepCounts, WriterReply, WriterRequest, WriteOutcome } from './writer-messages.ts';

type WriteRequest = Extract<WriterRequest, { type: 'write' }>;
type CompleteRequest = Extract<WriterRequest, { type: 'complete' }>;

export interface WriterLimits {
  /** Absent where the user has configured nothing about how spans are read. */
  readonly reading?: ReadingSettings;
  /** Of the database without its free pages; null for no limit. */
  readonly databaseBytesMax: number | null;
  readonly logBytesMax: number;
  /** Runs of each agent that are kept. */
  readonly analysesMax?: number;
}

export class DatabaseWriter {
  readonly #database: Database.Database;
  readonly #packing: Packing;
  readonly #sessions: SessionRowStore;
  readonly #changes: SessionChangeRows;
  readonly #analyses: AnalysisRows;
  readonly #findings: FindingRows;
  readonly #spans: SpanRowStore;
  readonly #logs: LogRecordRows;
  readonly #chains: ChainRowStore;
  readonly #ingest: SpanIngest<ReceivedSpan>;
  readonly #events: EventIngest;
  readonly #reading: SpanReading;
  readonly #insertSignal: Database.Statement;
  readonly #complete: Database.Statement;
  readonly #endAgentSessions: Database.Statement;
  /** What can wait, in turns. */
  readonly #later: readonly { catchUp(): boolean }[];
  #turn = 0;
  readonly #readDataVersion: Database.Statement<[], number>;
  /** Changes when another connection commits. */
  #dataVersion: number | undefined;
  readonly #retention: Retention;
  readonly #log: WriteAheadLog;
  #refusedRequests = 0;
  #checkpointMaxMs = 0;
  /** Whether retention has put something into the log that nobody has copied back. */
  #hasStepped = false;

  constructor(database: Database.Database, limits: WriterLimits, packing = packHere) {
    const { databaseBytesMax, logBytesMax, analysesMax = ANALYSES_MAX, reading = AS_BUILT_IN } = limits;
    this.#reading = buildReading(reading);
    this.#database = database;
    this.#packing = packing;
    const uses = new UseCounts(database);
    const contents = new ContentRows(database, { uses, packing });
    const statements = new Statements(database);
    const findings = new FindingRows(statements);
    const analyses = new AnalysisRows(statements, findings, analysesMax);
    const changes = new SessionChangeRows(statements, analyses, findings);
    const sessions = new SessionRowStore(database, changes);
    const spans = new SpanRowStore(database, { sessions, contents, uses });
    const logs = new LogRecordRows(database, spans);
    const chains = new ChainRowStore(database, sessions);
    const ingest = new SpanIngest({ sessions, spans, logs, chains });
    this.#sessions = sessions;
    this.#changes = changes;
    this.#analyses = analyses;
    this.#findings = findings;
    this.#spans = spans;
    this.#logs = logs;
    this.#chains = chains;
    this.#ingest = ingest;
    this.#events = new EventIngest(ingest, logs, this.#reading);
    this.#log = new WriteAheadLog(database, logBytesMax);
    this.#retention = new Retention({ database, sessions, spans, contents, uses, ingest }, databaseBytesMax);
    this.#insertSignal = database.prepare(readQuery('insert-signal-request'));
    this.#complete = database.prepare(readQuery('complete-session'));
    this.#endAgentSessions = database.prepare(readQuery('end-agent-sessions'));
    this.#later = [new ContentIndex(database), new SearchIndex(database)];
    // Prepared once: `pragma()` would compile it for every transaction.
    this.#readDataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.#dataVersion = this.#readDataVersion.get();
  }

  /** One reply a request, in order. A request that is no message fails alone; a failed commit fails the group. */
  write(group: readonly WriteRequest[]): WriterReply[] {
    if (!this.#log.hasRoom()) {
      this.#refusedRequests += group.length;
      return group.map(({ id }) => failed(id, new CollectorError('STORE_UNAVAILABLE', LOG_IS_FULL)));
    }
    const decodings: DecodedRequest[] = [];
    try {
      const outcomes = this.#database
        .transaction(() => {
          this.#noticeOtherWriters();
          const written = group.map((request) => {
            const decoded = tryDecode(request, this.#reading);
            if (decoded instanceof CollectorError) return decoded;
            decodings.push(decoded);
            return this.#writeOne(request, decoded);
          });
          this.#sessions.flush();
          this.#spans.flush();
          return written;
        })
        .immediate();
      this.#sessions.forget();
      return group.map(({ id }, index): WriterReply => {
        const outcome = outcomes[index] ?? new CollectorError('INTERNAL', 'lost');
        return outcome instanceof CollectorError ? failed(id, outcome) : { type: 'written', id, outcome };
      });
    } catch (error) {
      this.#forgetEverything();
      if (isDatabaseError(error)) return group.map((request) => failed(request.id, asUnavailable(error)));
      // A bug of ours met one request's data: the others must not fail with it, and it must not come back for ever.
      if (group.length > 1) return group.flatMap((request) => this.write([request]));
      return group.map((request) => failed(request.id, toCollectorError(error)));
    } finally {
      for (const decoded of decodings) decoded.release();
    }
  }

  complete({ sessionIds, idleSinceMs, nowMs }: CompleteRequest): readonly string[] {
    return this.#database.transaction(() => {
      const completed = sessionIds.flatMap((id) => {
        const row = this.#complete.get({ id, idleSinceMs, nowMs }) as { agent_id: string } | undefined;
        return row === undefined ? [] : [{ id, agentId: row.agent_id }];
      });
      for (const [agentId, ended] of Map.groupBy(completed, (session) => session.agentId)) {
        this.#endAgentSessions.run({ agentId, sessions: ended.length });
        this.#changes.sessionsEnded(
          agentId,
          ended.map(({ id }) => id),
        );
      }
      return completed.map(({ id }) => id);
    })();
  }

  /** @returns how many older runs left for it. */
  keep(request: AnalysisWrite): number {
    return this.#commit(() => {
      if (request.type === 'kept') this.#analyses.writeKept(request.kept);
      else if (request.type === 'clusters') this.#analyses.writeClusterIds(request.agentId, request.clusterIds);
      else if (request.type === 'failed-analysis') return this.#analyses.writeFailedAnalysis(request.failed);
      else return this.#analyses.writeAnalysis(request.analysis);
      return 0;
    });
  }

  updateFinding(id: string, change: FindingChange): Finding | null {
    return this.#commit(() => this.#findings.update(id, change));
  }

  rebuild(): RebuildResult {
    try {
      const result = this.#database
        .transaction(() => {
          this.#forgetEverything();
          const [analyses, changes, findings] = [this.#analyses, this.#changes, this.#findings];
          return rebuildDatabase(this.#database, { logs: this.#logs, analyses, changes, findings }, this.#reading);
        })
        .immediate();
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
      return result;
    } catch (error) {
      throw isDatabaseError(error) ? asUnavailable(error) : error;
    } finally {
      this.#forgetEverything();
    }
  }

  /** One small step of what can wait. @returns whether more waits. */
  catchUp(): boolean {
    if (!this.#log.hasRoom()) return false;
    for (let tried = 0; tried < this.#later.length; tried += 1) {
      this.#turn = (this.#turn + 1) % this.#later.length;
      if (this.#later[this.#turn]?.catchUp()) return true;
    }
    this.#chains.prune();
    return false;
  }

  expireBefore(cutoffMs: number): void {
    this.#retention.expireBefore(cutoffMs);
  }

  /**
   * One step of retention.
   * @param quiet whether nobody waits for the writer.
   * @returns whether more waits.
   */
  retain(quiet: boolean): boolean {
    // Removing is writing too: it waits until whoever reads from the log is gone.
    if (!this.#log.hasRoom()) return false;
    const more = this.#log.withoutCheckpoint(() => this.#retention.step(quiet));
    this.#hasStepped ||= more;
    // Under load the next group's commit copies the log back; here nothing would.
    if (quiet && this.#hasStepped) this.#checkpoint(more);
    return more;
  }

  /** Whether retention needs as much of the writer's time as the requests do. */
  get isRetentionBehind(): boolean {
    return this.#retention.isBehind;
  }

  /** What was done beside the requests since the last time this was asked. */
  takeCounts(): UpkeepCounts {
    const counts = {
      ...this.#retention.takeCounts(),
      refusedRequests: this.#refusedRequests,
      packRestarts: this.#packing.takeRestarts(),
      checkpointMaxMs: this.#checkpointMaxMs,
    };
    this.#refusedRequests = 0;
    this.#checkpointMaxMs = 0;
    return counts;
  }

  close(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }

  /** What is not a request's, in a transaction of its own. */
  #commit<T>(run: () => T): T {
    if (!this.#log.hasRoom()) throw new CollectorError('STORE_UNAVAILABLE', LOG_IS_FULL);
    try {
      return this.#database
        .transaction(() => {
          const result = run();
          this.#findings.flush();
          return result;
        })
        .immediate();
    } catch (error) {
      throw isDatabaseError(error) ? asUnavailable(error) : error;
    } finally {
      this.#findings.forget();
    }
  }

  /** Small ones while more steps follow, all of it after the last: only then does the file itself become smaller. */
  #checkpoint(more: boolean): void {
    const begun = performance.now();
    if (more) this.#log.checkpoint();
    else this.#log.checkpoint(1);
    this.#hasStepped = more;
    this.#checkpointMaxMs = Math.max(this.#checkpointMaxMs, performance.now() - begun);
  }

  #writeOne(request: WriteRequest, decoded: DecodedRequest): WriteOutcome {
    const { signal, encoding, receivedMs, body } = request;
    let duplicates = 0;
    let touched: readonly TouchedSession[] = [];
    if (signal === 'traces') {
      ({ duplicates, touched } = this.#ingest.ingest(decoded.spans, receivedMs));
    } else if (signal === 'logs') {
      ({ duplicates, touched } = this.#events.ingest(decoded.logs, receivedMs));
    }
    const { items, withheld, rejections, reencoded } = decoded.outcome();
    // What is no row of its own is kept as received.
    if (decoded.logs.hasOthers || (signal === 'metrics' && items > 0)) {
      this.#insertSignal.run(
        signal,
        encoding,
        receivedMs,
        items,
        Buffer.from(body.buffer, body.byteOffset, body.length),
      );
    }
    return {
      accepted: items,
      duplicates,
      rejections,
      touched,
      forward: request.forwards ? (reencoded ?? body) : null,
      reencoded: reencoded !== null,
      withheld,
    };
  }

  /** An import or a rebuild by another process has moved keys and sessions: what is remembered here is no longer true. */
  #noticeOtherWriters(): void {
    const version = this.#readDataVersion.get();
    if (version !== this.#dataVersion) this.#forgetEverything();
    this.#dataVersion = version;
  }

  #forgetEverything(): void {
    this.#sessions.forget();
    this.#spans.forget();
    this.#logs.forget();
    this.#ingest.forget();
  }
}

const LOG_IS_FULL = "a reader holds the database's write-ahead log; try again";

function tryDecode(request: WriteRequest, reading: SpanReading): DecodedRequest | CollectorError {
  try {
    return decodeRequest(request, reading);
  } catch (error) {
    return toCollectorError(error);
  }
}

function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');
}

/** Disk full, locked, I/O error: all of it may pass, so the sender is asked to come again. */
function asUnavailable(error: unknown): CollectorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new CollectorError('STORE_UNAVAILABLE', `the database did not take the batch (${code})`, { cause: error });
}

function failed(id: number, { code, message, cause }: CollectorError): WriterReply {
  return { type: 'failed', id, code, message, damaged: isDamage(cause) };
}
