/** The search index from inside: small steps, spans that are in by half, spans that go, old databases, a writer never quiet. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { DatabaseWriter } from '../../../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { prepareRemoveFromSearch } from '../../../../collector/extensions/sqlite-store/remove-from-search.ts';
import { SearchIndex } from '../../../../collector/extensions/sqlite-store/search-index.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { parseTextQuery } from '../../../../collector/store/text-query.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { copyToFirstVersion } from '../../../support/first-version.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildRequest, chat, tool, type SpanSpec } from '../../../support/span-builder.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'test.db');
});
afterEach(() => directory.remove());

const result = (id: string, text: string, end = 100): SpanSpec =>
  tool({ trace: 't1', id, end, attributes: { 'gen_ai.tool.call.result': text } });
/** Some megabytes of different words: more than a step does. */
const LONG = Array.from({ length: 400_000 }, (_, index) => `w${index}`).join(' ');

const NO_LIMITS = { databaseBytesMax: null, logBytesMax: 1e9 };

describe('the search index', () => {
  let database: Database.Database;
  let writer: DatabaseWriter;
  let index: SearchIndex;
  beforeEach(() => {
    database = openDatabase(path, 'full');
    writer = new DatabaseWriter(database, NO_LIMITS);
    index = new SearchIndex(database);
  });
  afterEach(() => database.close());

  const write = (...spans: SpanSpec[]) => {
    const { signal, encoding, body, receivedUnixMs: receivedMs } = buildRequest(spans);
    const [reply] = writer.write([{ type: 'write', id: 1, signal, encoding, body, receivedMs, forwards: false }]);
    expect(reply?.type).toBe('written');
  };
  const rows = () => database.prepare('SELECT count(*) FROM search_docsize').pluck().get() as number;
  const found = (match: string) =>
    database.prepare('SELECT count(*) FROM search WHERE search MATCH ?').pluck().get(`"${match}"`) as number;
  const progress = () => database.prepare('SELECT span_key, partial_key, texts FROM search_progress').get();
  const catchUp = (by = index) => {
    let steps = 1;
    while (by.catchUp()) steps += 1;
    return steps;
  };

  it('takes a long span in by parts, each once, and a new process goes on where the last one was', () => {
    write(result('a', LONG), result('b', 'short'));
    expect(index.catchUp()).toBe(true);
    expect(progress()).toMatchObject({ span_key: 0, partial_key: 1 });
    const half = rows();
    expect(half).toBeGreaterThan(0);
    const other = new SearchIndex(database);
    expect(catchUp(other)).toBeGreaterThan(2);
    expect(progress()).toEqual({ span_key: 2, partial_key: 0, texts: 0 });
    expect(rows()).toBeGreaterThan(half);
    for (const word of ['w0', 'w1000', 'w399999', 'short']) expect(found(word)).toBe(1);
  });

  it('takes a span out that is in by half', () => {
    write(result('a', LONG));
    index.catchUp();
    write(result('a', 'gannet', 200));
    expect([rows(), progress()]).toEqual([0, { span_key: 0, partial_key: 0, texts: 0 }]);
    catchUp();
    expect([found('gannet'), found('w0'), rows()]).toEqual([1, 0, 1]);
  });

  it('never gives the key of a span that went to another', () => {
    write(result('a', 'one'));
    catchUp();
    prepareRemoveFromSearch(database)(1);
    database.exec('DELETE FROM spans; DELETE FROM span_bodies; DELETE FROM traces');
    const again = new DatabaseWriter(database, NO_LIMITS);
    const { signal, encoding, body } = buildRequest([result('b', 'two')]);
    again.write([{ type: 'write', id: 1, signal, encoding, body, receivedMs: 1, forwards: false }]);
    expect(database.prepare('SELECT span_key FROM spans').pluck().all()).toEqual([2]);
    catchUp();
    expect([found('one'), found('two')]).toEqual([0, 1]);
  });

  it('lists what a call repeats under one span of its trace', () => {
    const call = (id: string, turns: number) =>
      chat({
        trace: 't1',
        id,
        start: turns,
        attributes: {
          'gen_ai.system_instructions': 'Be a careful puffin.',
          'llm.input_messages.0.message.content': 'the first question',
          'gen_ai.input.messages': JSON.stringify(
            Array.from({ length: turns }, (_, turn) => ({ role: 'user', content: `turn${turn} of many` })),
          ),
        },
      });
    for (let turns = 1; turns <= 20; turns += 1) write(call(`c${turns}`, turns));
    catchUp();
    expect(rows()).toBe(22);
    expect([found('puffin'), found('turn0'), found('turn19')]).toEqual([1, 1, 1]);
  });

  it('goes on past a span whose contents are damaged', () => {
    write(result('a', 'before'), result('b', 'x'.repeat(300)), result('c', 'after'));
    database.exec('UPDATE span_bodies SET holes = \'[[0,"c",99999999]]\' WHERE span_key = 2');
    catchUp();
    expect([found('before'), found('after')]).toEqual([1, 1]);
  });

  it('writes nothing when there is nothing new', () => {
    write(result('a', 'one'));
    catchUp();
    const changes = () => database.prepare('SELECT total_changes()').pluck().get();
    const before = changes();
    catchUp();
    expect(changes()).toBe(before);
  });

  it('waits for the disk again after its steps', () => {
    write(result('a', 'one'));
    catchUp();
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
  });

  it('fills itself and the names of sessions from a database of before', () => {
    write(tool({ trace: 't1', id: 'a', tool: 'lookup', attributes: { 'gen_ai.tool.call.result': 'old text' } }));
    const names = () => database.prepare('SELECT kind, name FROM session_names ORDER BY kind, name').all();
    const before = names();
    expect(before).not.toEqual([]);
    database.close();
    const old = path.replace('.db', '-old.db');
    copyToFirstVersion(path, old);
    database = openDatabase(old, 'full');
    expect(names()).toEqual(before);
    catchUp(new SearchIndex(database));
    expect(found('old')).toBe(1);
  });
});

it('catches up while the writer is never quiet', { timeout: 60_000 }, async () => {
  const options = { path, durability: 'normal', queueBytesMax: 1e9, bus: new Bus(), counters: new Counters() } as const;
  const store = await SqliteStore.open({ ...options, id: 'sqlite_store' });
  let written = false;
  // All at once: the writer has the next one waiting until the last is done, and no quiet moment before.
  const spans = Array.from({ length: 20 }, (_, at) => at);
  const writes = Array.from({ length: 1500 }, (_, index) =>
    store.write(buildRequest(spans.map((at) => ({ ...result(`${index}-${at}`, 'kittiwake'), trace: `t${index}` }))), {
      forwards: false,
    }),
  );
  const all = Promise.all(writes).then(() => (written = true));
  let found = 0;
  while (!written && found === 0) {
    found = (await store.search({ text: parseTextQuery('kittiwake'), limit: 1, offset: 0 })).totalCount;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const wasWritten = written;
  await all;
  expect([found > 0, wasWritten]).toEqual([true, false]);
  await store.close();
});
