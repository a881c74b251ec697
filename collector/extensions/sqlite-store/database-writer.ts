/** Writes groups of requests, one transaction each, and completes sessions. Synchronous; lives in the writer thread. */
import type Database from 'better-sqlite3';

import type { TouchedSession } from '../../bus.ts';
import { CollectorError, toCollectorError } from '../../errors.ts';
import { SpanIngest } from '../../sessions/ingest-spans.ts';
import type { RebuildResult } from '../../store.ts';
import type { ReceivedSpan } from '../../sessions/prepare-spans.ts';
import { decodeRequest, type DecodedRequest } from '../../store/write-request.ts';
import { isDamage } from './damage.ts';
import { readQuery } from './queries.ts';
import { LogRecordRows } from './log-record-rows.ts';
import { rebuildDatabase } from './rebuild-database.ts';
import { SessionRowStore } from './session-row-store.ts';
import { SpanRowStore } from './span-row-store.ts';
import { ContentIndex } from './content-index.ts';
import type { WriterReply, WriterRequest, WriteOutcome } from './writer-messages.ts';

type WriteRequest = Extract<WriterRequest, { type: 'write' }>;
type CompleteRequest = Extract<WriterRequest, { type: 'complete' }>;

export class DatabaseWriter {
  readonly #database: Database.Database;
  readonly #sessions: SessionRowStore;
  readonly #spans: SpanRowStore;
  readonly #logs: LogRecordRows;
  readonly #ingest: SpanIngest<ReceivedSpan>;
  readonly #insertSignal: Database.Statement;
  readonly #complete: Database.Statement;
  readonly #endAgentSession: Database.Statement;
  readonly #contentIndex: ContentIndex;
  /** Changes when another connection commits. */
  #dataVersion: number;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#sessions = new SessionRowStore(database);
    this.#spans = new SpanRowStore(database, this.#sessions);
    this.#logs = new LogRecordRows(database, this.#spans);
    this.#ingest = new SpanIngest({ sessions: this.#sessions, spans: this.#spans, logs: this.#logs });
    this.#insertSignal = database.prepare(readQuery('insert-signal-request'));
    this.#complete = database.prepare(readQuery('complete-session'));
    this.#endAgentSession = database.prepare(readQuery('end-agent-session'));
    this.#contentIndex = new ContentIndex(database);
    this.#dataVersion = Number(database.pragma('data_version', { simple: true }));
  }

  /** One reply a request, in order. A request that is no message fails alone; a failed commit fails the group. */
  write(group: readonly WriteRequest[]): WriterReply[] {
    const decoded = group.map(tryDecode);
    try {
      const outcomes = this.#database
        .transaction(() => {
          this.#noticeOtherWriters();
          const written = group.map((request, index) => {
            const result = decoded[index];
            return result === undefined || result instanceof CollectorError ? null : this.#writeOne(request, result);
          });
          this.#spans.flush();
          return written;
        })
        .immediate();
      this.#sessions.forget();
      return group.map((request, index): WriterReply => {
        const failure = decoded[index];
        const outcome = outcomes[index];
        if (outcome) return { type: 'written', id: request.id, outcome };
        return failed(request.id, failure instanceof CollectorError ? failure : new CollectorError('INTERNAL', 'lost'));
      });
    } catch (error) {
      this.#forgetEverything();
      if (isDatabaseError(error)) return group.map((request) => failed(request.id, asUnavailable(error)));
      // A bug of ours met one request's data: the others must not fail with it, and it must not come back for ever.
      if (group.length > 1) return group.flatMap((request) => this.write([request]));
      return group.map((request) => failed(request.id, toCollectorError(error)));
    }
  }

  complete({ sessionIds, idleSinceMs, nowMs }: CompleteRequest): readonly string[] {
    return this.#database.transaction(() =>
      sessionIds.filter((id) => {
        const row = this.#complete.get({ id, idleSinceMs, nowMs }) as { agent_id: string } | undefined;
        if (row !== undefined) this.#endAgentSession.run(row.agent_id);
        return row !== undefined;
      }),
    )();
  }

  rebuild(): RebuildResult {
    try {
      const result = this.#database
        .transaction(() => {
          this.#forgetEverything();
          return rebuildDatabase(this.#database, this.#logs);
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
    return this.#contentIndex.catchUp();
  }

  close(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }

  #writeOne(request: WriteRequest, decoded: DecodedRequest): WriteOutcome {
    const { signal, encoding, receivedMs, body } = request;
    let duplicates = 0;
    let touched: readonly TouchedSession[] = [];
    if (signal === 'traces') {
      ({ duplicates, touched } = this.#ingest.ingest(decoded.spans, receivedMs));
    } else if (signal === 'logs') {
      ({ duplicates, touched } = this.#ingest.ingestLogs(decoded.logs, receivedMs));
    }
    // What is no row of its own is kept as received.
    if (decoded.logs.hasOthers || (signal === 'metrics' && decoded.items > 0)) {
      this.#insertSignal.run(
        signal,
        encoding,
        receivedMs,
        decoded.items,
        Buffer.from(body.buffer, body.byteOffset, body.length),
      );
    }
    return {
      accepted: decoded.items,
      duplicates,
      rejections: decoded.rejections,
      touched,
      forward: request.forwards ? (decoded.reencoded ?? body) : null,
      reencoded: decoded.reencoded !== null,
    };
  }

  /** An import or a rebuild by another process has moved keys and sessions: what is remembered here is no longer true. */
  #noticeOtherWriters(): void {
    const version = Number(this.#database.pragma('data_version', { simple: true }));
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

function tryDecode(request: WriteRequest): DecodedRequest | CollectorError {
  try {
    return decodeRequest(request);
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
