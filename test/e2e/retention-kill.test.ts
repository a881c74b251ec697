/** The process is killed again and again while it lets old traces go under load: what is left is whole, and nothing newer is gone. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { readUses } from '../support/use-counts.ts';
import { createRandom } from '../bench/payload.ts';

const KILLS = 8;
const SENDERS = 8;
const SPANS_PER_TRACE = 4;
/** Between the clock at the door and the order of commits. */
const SLACK_MS = 1000;

it('keeps the newest whole when it is killed while the oldest leave', { timeout: 240_000 }, async ({ annotate }) => {
  const seed = Date.now() % 1_000_000;
  const random = createRandom(seed);
  const directory = temporaryDirectory();
  const path = join(directory.path, 'live-trace.db');
  const sqliteStore = { path, durability: 'normal', retention: { max_age: '1h', max_size: '4MiB' } };
  const config = writeConfig({ directory: directory.path, store: { sqlite_store: sqliteStore } });
  const acknowledged = new Map<string, number>();
  let sent = 0;
  let halfDone = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const collector = await spawnCollector(config);
    let alive = true;
    const sender = async (): Promise<void> => {
      while (alive) {
        const traceId = `a${(++sent).toString(16).padStart(31, '0')}`;
        const sentMs = Date.now();
        if (await sendTrace(collector, traceId, random)) acknowledged.set(traceId, sentMs);
      }
    };
    const senders = Array.from({ length: SENDERS }, sender);
    // So many, not so long: a slow machine must meet the limit as well.
    const enough = acknowledged.size + 100 + random() * 200;
    await eventually(() => expect(acknowledged.size).toBeGreaterThan(enough), 60_000);
    const exited = collector.kill();
    alive = false;
    await Promise.all([exited, ...senders]);
    const database = new Database(path);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const { stored, counted, broken } = readUses(database);
    expect(stored, `seed ${seed}`).toEqual(counted);
    expect(broken, `seed ${seed}`).toEqual([]);
    const left = database
      .prepare('SELECT (SELECT count(*) FROM dead_traces) + (SELECT count(*) FROM uses WHERE uses <= 0) AS n')
      .get() as { n: number };
    halfDone += Number(left.n > 0);
    const kept = readKept(database);
    database.close();
    const oldestMs = Math.min(...[...kept.values()].map(({ receivedMs }) => receivedMs));
    const missing = [...acknowledged].filter(
      ([traceId, sentMs]) => sentMs > oldestMs + SLACK_MS && kept.get(traceId)?.spans !== SPANS_PER_TRACE,
    );
    expect(missing, `seed ${seed}`).toEqual([]);
    expect([...kept.values()].filter(({ spans }) => spans !== SPANS_PER_TRACE)).toEqual([]);
  }
  const collector = await spawnCollector(config);
  const database = new Database(path, { readonly: true });
  const count = (sql: string): number =>
    (database.prepare(`SELECT count(*) AS n FROM ${sql}`).get() as { n: number }).n;
  await eventually(() => expect(count('dead_traces') + count('uses WHERE uses <= 0')).toBe(0));
  const kept = count('traces');
  expect(count('spans')).toBe(kept * SPANS_PER_TRACE);
  expect(count('span_bodies')).toBe(kept * SPANS_PER_TRACE);
  database.close();
  expect(await collector.stop()).toBe(0);
  directory.remove();
  expect(kept, 'the load must have been more than is kept').toBeLessThan(acknowledged.size);
  await annotate(`seed ${seed}: ${kept} of ${acknowledged.size} traces kept, ${halfDone} kills met half-done work`);
});

function readKept(database: Database.Database): Map<string, { spans: number; receivedMs: number }> {
  const rows = database
    .prepare(
      `SELECT lower(hex(trace_id)) AS id, last_received_ms,
         (SELECT count(*) FROM spans s JOIN span_bodies USING (span_key) WHERE s.trace_key = t.trace_key) AS spans
       FROM traces t`,
    )
    .all() as { id: string; last_received_ms: number; spans: number }[];
  return new Map(rows.map((row) => [row.id, { spans: row.spans, receivedMs: row.last_received_ms }]));
}

/** @returns whether the collector acknowledged it; a broken connection is what the test is about. */
async function sendTrace(collector: CollectorProcess, traceId: string, random: () => number): Promise<boolean> {
  const text = Array.from({ length: 400 }, () => random().toString(36).slice(2)).join(' ');
  const span = (index: number) => ({
    traceId,
    spanId: `${index + 1}`.padStart(16, '0'),
    name: 'chat',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    attributes: [
      { key: 'gen_ai.input.messages', value: { stringValue: JSON.stringify([{ role: 'user', content: text }]) } },
      { key: 'gen_ai.tool.call.result', value: { stringValue: `${index} ${text.slice(0, 300)}` } },
    ],
  });
  const spans = Array.from({ length: SPANS_PER_TRACE }, (_, index) => span(index));
  try {
    const answer = await fetch(`${collector.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    return answer.status === 200;
  } catch {
    return false;
  }
}
