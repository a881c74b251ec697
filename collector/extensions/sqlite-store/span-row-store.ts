/** Spans with their bodies and contents as rows of the writer's connection. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { SpanRows } from '../../sessions/ingest-spans.ts';
import type { ReceivedSpan } from '../../sessions/prepare-spans.ts';
import type { TraceRow } from '../../sessions/session-rows.ts';
import type { SpanFacts } from '../../sessions/span-facts.ts';
import { ContentCutter } from '../../store/cut-contents.ts';
import { ContentRows } from './content-rows.ts';
import { readQuery } from './queries.ts';
import type { SessionRowStore } from './session-row-store.ts';
import { fromColumns, toColumns, type SpanColumns } from './span-columns.ts';

export class SpanRowStore implements SpanRows<ReceivedSpan> {
  readonly #sessions: SessionRowStore;
  readonly #contents: ContentRows;
  readonly #cutter: ContentCutter;
  readonly #insertSpan: Database.Statement;
  readonly #deleteSpan: Database.Statement;
  readonly #insertBody: Database.Statement;
  readonly #deleteBody: Database.Statement;
  readonly #traceSpans: Database.Statement;
  readonly #envelopes: Record<'resource' | 'scope', { find: Database.Statement; insert: Database.Statement }>;
  /** Keys of resources and scopes by identity of the decoded object and by digest: a request has few of them. */
  readonly #envelopeKeys = new Map<string, number>();
  #recent = new WeakMap<object, number>();

  constructor(database: Database.Database, sessions: SessionRowStore) {
    this.#sessions = sessions;
    const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
    this.#contents = new ContentRows(database);
    this.#cutter = new ContentCutter(this.#contents);
    this.#insertSpan = prepare('insert-span');
    this.#deleteSpan = prepare('delete-span');
    this.#insertBody = prepare('insert-span-body');
    this.#deleteBody = prepare('delete-span-body');
    this.#traceSpans = prepare('select-trace-spans').safeIntegers(true);
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

  writeSpan(facts: SpanFacts, { span, resource, scope }: ReceivedSpan, replaces: boolean): void {
    const traceKey = this.#sessions.traceKey(facts.traceId);
    if (replaces) {
      const old = this.#deleteSpan.get({ traceKey, spanId: Buffer.from(facts.spanId, 'hex') }) as { span_key: number };
      this.#deleteBody.run(old.span_key);
    }
    const spanKey = this.#insertSpan.run(toColumns(facts, traceKey)).lastInsertRowid;
    const bytes = toBuffer(span.bytes);
    const { body, holes } = this.#cutter.cut(bytes, span.contents, facts.sessionKey?.id ?? facts.traceId);
    const resourceKey = this.envelopeKey('resource', resource);
    const scopeKey = this.envelopeKey('scope', scope);
    this.#insertBody.run(spanKey, resourceKey, scopeKey, body, JSON.stringify(holes));
  }

  /** Before the commit. */
  flush(): void {
    this.#contents.flush();
  }

  /** After a rollback: what the caches believe to be stored is not. */
  forget(): void {
    this.#contents.forget();
    this.#cutter.forget();
    this.#envelopeKeys.clear();
    this.#recent = new WeakMap();
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
