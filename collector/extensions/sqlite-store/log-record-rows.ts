/** Log records that speak of spans, as rows of the writer's connection. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import { decodeLogRecord, type WireLogRecord } from '../../otlp/decode-log-record.ts';
import type { KeptLogRecord, LogRows } from '../../sessions/log-rows.ts';
import { readQuery } from './queries.ts';
import type { SpanRowStore } from './span-row-store.ts';

export class LogRecordRows implements LogRows {
  readonly #envelopes: Pick<SpanRowStore, 'envelopeKey'>;
  readonly #insert: Database.Statement;
  readonly #ofSpan: Database.Statement;
  readonly #sessionEnd: Database.Statement;
  readonly #any: Database.Statement;
  #hasAny = false;

  /** @param envelopes where the keys of resources and scopes are known. */
  constructor(database: Database.Database, envelopes: Pick<SpanRowStore, 'envelopeKey'>) {
    const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
    this.#envelopes = envelopes;
    this.#insert = prepare('insert-log-record');
    this.#ofSpan = prepare('select-span-log-records');
    this.#sessionEnd = prepare('select-session-end');
    this.#any = prepare('select-any-log-record');
    this.forget();
  }

  writeLogRecord({ record, eventName, resource, scope, receivedMs }: KeptLogRecord): boolean {
    const { changes } = this.#insert.run({
      traceId: Buffer.from(record.traceId, 'hex'),
      spanId: Buffer.from(record.spanId, 'hex'),
      timeUnixNano: BigInt.asIntN(64, record.timeUnixNano),
      eventName,
      digest: hash('sha256', record.bytes, 'buffer').subarray(0, 16),
      resourceKey: this.#envelopes.envelopeKey('resource', resource),
      scopeKey: this.#envelopes.envelopeKey('scope', scope),
      receivedMs,
      body: record.bytes,
    });
    this.#hasAny = true;
    return changes > 0;
  }

  readLogRecords(traceId: string, spanId: string): readonly WireLogRecord[] {
    const ids = { traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.from(spanId, 'hex') };
    return (this.#ofSpan.all(ids) as { body: Buffer }[]).map(({ body }) => decodeLogRecord(body));
  }

  hasSessionEnd(traceId: string): boolean {
    return this.#sessionEnd.get(Buffer.from(traceId, 'hex')) !== undefined;
  }

  hasLogRecords(): boolean {
    return this.#hasAny;
  }

  /** After a rollback. */
  forget(): void {
    this.#hasAny = this.#any.get() !== undefined;
  }
}
