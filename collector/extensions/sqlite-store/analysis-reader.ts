/** What runs read, on any read-only connection: this thread's, or one of the thread that analyses. */
import type Database from 'better-sqlite3';

import type { KeptOfSession, SessionChange } from '../../model/analysis.ts';
import type { SessionRecord } from '../../model/session.ts';
import type { ReadingSettings } from '../../sessions/reading-settings.ts';
import type { AnalysisReader, AnalyzedSpan } from '../../store/analysis-store.ts';
import type { StoredSpan } from '../../store.ts';
import { buildOwnVocabulary } from '../../vocabularies/own-vocabulary.ts';
import type { OwnVocabulary } from '../../vocabularies/vocabulary.ts';
import { RememberedLists } from '../../store/remembered-lists.ts';
import { ContentReader } from './content-rows.ts';
import { openForReading } from './open-database.ts';
import { traceSpanReader, type ReadTraceSpans } from './read-trace-spans.ts';
import { fromSessionColumns, type SessionColumns } from './session-columns.ts';
import { Statements } from './statements.ts';

/** What a thread opens its reader with. */
export interface AnalysisReaderSetup {
  readonly path: string;
  readonly mapping: ReadingSettings['mapping'];
}

/** Sessions are read once each and seldom twice: what is cached would only push out what the system caches. */
const THREAD_CACHE_KB = 2048;

/** A reader with a connection of its own, which lives as long as its thread. */
export function openAnalysisReader({ path, mapping }: AnalysisReaderSetup): AnalysisSqliteReader {
  return new AnalysisSqliteReader(openForReading(path, THREAD_CACHE_KB), buildOwnVocabulary(mapping));
}

export class AnalysisSqliteReader implements AnalysisReader {
  readonly own: OwnVocabulary | null;
  readonly #database: Database.Database;
  readonly #statements: Statements;
  readonly #readTraceSpans: ReadTraceSpans;

  constructor(database: Database.Database, own: OwnVocabulary | null) {
    this.own = own;
    this.#database = database;
    this.#statements = new Statements(database);
    this.#readTraceSpans = traceSpanReader(database, new RememberedLists(new ContentReader(database)));
  }

  async readSession(sessionId: string): Promise<SessionRecord | null> {
    const row = this.#statements.get('select-session').get(sessionId) as SessionColumns | undefined;
    return row === undefined ? null : fromSessionColumns(row);
  }

  async readSessionChanges(agentId: string, versions: { after: number; upTo: number }): Promise<SessionChange[]> {
    const { after, upTo } = versions;
    const rows = this.#statements.get('select-session-changes').all({ agentId, after, upTo }) as {
      session_id: string;
      kind: SessionChange['kind'];
    }[];
    return rows.map((row) => ({ sessionId: row.session_id, kind: row.kind }));
  }

  async listCompletedSessionIds(agentId: string, limit: number): Promise<string[]> {
    const rows = this.#statements.get('list-completed-session-ids').all({ agentId, limit }) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  async readKept(sessionIds: readonly string[], processor: string): Promise<KeptOfSession[]> {
    const asked = { sessionIds: JSON.stringify(sessionIds), processor };
    const rows = this.#statements.get('list-kept').all(asked) as KeptColumns[];
    return rows.map(({ id, kept_version: keptVersion, bytes, failure }) => ({
      sessionId: id,
      processor,
      keptVersion,
      bytes,
      failure,
    }));
  }

  async readMemories(agentId: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const rows = this.#statements.get('list-memories').all(agentId) as { processor: string; bytes: Buffer }[];
    return new Map(rows.map(({ processor, bytes }) => [processor, bytes]));
  }

  async *readAnalyzedSpans(sessionId: string): AsyncGenerator<readonly AnalyzedSpan[]> {
    const traces = this.#statements.get('list-session-traces').all(sessionId) as { trace_key: number }[];
    for (const { trace_key: traceKey } of traces) {
      for (const page of this.#readTraceSpans(traceKey)) yield this.#addLogRecords(shareEnvelopes(page));
    }
  }

  close(): void {
    this.#database.close();
  }

  /** A page is a range of span ids, so its records are one range of their index, however many spans it has. */
  #addLogRecords(page: readonly StoredSpan[]): AnalyzedSpan[] {
    const [first, last] = [page[0]?.record, page.at(-1)?.record];
    if (first === undefined || last === undefined) return [];
    const rows = this.#statements.get('list-trace-log-records').all({
      traceId: Buffer.from(first.traceId, 'hex'),
      first: Buffer.from(first.spanId, 'hex'),
      last: Buffer.from(last.spanId, 'hex'),
    }) as { span_id: Buffer; body: Buffer }[];
    const records = Map.groupBy(rows, (row) => row.span_id.toString('hex'));
    return page.map((span) => ({
      ...span,
      logRecords: (records.get(span.record.spanId) ?? []).map(({ body }) => body),
    }));
  }
}

interface KeptColumns {
  readonly id: string;
  readonly kept_version: number;
  readonly bytes: Buffer | null;
  readonly failure: string | null;
}

/** Neighbours mostly have the same resource and scope: as one object, they are decoded once. */
function shareEnvelopes(page: readonly StoredSpan[]): StoredSpan[] {
  let resource: Uint8Array = new Uint8Array();
  let scope: Uint8Array = new Uint8Array();
  return page.map((span) => {
    if (!isSame(resource, span.resource)) resource = span.resource;
    if (!isSame(scope, span.scope)) scope = span.scope;
    return { ...span, resource, scope };
  });
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
