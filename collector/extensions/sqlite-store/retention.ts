/**
 * Lets the oldest traces go, by age and by size, in steps of some 20 ms that each are a transaction of their own. A trace's
 * row and numbers leave first and it is queued as dead; its spans, and then what nobody refers to any more, follow step by
 * step. All of the queue is in the tables: killed between two steps, the next process goes on.
 */
import type Database from 'better-sqlite3';

import { assembleSessions } from '../../sessions/assemble-sessions.ts';
import type { SpanIngest } from '../../sessions/ingest-spans.ts';
import type { ReceivedSpan } from '../../sessions/prepare-spans.ts';
import type { TraceRow } from '../../sessions/session-rows.ts';
import type { ContentRows } from './content-rows.ts';
import { FileSpace } from './file-space.ts';
import { readQuery } from './queries.ts';
import { NOTHING_PRUNED, type PruneCounts } from './prune-counts.ts';
import type { SessionRowStore } from './session-row-store.ts';
import type { SpanRowStore } from './span-row-store.ts';
import { UnclaimedLogRecords } from './unclaimed-log-records.ts';
import { UnusedRemover } from './unused-remover.ts';
import type { UseCounts } from './use-counts.ts';

/** A step's own work ends after this long; its commit comes on top. */
const WORK_MS_MAX = 10;
const WORK_MS_MIN = 1;
/** A step that took longer makes the next one do half as much. */
const STEP_AIM_MS = 20;
/** Traces whose numbers leave together, at most: their sessions and charts are written once for all of them. */
const TRACES_MAX = 256;
/** Log records without a trace that leave together when room is needed. */
const RECORDS_FOR_ROOM = 32;
/** Between two looks at the clock. */
const SPANS_AT_ONCE = 32;

export interface RetentionParts {
  readonly database: Database.Database;
  readonly sessions: SessionRowStore;
  readonly spans: SpanRowStore;
  readonly contents: ContentRows;
  readonly uses: UseCounts;
  readonly ingest: SpanIngest<ReceivedSpan>;
}

/** One kind of work: does some of it until `enough` says so. */
type Work = (enough: () => boolean) => void;

export class Retention {
  readonly #parts: RetentionParts;
  readonly #space: FileSpace;
  readonly #unused: UnusedRemover;
  readonly #records: UnclaimedLogRecords;
  readonly #nextDead: Database.Statement<[], { trace_key: number }>;
  readonly #deleteDead: Database.Statement<[number]>;
  readonly #oldestTraces: Database.Statement<[number], { trace_id: Buffer; last_received_ms: number }>;
  readonly #oldestRequest: Database.Statement<[], { request_key: number; received_ms: number }>;
  readonly #deleteRequest: Database.Statement<[number], { bytes: number }>;
  #cutoffMs = -Infinity;
  #workMs = WORK_MS_MAX;
  #tracesAtOnce = 8;
  #counts = { ...NOTHING_PRUNED };

  /** @param bytesMax of the database without its free pages; null for no limit. */
  constructor(parts: RetentionParts, bytesMax: number | null) {
    const { database } = parts;
    this.#parts = parts;
    this.#space = new FileSpace(database, bytesMax);
    this.#unused = new UnusedRemover(parts);
    this.#records = new UnclaimedLogRecords(database);
    this.#nextDead = database.prepare(readQuery('select-dead-trace'));
    this.#deleteDead = database.prepare(readQuery('delete-dead-trace'));
    this.#oldestTraces = database.prepare(readQuery('select-oldest-traces'));
    this.#oldestRequest = database.prepare(readQuery('select-oldest-request'));
    this.#deleteRequest = database.prepare(readQuery('delete-request'));
  }

  /** Traces whose newest span came before leave; so do logs and metrics that came before, and log records without a trace. */
  expireBefore(cutoffMs: number): void {
    this.#cutoffMs = cutoffMs;
  }

  /** Whether what comes in outruns what leaves: then it deserves more of the writer's time. */
  get isBehind(): boolean {
    return this.#space.isFarOver();
  }

  /**
   * One step. @param quiet whether nobody waits: only then is the file made smaller than it may be.
   * @returns whether there was anything to do.
   */
  step(quiet: boolean): boolean {
    const work = this.#findWork(quiet);
    if (work === null) return false;
    const { database, sessions, spans, uses } = this.#parts;
    const begun = performance.now();
    try {
      database
        .transaction(() => {
          work(() => performance.now() - begun > this.#workMs);
          sessions.flush();
          uses.flush();
        })
        .immediate();
    } catch (error) {
      this.#counts.failures += 1;
      spans.forget();
      throw error;
    } finally {
      sessions.forget();
      this.#adapt(performance.now() - begun);
    }
    return true;
  }

  /** What was done since the last time this was asked. */
  takeCounts(): PruneCounts {
    const counts = this.#counts;
    this.#counts = { ...NOTHING_PRUNED };
    return counts;
  }

  /** What is half done comes first, so that what is free is known before more has to go. */
  #findWork(quiet: boolean): Work | null {
    const dead = this.#nextDead.get();
    if (dead !== undefined) return (enough) => this.#removeSpans(dead.trace_key, enough);
    if (this.#unused.hasWork()) return (enough) => this.#removeUnused(enough);
    const trace = this.#oldestTraces.get(1);
    if (trace !== undefined && trace.last_received_ms < this.#cutoffMs) return () => this.#expireTraces();
    const request = this.#oldestRequest.get();
    if (request !== undefined && request.received_ms < this.#cutoffMs) return (enough) => this.#expireRequests(enough);
    const recordMs = this.#records.oldestMs() ?? Infinity;
    if (recordMs < this.#cutoffMs) return (enough) => this.#removeRecords(this.#cutoffMs, enough);
    const spansOver = this.#space.countSpansOver();
    if (spansOver > 0) {
      const traceMs = trace?.last_received_ms ?? Infinity;
      const requestMs = request?.received_ms ?? Infinity;
      if (recordMs < Math.min(traceMs, requestMs)) return () => this.#removeSomeRecords(Math.min(traceMs, requestMs));
      if (requestMs < traceMs) return () => this.#removeOldestRequest();
      if (trace !== undefined) return () => this.#removeTraces(spansOver, Infinity);
    }
    return this.#space.mayShrink(quiet) ? (enough) => this.#space.shrink(enough) : null;
  }

  #expireTraces(): void {
    this.#removeTraces(Infinity, this.#cutoffMs);
  }

  #removeTraces(spansMax: number, cutoffMs: number): void {
    const { sessions, ingest } = this.#parts;
    const gone: TraceRow[] = [];
    let spans = 0;
    for (const { trace_id, last_received_ms } of this.#oldestTraces.all(this.#tracesAtOnce)) {
      if (last_received_ms >= cutoffMs || (gone.length > 0 && spans >= spansMax)) break;
      const row = sessions.killTrace(trace_id.toString('hex'));
      if (row === null) continue;
      gone.push(row);
      spans += row.summary.totals.spans;
      ingest.forget(row.traceId);
    }
    assembleSessions(
      sessions,
      gone.map((before) => ({ before, after: null })),
      0,
    );
    this.#counts.traces += gone.length;
  }

  #removeSpans(traceKey: number, enough: () => boolean): void {
    for (let at: number | undefined = traceKey; at !== undefined && !enough();) {
      const { spans, bytes } = this.#parts.spans.removeSpans(at, SPANS_AT_ONCE);
      this.#counts.spans += spans;
      this.#counts.bytes += bytes;
      if (spans === SPANS_AT_ONCE) continue;
      this.#deleteDead.run(at);
      at = this.#nextDead.get()?.trace_key;
    }
  }

  #removeUnused(enough: () => boolean): void {
    const { blocks, bytes } = this.#unused.remove(enough);
    this.#counts.blocks += blocks;
    this.#counts.bytes += bytes;
  }

  #expireRequests(enough: () => boolean): void {
    do this.#removeOldestRequest();
    while (!enough() && (this.#oldestRequest.get()?.received_ms ?? Infinity) < this.#cutoffMs);
  }

  #removeRecords(beforeMs: number, enough: () => boolean): void {
    const { records, bytes } = this.#records.remove(beforeMs, enough);
    this.#counts.records += records;
    this.#counts.bytes += bytes;
  }

  /** For room: how much that made is only known after the commit. */
  #removeSomeRecords(beforeMs: number): void {
    let left = RECORDS_FOR_ROOM;
    this.#removeRecords(beforeMs, () => --left <= 0);
  }

  #removeOldestRequest(): void {
    const oldest = this.#oldestRequest.get();
    if (oldest === undefined) return;
    this.#counts.bytes += this.#deleteRequest.get(oldest.request_key)?.bytes ?? 0;
    this.#counts.requests += 1;
  }

  #adapt(tookMs: number): void {
    this.#counts.stepMaxMs = Math.max(this.#counts.stepMaxMs, tookMs);
    const factor = tookMs > STEP_AIM_MS ? 0.5 : 1.25;
    this.#workMs = clamp(this.#workMs * factor, WORK_MS_MIN, WORK_MS_MAX);
    this.#tracesAtOnce = Math.ceil(clamp(this.#tracesAtOnce * factor, 1, TRACES_MAX));
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
