/** A JSON request is written as protobuf beside its body: that memory is given back with the transaction, however it ended. */
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { DatabaseWriter } from '../../../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase, openForReading } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { SqliteReader } from '../../../../collector/extensions/sqlite-store/sqlite-reader.ts';
import type { WriterReply } from '../../../../collector/extensions/sqlite-store/writer-messages.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildLogs } from '../../../support/log-builder.ts';
import { buildRequest, chat, spanIdOf } from '../../../support/span-builder.ts';

const ANSWER = 'an answer that is long enough to be a content of its own '.repeat(8);
const SESSION = { 'gen_ai.conversation.id': 's' };
const RECEIVED_MS = 1_790_000_000_000;

let directory: ReturnType<typeof temporaryDirectory>;
let database: Database.Database;
let writer: DatabaseWriter;
beforeEach(() => {
  directory = temporaryDirectory();
  database = openDatabase(join(directory.path, 'test.db'), 'normal');
  writer = new DatabaseWriter(database, { databaseBytesMax: null, logBytesMax: 1e9 });
});
afterEach(() => {
  database.close();
  directory.remove();
});

function write(...bodies: { readonly signal: 'traces' | 'logs'; readonly body: Uint8Array<ArrayBuffer> }[]): {
  readonly replies: readonly WriterReply['type'][];
  readonly freed: number;
} {
  const transfer = vi.spyOn(ArrayBuffer.prototype, 'transfer');
  try {
    const requests = bodies.map(
      ({ signal, body }, id) =>
        ({ type: 'write', id, signal, encoding: 'json', body, receivedMs: RECEIVED_MS, forwards: false }) as const,
    );
    const replies = writer.write(requests).map(({ type }) => type);
    return { replies, freed: transfer.mock.calls.filter(([length]) => length === 0).length };
  } finally {
    transfer.mockRestore();
  }
}

const spans = (id: string) => ({
  signal: 'traces' as const,
  body: buildRequest([chat({ trace: 't1', id, attributes: { ...SESSION, 'answer.text': ANSWER + id } })]).body,
});
const logs = () => ({
  signal: 'logs' as const,
  body: buildLogs([{ event: 'gen_ai.choice', trace: 't1', span: 'a', body: {} }], {
    service: 's',
    receivedMs: RECEIVED_MS,
  }).body,
});

it('frees it after the commit, a request at a time, and everything that was kept can be read', () => {
  expect(write(spans('a'), logs(), spans('b'))).toEqual({ replies: ['written', 'written', 'written'], freed: 3 });
  // The next request's memory lies where the first ones' did: what is still remembered of those must not be a view of it.
  expect(write(spans('a'), spans('c')).replies).toEqual(['written', 'written']);
  const reader = new SqliteReader(openForReading(join(directory.path, 'test.db')));
  for (const id of ['a', 'b', 'c']) {
    const stored = reader.readSpan('s', spanIdOf(id));
    expect(Buffer.from(stored?.span ?? []).includes(ANSWER + id)).toBe(true);
  }
  reader.close();
});

it('frees it where the walk gives up and where the transaction fails', () => {
  const spaced = Buffer.from(spans('a').body).toString().replace('"spans"', '"sp\\u0061ns"');
  const twice = { signal: 'traces' as const, body: new Uint8Array(Buffer.from(spaced)) };
  expect(write(twice)).toEqual({ replies: ['written'], freed: 1 });
  database.exec("CREATE TRIGGER refuse BEFORE INSERT ON spans BEGIN SELECT raise(ABORT, 'no'); END");
  expect(write(spans('d'), spans('e'))).toEqual({ replies: ['failed', 'failed'], freed: 1 });
});
