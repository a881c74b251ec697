/** Retention in the database: step by step with the writer in this thread, and beside a load with the writer in its own. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { DatabaseWriter } from '../../../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase, openForReading } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { readQuery } from '../../../../collector/extensions/sqlite-store/queries.ts';
import { unpackSeries } from '../../../../collector/extensions/sqlite-store/series-entry.ts';
import { SqliteReader } from '../../../../collector/extensions/sqlite-store/sqlite-reader.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { createRandom } from '../../../bench/payload.ts';
import { copyToFirstVersion } from '../../../support/first-version.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildLogs, type LogSpec } from '../../../support/log-builder.ts';
import { BEGIN_MS, buildRequest, chat, spanIdOf, traceIdOf, type SpanSpec } from '../../../support/span-builder.ts';

const MIB = 1024 * 1024;
const random = createRandom(1);

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'test.db');
});
afterEach(() => directory.remove());

function openWriter(given: { databaseBytesMax?: number; logBytesMax?: number } = {}) {
  const database = openDatabase(path, 'normal');
  const writer = new DatabaseWriter(database, { databaseBytesMax: null, logBytesMax: 1e9, ...given });
  const reader = new SqliteReader(openForReading(path));
  return {
    writer,
    reader,
    write(spans: readonly SpanSpec[], receivedMs: number) {
      const { body } = buildRequest(spans, { receivedMs });
      const request = { type: 'write', id: 1, signal: 'traces', encoding: 'json', body, forwards: false } as const;
      return writer.write([{ ...request, receivedMs }])[0];
    },
    writeLogs(text: string, receivedMs: number) {
      const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }] };
      const body = new Uint8Array(Buffer.from(JSON.stringify(logs)));
      const request = { type: 'write', id: 1, signal: 'logs', encoding: 'json', body, forwards: false } as const;
      return writer.write([{ ...request, receivedMs }])[0];
    },
    writeRecords(records: readonly LogSpec[], given: { readonly service: string; readonly receivedMs: number }) {
      const { body } = buildLogs(records, given);
      const request = { type: 'write', id: 1, signal: 'logs', encoding: 'json', body, forwards: false } as const;
      return writer.write([{ ...request, receivedMs: given.receivedMs }])[0];
    },
    retainAll(): number {
      let steps = 0;
      while (writer.retain(true)) steps += 1;
      return steps;
    },
    count: (table: string) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
    close() {
      reader.close();
      writer.close();
    },
  };
}

/** Text that compresses to about half of its length. */
function randomText(length: number): string {
  return Array.from({ length: length / 8 }, () => random().toString(36).slice(2, 10).padEnd(8)).join('');
}

describe('retention', { timeout: 60_000 }, () => {
  it('lets a large trace go at once for whoever looks, and its spans step by step', async ({ annotate }) => {
    const spans = 4000;
    let opened = openWriter();
    for (let from = 0; from < spans; from += 500) {
      const batch = Array.from({ length: 500 }, (_, index) =>
        chat({
          trace: 'large',
          id: `${from + index}`,
          start: from + index,
          attributes: { 'session.id': 's', 'gen_ai.tool.call.result': `${from + index} ${'text '.repeat(60)}` },
        }),
      );
      opened.write(batch, 1000);
    }
    opened.writer.expireBefore(2000);
    expect(opened.writer.retain(true)).toBe(true);
    expect(opened.reader.readSession('s')).toBeNull();
    expect(opened.reader.listAgents()).toEqual([]);
    expect(opened.count('spans')).toBe(spans);
    opened.writer.retain(true);
    const left = opened.count('spans');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(spans);
    expect(opened.count('span_bodies')).toBe(left);
    opened.write([chat({ trace: 'large', id: '7', start: 7 })], 3000);
    const { stepMaxMs } = opened.writer.takeCounts();
    opened.close();

    opened = openWriter();
    const steps = opened.retainAll();
    // How many depends on what a step gets done in its time.
    expect(steps).toBeGreaterThan(1);
    expect(opened.reader.readTimeline(traceIdOf('large'), { limit: 10 })).toHaveLength(1);
    expect(opened.reader.readSpan(traceIdOf('large'), spanIdOf('7'))).not.toBeNull();
    expect(['spans', 'span_bodies', 'dead_traces', 'content_blocks'].map(opened.count)).toEqual([1, 1, 0, 1]);
    const counts = opened.writer.takeCounts();
    expect(counts.spans).toBe(left);
    await annotate(`${steps} steps, the longest ${Math.max(stepMaxMs, counts.stepMaxMs).toFixed(1)} ms`);
    opened.close();
  });

  it('lets a long history go list by list', () => {
    let opened = openWriter();
    const turns: { role: string; content: string }[] = [];
    const calls = Array.from({ length: 600 }, (_, turn) => {
      turns.push({ role: 'user', content: `${turn}` });
      const attributes = { 'gen_ai.input.messages': JSON.stringify(turns) };
      return chat({ trace: 't', id: `${turn}`, start: turn, attributes });
    });
    opened.write(calls, 1000);
    // All but the first call's: a list of one element is not remembered.
    const lists = calls.length - 1;
    expect(opened.count('content_lists')).toBe(lists);
    opened.writer.expireBefore(2000);
    // Killed between two steps, wherever that is, the rest is found again.
    for (let steps = 0; opened.count('content_lists') === lists && steps < 5000; steps++) opened.writer.retain(true);
    opened.close();
    opened = openWriter();
    opened.retainAll();
    expect(['content_lists', 'uses', 'traces'].map(opened.count)).toEqual([0, 0, 0]);
    opened.close();
  });

  it('keeps the newest within max_size and gives the rest of the file back', async () => {
    const bytesMax = 4 * MIB;
    const opened = openWriter({ databaseBytesMax: bytesMax });
    let largest = 0;
    for (let index = 0; index < 400; index++) {
      const attributes = { 'session.id': `s${index}`, 'gen_ai.tool.call.result': randomText(64 * 1024) };
      opened.write([chat({ trace: `t${index}`, id: 'llm', start: index, attributes })], index);
      largest = Math.max(largest, statSync(path).size);
    }
    expect(largest).toBeGreaterThan(2 * bytesMax);
    opened.retainAll();
    const { sessions, totalCount } = await opened.reader.listSessions({ sort: 'created_at', limit: 400, offset: 0 });
    expect(totalCount).toBeGreaterThan(20);
    expect(totalCount).toBeLessThan(200);
    // The newest, all of them: none in between is missing.
    expect(sessions.map(({ id }) => id)).toEqual(Array.from({ length: totalCount }, (_, index) => `s${399 - index}`));
    expect(statSync(path).size).toBeLessThan(bytesMax + 2 * MIB);
    expect(opened.writer.takeCounts()).toMatchObject({ traces: 400 - totalCount, failures: 0 });
    opened.close();
  });

  it.each([
    ['select-oldest-traces', 'traces_by_arrival'],
    ['select-unused', 'uses_none'],
    ['select-trace-span-keys', 'spans_by_id'],
  ])('finds what is next by an index: %s', (query, index) => {
    const database = openDatabase(path, 'normal');
    const statement = database.prepare(`EXPLAIN QUERY PLAN ${readQuery(query)}`);
    const plan = statement.all(...Array.from(readQuery(query).matchAll(/\?/g), () => 1));
    database.close();
    expect(plan.map((row) => (row as { detail: string }).detail)).toEqual([expect.stringContaining(index)]);
  });

  it('lets logs and metrics go by when they came', () => {
    const opened = openWriter();
    for (let at = 1; at <= 5; at++) opened.writeLogs(`line ${at}`, at);
    opened.writer.expireBefore(4);
    opened.retainAll();
    expect(opened.count('signal_requests')).toBe(2);
    expect(opened.writer.takeCounts()).toMatchObject({ requests: 3 });
    opened.close();
  });

  it('has logs leave for the size as well, before newer traces', () => {
    const opened = openWriter({ databaseBytesMax: 4 * MIB });
    for (let at = 1; at <= 100; at++) opened.writeLogs(randomText(64 * 1024), at);
    opened.write([chat({ trace: 't', id: 'llm' })], 200);
    opened.retainAll();
    expect(opened.count('signal_requests')).toBeLessThan(64);
    expect(opened.count('signal_requests')).toBeGreaterThan(10);
    expect(opened.count('traces')).toBe(1);
    opened.close();
  });

  it('rests where nothing is left to let go', () => {
    const opened = openWriter({ databaseBytesMax: 1 });
    opened.write([chat({ trace: 't', id: 'llm' })], 1);
    expect(opened.retainAll()).toBeLessThan(20);
    expect(opened.count('traces')).toBe(0);
    expect(opened.writer.retain(true)).toBe(false);
    opened.close();
  });

  it('gets its turns from a writer that is never quiet', async () => {
    const counters = new Counters();
    const retention = { maxAgeMs: null, maxBytes: 4 * MIB };
    const store = await SqliteStore.open({
      path,
      durability: 'normal',
      queueBytesMax: 1e8,
      retention,
      bus: new Bus(),
      counters,
      id: 'sqlite_store',
    });
    const pruned = () => counters.get('live_trace_store_pruned_spans', { extension: 'sqlite_store' });
    let sent = 0;
    const reported = store.prune(0);
    const lane = async () => {
      while (pruned() === 0) {
        const attributes = { 'gen_ai.tool.call.result': randomText(16 * 1024) };
        await store.write(buildRequest([chat({ trace: `t${++sent}`, id: 'llm', attributes })]), { forwards: false });
        if (sent % 500 === 0) void store.prune(0);
      }
    };
    await Promise.all([lane(), lane(), lane()]);
    expect((await store.readSize()).sessions).toBeLessThan(sent);
    await reported;
    await store.close();
  });
});

describe('the write-ahead log', { timeout: 60_000 }, () => {
  it('stays bounded while a reader holds a snapshot, and is written again when it is gone', () => {
    const logBytesMax = MIB;
    const opened = openWriter({ logBytesMax });
    opened.write([chat({ trace: 'first', id: 'llm' })], 1);
    const reader = new Database(path, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM traces').get();
    const outcomes: unknown[] = [];
    for (let index = 0; index < 60; index++) {
      const attributes = { 'gen_ai.tool.call.result': randomText(128 * 1024) };
      outcomes.push(opened.write([chat({ trace: `t${index}`, id: 'llm', attributes })], index)?.type);
      // Removing would write too.
      opened.writer.expireBefore(index);
      opened.writer.retain(false);
    }
    expect(new Set(outcomes)).toEqual(new Set(['written', 'failed']));
    expect(opened.write([chat({ trace: 'no', id: 'llm' })], 1)).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    // The last group that was let in may have passed the limit.
    expect(statSync(`${path}-wal`).size).toBeLessThan(logBytesMax + MIB / 2);
    expect(opened.writer.takeCounts().refusedRequests).toBeGreaterThan(10);
    reader.exec('COMMIT');
    reader.close();
    expect(opened.write([chat({ trace: 'again', id: 'llm' })], 1000)).toMatchObject({ type: 'written' });
    expect(statSync(`${path}-wal`).size).toBeLessThan(MIB);
    opened.close();
  });

  it('stays bounded while readers come and go', () => {
    const logBytesMax = MIB;
    const opened = openWriter({ logBytesMax });
    for (let index = 0; index < 60; index++) {
      const attributes = { 'gen_ai.tool.call.result': randomText(128 * 1024) };
      expect(opened.write([chat({ trace: `t${index}`, id: 'llm', attributes })], index)?.type).toBe('written');
      opened.reader.readSession(traceIdOf(`t${index}`));
      expect(statSync(`${path}-wal`).size).toBeLessThan(logBytesMax);
    }
    opened.close();
  });
});

describe('log records', () => {
  const record = (trace: string, at: number) => ({
    trace,
    span: 'llm',
    at,
    event: 'gen_ai.user.message',
    body: 'hello',
  });

  it('keep their resource and scope, and give them free when they leave with their trace', () => {
    const opened = openWriter();
    opened.write([chat({ trace: 't', id: 'llm' })], 1000);
    opened.writeRecords([record('t', 1)], { service: 'logging', receivedMs: 1001 });
    // The same record from elsewhere is the one that stands: its envelope is used by nobody.
    opened.writeRecords([record('t', 1)], { service: 'twice', receivedMs: 1002 });
    opened.retainAll();
    expect(['log_records', 'resources', 'scopes'].map(opened.count)).toEqual([1, 2, 1]);
    opened.writer.expireBefore(2000);
    opened.retainAll();
    expect(['traces', 'log_records', 'resources', 'scopes', 'uses'].map(opened.count)).toEqual([0, 0, 0, 0, 0]);
    opened.close();
  });

  it('whose trace never comes leave by age, and wait for it until then', () => {
    const opened = openWriter();
    const records = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => record(`t${from + index}`, from + index));
    opened.writeRecords(records(0, 3000), { service: 'old', receivedMs: 1000 });
    opened.write([chat({ trace: 't7', id: 'llm' }), chat({ trace: 't2999', id: 'llm' })], 5000);
    opened.writeRecords(records(3000, 10), { service: 'young', receivedMs: 5000 });
    opened.writer.expireBefore(5000);
    opened.retainAll();
    expect(['log_records', 'resources'].map(opened.count)).toEqual([12, 3]);
    expect(opened.writer.takeCounts()).toMatchObject({ records: 2998, traces: 0 });
    opened.writer.expireBefore(6000);
    opened.retainAll();
    expect(['log_records', 'traces', 'resources', 'scopes', 'uses'].map(opened.count)).toEqual([0, 0, 0, 0, 0]);
    // A new one after all are gone is not taken for one that was looked at.
    opened.writeRecords(records(0, 1), { service: 'new', receivedMs: 7000 });
    opened.writer.expireBefore(8000);
    opened.retainAll();
    expect(opened.count('log_records')).toBe(0);
    opened.close();
  });

  it('whose trace never comes leave by size, the oldest first', () => {
    const opened = openWriter({ databaseBytesMax: 4 * MIB });
    for (let index = 0; index < 200; index++) {
      const long = { ...record(`t${index}`, index), body: randomText(64 * 1024) };
      opened.writeRecords([long], { service: 's', receivedMs: index });
      // Looked at only here and there.
      if (index % 50 === 0) opened.retainAll();
    }
    opened.write([chat({ trace: 'new', id: 'llm' })], 1000);
    opened.retainAll();
    const left = opened.count('log_records');
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(100);
    expect(opened.count(`log_records WHERE received_ms >= ${200 - left}`)).toBe(left);
    expect(opened.count('traces')).toBe(1);
    opened.close();
  });
});

describe('a database of the first version', () => {
  it('gets the counts and times that a new one would have', () => {
    const opened = openWriter();
    const turns = Array.from({ length: 5 }, (_, turn) => ({ role: 'user', content: `${turn} `.repeat(200) }));
    for (let turn = 1; turn <= 5; turn++) {
      for (const session of ['a', 'b']) {
        const messages = JSON.stringify(turns.slice(0, turn));
        const attributes = { 'session.id': session, 'gen_ai.input.messages': messages };
        opened.write([chat({ trace: `${session}${turn}`, id: 'llm', start: turn, attributes })], turn);
      }
    }
    for (const [index, hour] of [0, 0.2, 0.9, 5, 26, 27].entries()) {
      const attributes = { 'gen_ai.request.model': `m${index % 2}`, 'gen_ai.server.time_to_first_token': 0.2 * index };
      const times = { start: hour * 3_600_000, end: hour * 3_600_000 + 1000 * index };
      for (const agent of ['x', 'y'])
        opened.write(
          [
            chat({
              trace: `${agent}${index}`,
              id: 'llm',
              ...times,
              attributes: { ...attributes, 'gen_ai.agent.name': agent },
            }),
          ],
          BEGIN_MS,
        );
    }
    opened.close();
    const old = join(directory.path, 'old.db');
    copyToFirstVersion(path, old);
    openDatabase(old, 'normal').close();
    for (const table of ['traces', 'content_lists', 'dead_traces']) {
      expect(readTable(old, table), table).toEqual(readTable(path, table));
    }
    // Bodies stood in place then.
    const bodies = 'WHERE NOT (kind = 0 AND key IN (SELECT block_key FROM content_blocks WHERE holds_bodies))';
    expect(readTable(old, 'uses')).toEqual(readTable(path, `uses ${bodies}`));
    for (const table of ['series', 'series_of_all']) {
      const rows = (file: string) => (readTable(file, table) as Charted[]).map(unpackEntry);
      expect(rows(path).length, table).toBeGreaterThan(20);
      expect(rows(old), table).toEqual(rows(path));
    }
    path = old;
    const migrated = openWriter();
    migrated.writer.expireBefore(Infinity);
    migrated.retainAll();
    expect(['spans', 'content_blocks', 'content_lists', 'uses'].map(migrated.count)).toEqual([0, 0, 0, 0]);
    migrated.close();
  });
});

interface Charted {
  readonly start_ms: number;
  readonly agent_id: string;
  readonly model: string;
  readonly entry: string;
}

function unpackEntry(row: Charted): object {
  return { ...row, entry: unpackSeries(row.entry) };
}

function readTable(file: string, table: string): unknown[] {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare(`SELECT * FROM ${table}`).all();
  database.close();
  return rows;
}
