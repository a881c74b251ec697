/** The thread that analyses reads the database through a connection of its own: what it finds is what this thread would find. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

import { AnalysisPool } from '../../../../collector/analysis/pool.ts';
import { Bus } from '../../../../collector/bus.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { analyzeNews, settingsFor } from '../../../support/analysis-builder.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildRequest, chat } from '../../../support/span-builder.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

it('analyses an agent from the file, and what it keeps and finds stands in it', async () => {
  const directory = temporaryDirectory();
  opened.push({ close: () => directory.remove() });
  const given = { durability: 'normal', queueBytesMax: 1e8, bus: new Bus(), counters: new Counters() } as const;
  const store = await SqliteStore.open({ ...given, path: join(directory.path, 'test.db'), id: 'sqlite_store' });
  opened.push(store);
  const { entry, data } = store.analysisThread;
  const pool = new AnalysisPool({ store, settings: settingsFor(), thread: { entry, data } });
  opened.push(pool);
  const ids = ['s1', 's2', 's3'];
  const spans = ids.map((id) => chat({ trace: id, id: 'llm', attributes: { 'session.id': id } }));
  await store.write(buildRequest(spans, { service: 'desk' }), { forwards: false });
  await store.completeSessions(ids, Number.MAX_SAFE_INTEGER, 1000);
  const outcome = await analyzeNews(store, pool, 'desk');
  expect(outcome).toMatchObject({ ok: true, analysis: { sessionsAnalyzed: 3, sessionsNew: 3, sessionsFailed: 0 } });
  expect(await store.readKept(ids, 'behavioral')).toHaveLength(3);
  expect((await store.listChecks({ agentId: 'desk', limit: 100, offset: 0 })).totalCount).toBe(16);
  expect(await store.readAnalysisBacklog()).toEqual([]);
});
