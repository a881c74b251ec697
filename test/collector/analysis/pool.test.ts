/** The thread's limits: what hangs, throws, ends or takes all memory costs that session, and nothing else. */
import { once } from 'node:events';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { AnalysisSettings } from '../../../collector/analysis/analyzer.ts';
import { AnalysisPool } from '../../../collector/analysis/pool.ts';
import { Bus } from '../../../collector/bus.ts';
import { SqliteStore } from '../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { Counters } from '../../../collector/telemetry.ts';
import { temporaryDirectory } from '../../support/collector-process.ts';
import { buildRequest, chat } from '../../support/span-builder.ts';
import { AGENT, analyzeNews, endSessions, sessionSpans, settingsFor } from '../../support/analysis-builder.ts';
import { completeAll } from '../../support/completed-sessions.ts';
import { naughtyProcessor } from '../../support/naughty-processor.ts';
import { buildStore, type BuiltStore } from '../../support/store-builder.ts';

const THREAD = { entry: new URL('../../support/naughty-thread.ts', import.meta.url), data: null };
const pools: AnalysisPool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function openNaughty({ store }: BuiltStore, limits: Partial<AnalysisSettings['limits']> = {}): AnalysisPool {
  const settings = settingsFor([naughtyProcessor], limits);
  return open(new AnalysisPool({ store, settings, thread: THREAD }));
}

function openReal({ store }: BuiltStore): AnalysisPool {
  return open(new AnalysisPool({ store, settings: settingsFor() }));
}

function open(pool: AnalysisPool): AnalysisPool {
  pools.push(pool);
  return pool;
}

describe('a session that', () => {
  it.each([
    ['hangs', 'hang', { sessionTimeoutMs: 1500 }, 'it took longer than 1500 ms'],
    ['throws', 'throw', {}, 'TypeError'],
    ['ends the thread', 'exit', {}, 'the thread that analyses ended'],
    ['takes all memory', 'memory', { memoryBytesMax: 64 * 1024 ** 2 }, 'it took more memory than it may'],
  ])('%s is kept as failed, the run goes on without it, and it is not read again', async (_, id, limits, failure) => {
    const built = buildStore();
    await endSessions(built, { one: ['a'], [id]: ['a'], two: ['a'], three: ['a'] });
    const pool = openNaughty(built, limits);
    const outcome = await analyzeNews(built.store, pool, AGENT);
    expect(outcome).toMatchObject({ ok: true, analysis: { sessionsAnalyzed: 4, sessionsFailed: 1, sessionsNew: 4 } });
    expect(await built.store.readKept([id, 'one', 'three'], 'naughty')).toEqual([
      { sessionId: id, processor: 'naughty', keptVersion: 7, bytes: null, failure },
      ...['one', 'three'].map((sessionId) => ({
        sessionId,
        processor: 'naughty',
        keptVersion: 7,
        bytes: Uint8Array.of(1),
        failure: null,
      })),
    ]);
    await endSessions(built, { four: ['a'] });
    const again = await analyzeNews(built.store, openNaughty(built, limits), AGENT);
    expect(again).toMatchObject({ ok: true, analysis: { sessionsAnalyzed: 5, sessionsFailed: 1, sessionsNew: 1 } });
  });
});

describe('an agent whose sessions together', () => {
  it.each([
    ['hang', { agentTimeoutMs: 2500 }, 'it took longer than 2500 ms'],
    ['throw', {}, 'naughty failed: TypeError'],
    ['exit', {}, 'the thread that analyses ended'],
    ['memory', { memoryBytesMax: 64 * 1024 ** 2 }, 'it took more memory than it may'],
  ])('%s has a failed run with its reason, and others are analysed', async (agent, limits, failure) => {
    const built = buildStore();
    for (const name of [agent, 'well']) {
      const attributes = { 'gen_ai.conversation.id': `of ${name}`, 'gen_ai.agent.name': name };
      await built.write([chat({ trace: name, id: name, attributes })]);
    }
    await completeAll(built.store);
    const pool = openNaughty(built, limits);
    expect(await analyzeNews(built.store, pool, agent)).toEqual({ ok: false, failure });
    expect(await analyzeNews(built.store, pool, 'well')).toMatchObject({ ok: true });
    expect((await built.store.readAnalysisBacklog()).map(({ agentId }) => agentId)).toEqual([agent]);
  });
});

describe('the thread', () => {
  it('analyses over the port as on this thread, and answers questions', async () => {
    const built = buildStore();
    await endSessions(built, { one: ['read', 'send'], two: ['read', 'send'], odd: ['delete'] });
    const pool = openReal(built);
    const outcome = await analyzeNews(built.store, pool, AGENT);
    expect(outcome).toMatchObject({ ok: true, analysis: { behaviour: { numClusters: 1, numOutliers: 1 } } });
    const answer = await pool.ask({ type: 'compare-sessions', sessionIds: ['one', 'odd'] });
    expect(answer).toMatchObject({ divergence: { step: 0, actual: 'delete/' } });
    await expect(pool.ask({ type: 'explain', agentId: AGENT, sessionId: 'nobody' })).resolves.toBeNull();
  });

  it('reads a database by itself', async () => {
    const directory = temporaryDirectory();
    const [bus, counters] = [new Bus(), new Counters()];
    const path = join(directory.path, 'test.db');
    const store = await SqliteStore.open({ path, durability: 'normal', queueBytesMax: 1e8, bus, counters, id: 's' });
    try {
      await store.write(buildRequest(sessionSpans('one', ['read', 'send']), { service: AGENT }), { forwards: false });
      await completeAll(store);
      const pool = open(new AnalysisPool({ store, settings: settingsFor() }));
      expect(await analyzeNews(store, pool, AGENT)).toMatchObject({
        ok: true,
        analysis: { sessionsAnalyzed: 1, sessionsFailed: 0, behaviour: { totalSessions: 1 } },
      });
      expect(await store.readAnalysisBacklog()).toEqual([]);
      await pool.close();
    } finally {
      await store.close();
      directory.remove();
    }
  });

  it('begins anew where it was ended while nothing ran', async () => {
    const built = buildStore();
    await endSessions(built, { one: ['a'] });
    const pool = openReal(built);
    await analyzeNews(built.store, pool, AGENT);
    await pool.endThread();
    await endSessions(built, { two: ['a'] });
    expect(await analyzeNews(built.store, pool, AGENT)).toMatchObject({
      ok: true,
      analysis: { sessionsAnalyzed: 2, sessionsNew: 1 },
    });
  });

  it('ends with the pool: a run that is under way fails, and nothing is taken any more', async () => {
    const built = buildStore();
    await endSessions(built, { hang: ['a'] });
    const pool = openNaughty(built);
    const run = analyzeNews(built.store, pool, AGENT);
    const question = pool.ask({ type: 'list-versions', agentId: AGENT });
    const refused = expect(question).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await pool.close();
    expect(await run).toEqual({ ok: false, failure: 'the program ends' });
    await refused;
    await expect(pool.ask({ type: 'list-versions', agentId: AGENT })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(await analyzeNews(built.store, pool, AGENT)).toEqual({ ok: false, failure: 'the program ends' });
  });

  it('fails the run where what it made of sessions cannot be kept', async () => {
    const built = buildStore();
    await endSessions(built, { one: ['a'] });
    const pool = openReal(built);
    const [backlog] = await built.store.readAnalysisBacklog();
    const outcome = await pool.analyze({
      ...backlog!,
      id: 'analysis',
      startedAtMs: 0,
      onKept: async () => Promise.reject(new Error('full')),
    });
    expect(outcome).toEqual({ ok: false, failure: 'the store failed: CollectorError STORE_UNAVAILABLE' });
  });

  it.skipIf(process.platform !== 'linux')('is nicer than all other threads of the process', async () => {
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker(THREAD.entry, { workerData: null });
    const [message] = (await once(worker, 'message')) as [{ readonly ofThreads: readonly number[] }];
    await worker.terminate();
    expect(message.ofThreads.filter((niceness) => niceness === 10)).toHaveLength(1);
    expect(message.ofThreads.filter((niceness) => niceness === 0)).toHaveLength(message.ofThreads.length - 1);
  });
});
