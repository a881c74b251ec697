/** The SQLite store against the common suite, and what only a file can do. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { systemClock } from '../../../../collector/clock.ts';
import type { Settings } from '../../../../collector/component.ts';
import { ChainRowStore } from '../../../../collector/extensions/sqlite-store/chain-row-store.ts';
import { sqliteStoreExtension } from '../../../../collector/extensions/sqlite-store/factory.ts';
import { openDatabase } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { SqliteStore, type SqliteStoreOptions } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { Counters, createLogger } from '../../../../collector/telemetry.ts';
import { analysisSuite } from '../../../support/analysis-suite.ts';
import { EVERY_SERIES } from '../../../support/every-series.ts';
import { breakTable } from '../../../support/break-table.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { eventually } from '../../../support/eventually.ts';
import { buildLogs, callLogs } from '../../../support/log-builder.ts';
import { buildRequest, chat, spanIdOf, traceIdOf } from '../../../support/span-builder.ts';
import { searchSuite } from '../../../support/search-suite.ts';
import { reportPageSuite } from '../../../support/report-page-suite.ts';
import { sessionListSuite } from '../../../support/session-list-suite.ts';
import { CONVERSATION, RETAINED_MS, storeSuite } from '../../../support/store-suite.ts';

function openStore(path: string, given: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
  const [bus, counters] = [new Bus(), new Counters()];
  return SqliteStore.open({
    path,
    durability: 'normal',
    queueBytesMax: 1e8,
    bus,
    counters,
    id: 'sqlite_store',
    ...given,
  });
}

const openSuite = async (bus: Bus) => {
  const directory = temporaryDirectory();
  const retention = { maxAgeMs: RETAINED_MS, maxBytes: null };
  const store = await openStore(join(directory.path, 'test.db'), { bus, retention });
  return {
    store,
    prune: (nowMs: number) => store.prune(nowMs),
    async close() {
      await store.close();
      directory.remove();
    },
  };
};

storeSuite('SQLite store', openSuite);
analysisSuite('SQLite store', openSuite);
searchSuite('SQLite store', openSuite);
sessionListSuite('SQLite store', openSuite);
reportPageSuite('SQLite store', openSuite);

describe('sqlite_store', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let path: string;
  beforeEach(() => {
    directory = temporaryDirectory();
    path = join(directory.path, 'test.db');
  });
  afterEach(() => directory.remove());

  it('finds everything again after it was closed, and still knows duplicates', async () => {
    const first = await openStore(path);
    await first.write(buildRequest(CONVERSATION), { forwards: false });
    const before = await first.readSession('s1');
    await first.close();
    const second = await openStore(path);
    expect(await second.readSession('s1')).toEqual(before);
    expect(await second.write(buildRequest(CONVERSATION), { forwards: false })).toMatchObject({ duplicates: 5 });
    await second.write(buildRequest([chat({ trace: 't1', id: 'llm3', start: 860, tokens: [1, 1] })]), {
      forwards: false,
    });
    expect(await second.readSession('s1')).toMatchObject({ totals: { calls: 3, spans: 6 } });
    await second.close();
  });

  it('shares its file with another writer, as an import beside a running collector is', async () => {
    const [first, second] = [await openStore(path), await openStore(path)];
    const session = { 'session.id': 's1' };
    const prompt = { 'gen_ai.tool.call.result': 'You are careful. '.repeat(40) };
    for (let turn = 0; turn < 6; turn++) {
      const store = turn % 2 === 0 ? first : second;
      const attributes = { ...session, ...prompt, 'gen_ai.input.messages': `["${'x'.repeat(300)}",${turn}]` };
      await store.write(
        buildRequest([
          chat({ trace: 'shared', id: `llm${turn}`, start: turn, tokens: [10, 1], attributes }),
          chat({ trace: `own${turn}`, id: 'llm', start: turn, tokens: [10, 1], attributes }),
        ]),
        { forwards: false },
      );
    }
    for (const store of [first, second]) {
      expect(await store.readSession('s1')).toMatchObject({ traceCount: 7, totals: { calls: 12, spans: 12 } });
      const stored = await store.readSpan('s1', spanIdOf('llm3'));
      expect(Buffer.from(stored?.span ?? []).includes(`"${'x'.repeat(300)}",3]`)).toBe(true);
    }
    await first.close();
    await second.close();
  });

  it('derives damaged numbers anew from the spans', async () => {
    const store = await openStore(path);
    await store.write(buildRequest(CONVERSATION, { service: 'desk' }), { forwards: false });
    const everything = async () => [
      await store.readSession('s1'),
      await store.listAgents(),
      await store.readSeries(EVERY_SERIES),
      await store.readTimeline('s1', { limit: 10 }),
    ];
    const before = await everything();
    const database = new Database(path);
    database.exec(`
      UPDATE spans SET kind = 'other', input_uncached = 1, facts = '{"tags":[],"availableTools":[]}' WHERE kind = 'llm.chat';
      UPDATE sessions SET totals = '{}', title = 'wrong', trace_count = 7;
      UPDATE traces SET summary = '{}';
      DELETE FROM agents;
      DELETE FROM series;
      UPDATE series_of_all SET entry = '{}';
    `);
    database.close();
    expect(await store.rebuild()).toEqual({ spans: 5, changed: 2, traces: 1, sessions: 1 });
    expect(await everything()).toEqual(before);
    await store.close();
  });

  it('stores a growing history once', async () => {
    const store = await openStore(path);
    const turn = (index: number) => ({
      role: 'user',
      parts: [{ type: 'text', content: `turn ${index} ${'word '.repeat(200)}` }],
    });
    const turns = 40;
    for (let length = 1; length <= turns; length++) {
      const messages = JSON.stringify(Array.from({ length }, (_, index) => turn(index)));
      await store.write(
        buildRequest([
          chat({
            trace: `t${length}`,
            id: 'llm',
            start: length,
            attributes: { 'session.id': 's', 'gen_ai.input.messages': messages },
          }),
        ]),
        { forwards: false },
      );
    }
    await store.close();
    const database = new Database(path, { readonly: true });
    const blocks = database.prepare('SELECT lengths FROM content_blocks WHERE NOT holds_bodies').all() as {
      lengths: Buffer;
    }[];
    const lengths = blocks.flatMap((block) =>
      Array.from({ length: block.lengths.length / 4 }, (_, place) => block.lengths.readUInt32LE(place * 4)),
    );
    database.close();
    expect(lengths).toHaveLength(turns);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(turns * 1200);
  });

  it('indexes contents when it is quiet and knows them again after a restart', async () => {
    const prompt = 'You are careful. '.repeat(40);
    const send = async (store: SqliteStore, trace: string) => {
      const attributes = { 'gen_ai.tool.call.result': prompt };
      await store.write(buildRequest([chat({ trace, id: 'llm', attributes })]), { forwards: false });
    };
    const indexed = () => {
      const database = new Database(path, { readonly: true });
      const rows = database.prepare('SELECT content_key, text_hash FROM content_index').all();
      database.close();
      return rows as { content_key: number; text_hash: Buffer }[];
    };
    const first = await openStore(path);
    await send(first, 't1');
    await eventually(() => expect(indexed()).toHaveLength(1));
    await first.close();
    const second = await openStore(path);
    await send(second, 't2');
    await second.close();
    expect(indexed()[0]?.text_hash).toEqual(createHash('sha256').update(prompt.trim()).digest());
    const database = new Database(path, { readonly: true });
    expect(database.prepare('SELECT count(*) AS blocks FROM content_blocks WHERE NOT holds_bodies').get()).toEqual({
      blocks: 1,
    });
    database.close();
  });

  it('keeps a message list exact when it is edited, cut or written in another way', async () => {
    const store = await openStore(path);
    const long = (text: string) => ({ role: 'user', parts: [{ type: 'text', content: text.repeat(80) }] });
    const lists = [
      JSON.stringify([long('abcd')]),
      JSON.stringify([long('abcd'), long('efgh')]),
      JSON.stringify([long('abcd'), long('EDIT'), long('ijkl')]),
      JSON.stringify([long('EDIT')], null, 2),
      '[1,12]',
      '[1,123,"[\\"]"]',
      '[ ]',
      '[',
      '[] trailing',
      '{"not":"a list"}',
    ];
    for (const [index, list] of lists.entries()) {
      const spec = chat({
        trace: 't1',
        id: `llm${index}`,
        start: index,
        attributes: { 'gen_ai.input.messages': list },
      });
      await store.write(buildRequest([spec]), { forwards: false });
    }
    for (const [index, list] of lists.entries()) {
      const stored = await store.readSpan(traceIdOf('t1'), spanIdOf(`llm${index}`));
      expect(Buffer.from(stored?.span ?? []).includes(Buffer.from(list))).toBe(true);
    }
    await store.close();
  });

  it('says try again when too much waits for the writer', async () => {
    const counters = new Counters();
    const store = await SqliteStore.open({
      path,
      durability: 'normal',
      queueBytesMax: 1,
      bus: new Bus(),
      counters,
      id: 'sqlite_store',
    });
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((index) => store.write(buildRequest([{ trace: `t${index}`, id: 'a' }]), { forwards: false })),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'QUEUE_FULL' });
    expect(counters.get('live_trace_store_queue_refused_requests', { extension: 'sqlite_store' })).toBe(2);
    await store.close();
  });

  it('asks senders to come again while another program holds the database', async () => {
    const store = await openStore(path);
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    const attempt = store.write(buildRequest(CONVERSATION), { forwards: false });
    await expect(attempt).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', items: 5 });
    other.exec('ROLLBACK');
    other.close();
    expect(await store.write(buildRequest(CONVERSATION), { forwards: false })).toMatchObject({
      accepted: 5,
      duplicates: 0,
    });
    await store.close();
  });

  it('keeps logs and metrics as received', async () => {
    const store = await openStore(path);
    const body = new Uint8Array(
      Buffer.from(
        JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'hello' } }, {}] }] }] }),
      ),
    );
    const bytes = Buffer.from(body);
    const result = await store.write(
      { ...buildRequest([]), signal: 'logs', body, wire: { bytes: body, contentEncoding: 'identity' } },
      { forwards: false },
    );
    expect(result.accepted).toBe(2);
    await store.close();
    const database = new Database(path, { readonly: true });
    expect(database.prepare('SELECT signal, encoding, items, body FROM signal_requests').all()).toEqual([
      { signal: 'logs', encoding: 'json', items: 2, body: bytes },
    ]);
    database.close();
  });

  it('keeps a log record that names a span as a row, its request only where there is more in it', async () => {
    const store = await openStore(path);
    const records = callLogs({ trace: 't1', span: 'llm' }, [['user', 'Hi']], 'Hello.');
    await store.write(buildLogs(records), { forwards: false });
    await store.write(buildLogs([...records, { event: 'app.started', body: 'other' }]), { forwards: false });
    await store.close();
    const database = new Database(path);
    const count = (table: string) =>
      (database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows;
    expect([count('log_records'), count('signal_requests')]).toEqual([2, 1]);
    database
      .prepare('INSERT INTO traces (trace_key, trace_id, session_key, start_ms, summary) VALUES (1, ?, 1, 0, ?)')
      .run(Buffer.from(traceIdOf('t1'), 'hex'), '{}');
    database.exec('DELETE FROM traces');
    expect([count('log_records'), count('signal_requests')]).toEqual([0, 1]);
    database.close();
  });

  it('ties a conversation together over a restart, and not to a trace that is gone', async () => {
    const said = (words: readonly string[], from = 0) =>
      JSON.stringify(
        words.map((content, index) => ({
          role: (index + from) % 2 === 0 ? 'user' : 'assistant',
          parts: [{ type: 'text', content }],
        })),
      );
    const call = (trace: string, start: number, words: readonly string[], answer: string) =>
      chat({
        trace,
        id: 'llm',
        start,
        attributes: { 'gen_ai.input.messages': said(words), 'gen_ai.output.messages': said([answer], 1) },
      });
    const send = async (span: ReturnType<typeof call>) => {
      const store = await openStore(path);
      await store.write(buildRequest([span], { service: 'desk' }), { forwards: false });
      const { sessions } = await store.listSessions({ sort: 'created_at', limit: 10, offset: 0 });
      await store.close();
      return sessions.map(({ id, traceCount, source }) => [id, traceCount, source]);
    };
    expect(await send(call('t1', 0, ['Hi'], 'Hello!'))).toEqual([[traceIdOf('t1'), 1, 'trace']]);
    expect(await send(call('t2', 10_000, ['Hi', 'Hello!', 'one'], '1'))).toEqual([[traceIdOf('t1'), 2, 'history']]);
    const database = new Database(path);
    database.exec('DELETE FROM traces');
    const left = ['chains', 'chain_keys'].map((table) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get());
    expect(left).toEqual([{ n: 0 }, { n: 0 }]);
    database.exec('DELETE FROM sessions; DELETE FROM spans; DELETE FROM span_bodies');
    database.close();
    expect(await send(call('t3', 20_000, ['Hi', 'Hello!', 'one', '1', 'two'], '2'))).toEqual([
      [traceIdOf('t3'), 1, 'trace'],
    ]);
  });

  it('keeps so many link keys and no more, the newest', () => {
    const database = openDatabase(path, 'normal');
    const chains = new ChainRowStore(database, { traceKey: (traceId) => Number(traceId.slice(0, 2)) });
    const keys = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'];
    for (const [index, key] of keys.entries()) {
      const call = { spanId: 'a', startMs: 0, ends: [key], names: [], continues: null, wants: [], own: true };
      const traceId = `1${index}`.padEnd(32, '0');
      chains.writeChain(null, { traceId, startMs: 0, userId: null, calls: [call], wants: [], link: null });
    }
    expect(chains.prune(2)).toBe(1);
    expect(chains.prune(2)).toBe(0);
    expect(keys.map((key) => chains.findOffers(key, 1, 10).length)).toEqual([0, 1, 1]);
    database.close();
  });

  const start = async () => {
    const settings = {
      id: 'sqlite_store',
      bus: new Bus(),
      counters: new Counters(),
      clock: systemClock,
      logger: createLogger('silent'),
    } as unknown as Settings;
    const extension = sqliteStoreExtension.create(sqliteStoreExtension.config.parse({ path }), settings);
    await extension.start();
    return extension;
  };

  it('sets a file that is no database aside, runs in memory and says so', async () => {
    writeFileSync(path, 'these are my notes, not a database. '.repeat(100));
    const extension = await start();
    expect(extension.store).toMatchObject({ type: 'memory' });
    expect(extension.store?.degradedReason).toMatch(/kept aside as .*test\.db\.corrupt-/);
    const aside = readdirSync(directory.path).find((name) => name.includes('.corrupt-')) ?? '';
    expect(readFileSync(join(directory.path, aside), 'utf8')).toContain('these are my notes');
    expect(await extension.store?.write(buildRequest(CONVERSATION), { forwards: false })).toMatchObject({
      accepted: 5,
    });
    await extension.shutdown();
  });

  it.each(['reads', 'writes'] as const)(
    'says that the file is damaged when one of its %s meets a broken page',
    async (first) => {
      const whole = await openStore(path);
      await whole.write(buildRequest(CONVERSATION), { forwards: false });
      await whole.close();
      breakTable(path, 'agents');
      const reasons: string[] = [];
      const onDamage = (reason: string) => void reasons.push(reason);
      const common = {
        durability: 'normal',
        queueBytesMax: 1e8,
        bus: new Bus(),
        counters: new Counters(),
        id: 'x',
      } as const;
      const store = await SqliteStore.open({ path, onDamage, ...common });
      expect(store.degradedReason).toBeNull();
      const read = () => store.listAgents();
      const write = () => store.write(buildRequest([chat({ trace: 't9', id: 'llm' })]), { forwards: false });
      const attempts = first === 'reads' ? [read, write] : [write, read];
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(store.degradedReason).toMatch(/test\.db: the file is damaged; /);
      expect(reasons).toEqual([store.degradedReason]);
      await store.close();
    },
  );

  it('leaves a database of a newer version alone', async () => {
    const newer = new Database(path);
    newer.pragma('user_version = 999');
    newer.close();
    const before = readFileSync(path);
    const extension = await start();
    expect(extension.store?.degradedReason).toMatch(/schema 999/);
    expect(readFileSync(path).equals(before)).toBe(true);
    await extension.shutdown();
  });

  it('prepares every query file', async () => {
    const store = await openStore(path);
    await store.close();
    const database = new Database(path);
    const queries = join(import.meta.dirname, '../../../../collector/extensions/sqlite-store/queries');
    for (const name of readdirSync(queries)) {
      expect(() => database.prepare(readFileSync(join(queries, name), 'utf8')), name).not.toThrow();
    }
    database.close();
  });
});
