/**
 * The limit beside which ingest is measured: spans with their attributes inline in one table with five indexes, through bare
 * better-sqlite3 with the very settings of the product's own database. No sessions, no cost, no splitting.
 */
import Database from 'better-sqlite3';

import { decodeTraces } from '../../collector/otlp/decode-traces.ts';
import { contentKeys } from '../../collector/vocabularies/content-keys.ts';

export type BareRow = readonly [
  traceId: Buffer,
  spanId: Buffer,
  parentSpanId: Buffer | null,
  sessionId: string,
  name: string,
  model: string,
  startUnixNano: bigint,
  endUnixNano: bigint,
  attributes: string,
];

const SCHEMA = `
  CREATE TABLE spans (
    trace_id BLOB NOT NULL, span_id BLOB NOT NULL, parent_span_id BLOB, session_id TEXT NOT NULL, name TEXT NOT NULL,
    model TEXT NOT NULL, start_unix_nano INTEGER NOT NULL, end_unix_nano INTEGER NOT NULL, attributes TEXT NOT NULL
  ) STRICT;
  CREATE INDEX spans_by_trace ON spans (trace_id);
  CREATE UNIQUE INDEX spans_by_id ON spans (span_id);
  CREATE INDEX spans_by_session ON spans (session_id);
  CREATE INDEX spans_by_start ON spans (start_unix_nano);
  CREATE INDEX spans_by_model ON spans (model, start_unix_nano);
`;

export interface BareDatabase {
  /** One transaction. */
  insert(rows: readonly BareRow[]): void;
  /** Copies the write-ahead log back before it closes. */
  close(): void;
}

export function openBareDatabase(path: string): BareDatabase {
  const database = new Database(path);
  for (const setting of [
    'page_size = 8192',
    'journal_mode = WAL',
    'synchronous = FULL',
    'wal_autocheckpoint = 4000',
    'cache_size = -65536',
  ]) {
    database.pragma(setting);
  }
  database.exec(SCHEMA);
  const insert = database.prepare('INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return {
    insert: database.transaction((rows: readonly BareRow[]) => {
      for (const row of rows) insert.run(row);
    }),
    close() {
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

/** From a protobuf request, by the product's own decoder: the fastest at hand. */
export function decodeBareRows(body: Buffer): BareRow[] {
  return decodeTraces(body, 'proto', contentKeys).scopes.flatMap(({ spans }) =>
    spans.map((span): BareRow => {
      const text = (key: string): string => {
        const value = span.attributes.get(key);
        return typeof value === 'string' ? value : '';
      };
      return [
        Buffer.from(span.traceId, 'hex'),
        Buffer.from(span.spanId, 'hex'),
        span.parentSpanId === '' ? null : Buffer.from(span.parentSpanId, 'hex'),
        text('gen_ai.conversation.id'),
        span.name,
        text('gen_ai.request.model'),
        span.startUnixNano,
        span.endUnixNano,
        JSON.stringify(Object.fromEntries(span.attributes), (_key, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        ),
      ];
    }),
  );
}
