/** Spans with their bodies and contents as rows of the writer's connection. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { SpanRows } from '../../sessions/ingest-spans.ts';
import type { ReceivedSpan } from '../../sessions/prepare-spans.ts';
import type { TraceRow } from '../../sessions/session-rows.ts';
import type { SpanFacts } from '../../sessions/span-facts.ts';
import { ContentCutter } from '../../store/cut-contents.ts';
import { ContentRows, parseHoles } from './content-rows.ts';
import { readQuery } from './queries.ts';
import { prepareRecordStatement, type RecordStatement } from './record-statement.ts';
import { prepareRemoveFromSearch } from './remove-from-search.ts';
import type { SessionRowStore } from './session-row-store.ts';
import { fromColumns, toColumns, type SpanColumns } from './span-columns.ts';
import type { UseCounts } from './use-counts.ts';

interface BodyColumns {
  readonly resource_key: number;
  readonly scope_key: number;
  readonly holes: string;
  readonly body_key: number | null;
  readonly bytes: number;
}

export interface SpanRowParts {
  readonly sessions: SessionRowStore;
  readonly contents: ContentRows;
  readonly uses: UseCounts;
}

export class SpanRowStore implements SpanRows<ReceivedSpan> {
  readonly #sessions: SessionRowStore;
  readonly #uses: UseCounts;
  readonly #contents: ContentRows;
  readonly #cutter: ContentCutter;
  readonly #insertSpan: RecordStatement;
  readonly #deleteSpan: Database.Statement;
  readonly #insertBody: Database.Statement;
  readonly #deleteBody: Database.Statement;
  readonly #deleteRow: Database.Statement;
  readonly #spanKeys: Database.Statement;
  readonly #traceSpans: Database.Statement;
  readonly #newestKey: Database.Statement<[], { span_key: number }>;
  readonly #removeFromSearch: (spanKey: number) => void;
  /** Keys are counted here: SQLite would give the newest one again after it was deleted, and the search index goes by keys. */
  #newestSpanKey: number;
  readonly #envelopes: Record<'resource' | 'scope', { find: Database.Statement; insert: Database.Statement }>;
  /** Keys of resources and scopes by identity of the decoded object and by digest: a request has few of them. */
  readonly #envelopeKeys = new Map<string, number>();
  #recent = new WeakMap<object, number>();

  constructor(database: Database.Database, { sessions, contents, uses }: SpanRowParts) {
    this.#sessions = sessions;
    this.#uses = uses;
    this.#contents = contents;
    const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
    this.#cutter = new ContentCutter(this.#contents);
    this.#insertSpan = prepareRecordStatement(database, 'insert-span');
    this.#deleteSpan = prepare('delete-span');
    this.#insertBody = prepare('insert-span-body');
    this.#deleteBody = prepare('delete-span-body');
    this.#deleteRow = prepare('delete-span-row');
    this.#spanKeys = prepare('select-trace-span-keys');
    this.#traceSpans = prepare('select-trace-spans').safeIntegers(true);
    this.#newestKey = database.prepare(readQuery('select-newest-span-key'));
    this.#newestSpanKey = this.#readNewestKey();
    this.#removeFromSearch = prepareRemoveFromSearch(database);
    this.#envelopes = {
      resource: { find: prepare('select-resource'), insert: prepare('insert-resource') },
      scope: { find: prepare('select-scope'), insert: prepare('insert-scope') },
    };
  }

  readTrace(traceId: string): { row: TraceRow; spans: Iterable<SpanFacts> } | null {
    const row = this.#sessions.readTraceRow(traceId);
    if (row === null) return null;
    const columns = this.#traceSpans.all(this.#sessions.traceKey(traceId)) as SpanColumns[];
    return { row, spans: columns.map(fromColumns) };
  }

  readTraceRow(traceId: string): TraceRow | null {
    return this.#sessions.readTraceRow(traceId);
  }

  writeSpan(facts: SpanFacts, { span, resource, scope }: ReceivedSpan, replaces: boolean): void {
    const traceKey = this.#sessions.traceKey(facts.traceId);
    const old = replaces ? this.#deleteVersion(traceKey, facts.spanId) : undefined;
    const spanKey = ++this.#newestSpanKey;
    this.#insertSpan(toColumns(facts, { spanKey, traceKey }));
    const bytes = toBuffer(span.bytes);
    const { body, holes } = this.#cutter.cut(bytes, span.contents, facts.sessionKey?.id ?? facts.traceId);
    const resourceKey = this.envelopeKey('resource', resource);
    const scopeKey = this.envelopeKey('scope', scope);
    this.#insertBody.run(spanKey, resourceKey, scopeKey, this.#contents.keepBody(body), JSON.stringify(holes));
    this.#countUses(resourceKey, scopeKey, 1);
    this.#contents.countUses(holes, 1);
    // After the new version is counted: the two say nearly the same, and what both use must not seem to be free between.
    if (old !== undefined) this.#release(old);
  }

  /** @returns how many spans of the trace left, fewer than asked for when no more are there, and the bytes that were these spans' own. */
  removeSpans(traceKey: number, countMax: number): { readonly spans: number; readonly bytes: number } {
    const rows = this.#spanKeys.all(traceKey, countMax) as { span_key: number }[];
    let bytes = 0;
    for (const { span_key: spanKey } of rows) {
      const body = this.#deleteBody.get(spanKey) as BodyColumns | undefined;
      this.#deleteRow.run(spanKey);
      this.#removeFromSearch(spanKey);
      if (body === undefined) continue;
      this.#release(body);
      bytes += body.bytes;
    }
    return { spans: rows.length, bytes };
  }

  /** Before the commit. */
  flush(): void {
    this.#contents.flush();
    this.#uses.flush();
  }

  /** After a rollback: what the caches believe to be stored is not. */
  forget(): void {
    this.#uses.forget();
    this.#contents.forget();
    this.#cutter.forget();
    this.forgetEnvelopes();
    this.#newestSpanKey = this.#readNewestKey();
  }

  /** After one was removed: its key may come to stand for another. */
  forgetEnvelopes(): void {
    this.#envelopeKeys.clear();
    this.#recent = new WeakMap();
  }

  #readNewestKey(): number {
    return this.#newestKey.get()?.span_key ?? 0;
  }

  #deleteVersion(traceKey: number, spanId: string): BodyColumns | undefined {
    const row = this.#deleteSpan.get({ traceKey, spanId: Buffer.from(spanId, 'hex') }) as { span_key: number };
    this.#removeFromSearch(row.span_key);
    return this.#deleteBody.get(row.span_key) as BodyColumns | undefined;
  }

  #release(body: BodyColumns): void {
    this.#countUses(body.resource_key, body.scope_key, -1);
    this.#contents.countUses(parseHoles(body.holes), -1);
    if (body.body_key !== null) this.#contents.releaseBody(body.body_key);
  }

  #countUses(resourceKey: number, scopeKey: number, amount: 1 | -1): void {
    this.#uses.add('resource', resourceKey, amount);
    this.#uses.add('scope', scopeKey, amount);
  }

  /** The key of a resource or scope with exactly these bytes, stored now or before. */
  envelopeKey(kind: 'resource' | 'scope', envelope: { bytes: Uint8Array; schemaUrl: string }): number {
    const recent = this.#recent.get(envelope);
    if (recent !== undefined) return recent;
    const digest = hash('sha256', Buffer.concat([Buffer.from(`${envelope.schemaUrl}\n`), envelope.bytes]), 'buffer');
    const name = kind + digest.toString('latin1');
    let key = this.#envelopeKeys.get(name);
    if (key === undefined) {
      const { find, insert } = this.#envelopes[kind];
      const row = find.get(digest) as { key: number } | undefined;
      key = row?.key ?? Number(insert.run(digest, toBuffer(envelope.bytes), envelope.schemaUrl).lastInsertRowid);
      if (this.#envelopeKeys.size >= 10_000) this.#envelopeKeys.clear();
      this.#envelopeKeys.set(name, key);
    }
    this.#recent.set(envelope, key);
    return key;
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
