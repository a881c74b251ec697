/** What a run reads, makes and says: warm, cold, interrupted, and where sessions cannot be read. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { InlineAnalyzer } from '../../../collector/analysis/inline.ts';
import type { KeptOfSession } from '../../../collector/model/analysis.ts';
import type { AnalysisReader } from '../../../collector/store/analysis-store.ts';
import type { Store } from '../../../collector/store.ts';
import { defineProcessor } from '../../../processors/processor.ts';
import { processors } from '../../../processors/index.ts';
import { AGENT, analyzeNews, endSessions, sessionSpans, settingsFor } from '../../support/analysis-builder.ts';
import { completeAll } from '../../support/completed-sessions.ts';
import { naughtyProcessor } from '../../support/naughty-processor.ts';
import { buildStore } from '../../support/store-builder.ts';

/** The same store, and which sessions' spans were read of it; reading them may fail. */
function watchReads(store: Store, failure?: Error): { readonly reader: AnalysisReader; readonly read: string[] } {
  const read: string[] = [];
  const reader = new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (key === 'readAnalyzedSpans') {
          if (failure !== undefined) throw failure;
          read.push(String(args[0]));
        }
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
  return { reader, read };
}

const THREE = { one: ['read', 'send'], two: ['read', 'send'], odd: ['delete'] };

describe('a run', () => {
  it('reads every session once, and afterwards only what is new', async () => {
    const built = buildStore();
    const { store } = built;
    await endSessions(built, THREE);
    const { reader, read } = watchReads(store);
    const analyzer = new InlineAnalyzer(reader, settingsFor());
    const first = await analyzeNews(store, analyzer, AGENT);
    expect(read.splice(0).toSorted()).toEqual(['odd', 'one', 'two']);
    expect(first).toMatchObject({
      ok: true,
      analysis: {
        sessionsAnalyzed: 3,
        sessionsNew: 3,
        sessionsFailed: 0,
        behaviour: { totalSessions: 3, numClusters: 1, numOutliers: 1 },
        clusterIds: new Map([
          ['one', 'cluster_1'],
          ['two', 'cluster_1'],
          ['odd', null],
        ]),
      },
    });
    await endSessions(built, { three: ['read', 'send'] });
    const second = await analyzeNews(store, analyzer, AGENT);
    expect(read.splice(0)).toEqual(['three']);
    expect(second).toMatchObject({
      ok: true,
      analysis: {
        sessionsAnalyzed: 4,
        sessionsNew: 1,
        behaviour: { totalSessions: 4 },
        clusterIds: new Map([['three', 'cluster_1']]),
      },
    });
  });

  it('says the same warm and cold, and the patterns keep their numbers', async () => {
    const built = buildStore();
    const { store } = built;
    const warm = new InlineAnalyzer(store, settingsFor());
    await endSessions(built, { a1: ['list', 'drop'], a2: ['list', 'drop'] });
    await analyzeNews(store, warm, AGENT);
    await endSessions(built, { b1: ['read', 'send'], b2: ['read', 'send'], b3: ['read', 'send'], odd: ['delete'] });
    const [backlog] = await store.readAnalysisBacklog();
    const request = { ...backlog!, id: 'x', startedAtMs: 1, onKept: async () => undefined };
    const { reader, read } = watchReads(store);
    const [one, other] = [
      await warm.analyze(request),
      await new InlineAnalyzer(reader, settingsFor()).analyze(request),
    ];
    if (!one.ok || !other.ok) throw new Error('a run failed');
    // Cold, every session of the window was looked at for what it holds, warm the new ones.
    const { clearedFindingIds } = one.analysis;
    expect(clearedFindingIds.length).toBeGreaterThan(0);
    expect(other.analysis).toEqual({
      ...one.analysis,
      clusterIds: expect.any(Map) as unknown,
      clearedFindingIds: expect.arrayContaining([...clearedFindingIds]) as unknown,
    });
    expect(other.analysis.clusterIds.get('a1')).toBe('cluster_1');
    expect(other.analysis.clusterIds.get('b1')).toBe('cluster_2');
    expect(read, 'what was kept is not made again').not.toContain('a1');
  });

  it('goes on without a session that was opened again, and takes it back when it ends', async () => {
    const built = buildStore();
    const { store, write } = built;
    await endSessions(built, THREE);
    const analyzer = new InlineAnalyzer(store, settingsFor());
    await analyzeNews(store, analyzer, AGENT);
    await write(sessionSpans('two', ['read', 'send', 'delete'], 5000), { service: AGENT });
    const { sessions } = { sessions: sessionSpans('four', ['read', 'send']) };
    await write(sessions, { service: AGENT });
    await store.completeSessions(['four'], Number.MAX_SAFE_INTEGER, 1e12);
    expect(await analyzeNews(store, analyzer, AGENT)).toMatchObject({
      ok: true,
      analysis: { sessionsAnalyzed: 3, sessionsNew: 1, behaviour: { totalSessions: 3 } },
    });
    await store.completeSessions(['two'], Number.MAX_SAFE_INTEGER, 1e12);
    expect(await analyzeNews(store, analyzer, AGENT)).toMatchObject({
      ok: true,
      analysis: { sessionsAnalyzed: 4, sessionsNew: 1, behaviour: { totalSessions: 4 } },
    });
  });

  it('makes anew what another version of a processor kept, of that processor alone', async () => {
    const built = buildStore();
    const { store } = built;
    await endSessions(built, THREE);
    await analyzeNews(store, new InlineAnalyzer(store, settingsFor()), AGENT);
    await endSessions(built, { three: ['read'] });
    const known = processors.map((one) => (one.type === 'security' ? { ...one, keptVersion: 99 } : one));
    const made: KeptOfSession[] = [];
    const [backlog] = await store.readAnalysisBacklog();
    await new InlineAnalyzer(store, settingsFor(), known).analyze({
      ...backlog!,
      id: 'x',
      startedAtMs: 1,
      onKept: async (kept) => void made.push(...kept),
    });
    expect(made.map(({ sessionId, processor }) => `${sessionId} ${processor}`).toSorted()).toEqual([
      'odd security',
      'one security',
      'three behavioral',
      'three pii',
      'three security',
      'two security',
    ]);
  });

  it('hands over what it made in batches, and waits until they are kept', async () => {
    const built = buildStore();
    const { store } = built;
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`s${at}`, ['read']]));
    await endSessions(built, many);
    let open = 0;
    const sizes: number[] = [];
    const [backlog] = await store.readAnalysisBacklog();
    await new InlineAnalyzer(store, settingsFor()).analyze({
      ...backlog!,
      id: 'x',
      startedAtMs: 1,
      async onKept(kept) {
        sizes.push(kept.length);
        expect(++open).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open -= 1;
      },
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(150 * processors.length);
  });

  it('that fails names processor and kind of error, and the next one begins anew', async () => {
    const built = buildStore();
    const { store } = built;
    await endSessions(built, THREE);
    let fails = true;
    const flaky = defineProcessor({
      ...naughtyProcessor,
      type: 'flaky',
      analyzeAgent(run: Parameters<typeof naughtyProcessor.analyzeAgent>[0], config) {
        if (fails) throw new RangeError('the card is 4111 1111 1111 1111');
        return naughtyProcessor.analyzeAgent(run, config);
      },
    });
    const analyzer = new InlineAnalyzer(store, settingsFor([flaky]), [flaky]);
    expect(await analyzeNews(store, analyzer, AGENT)).toEqual({ ok: false, failure: 'flaky failed: RangeError' });
    fails = false;
    expect(await analyzeNews(store, analyzer, AGENT)).toMatchObject({ ok: true, analysis: { checks: null } });
  });

  it('does not go on from what it knew before a run that another analyzer made, or one that failed', async () => {
    const built = buildStore();
    const { store } = built;
    const states: unknown[] = [];
    let fails = false;
    const watched = defineProcessor<Record<string, never>, number>({
      ...naughtyProcessor,
      type: 'watched',
      config: z.strictObject({}),
      analyzeAgent(run, config) {
        states.push(run.state);
        if (fails) throw new RangeError('no');
        return { ...naughtyProcessor.analyzeAgent({ ...run, state: null }, config), state: run.added.size };
      },
    });
    const open = (): InlineAnalyzer => new InlineAnalyzer(store, settingsFor([watched]), [watched]);
    const [first, other] = [open(), open()];
    await endSessions(built, { one: ['read'] });
    await analyzeNews(store, first, AGENT);
    await endSessions(built, { two: ['read'] });
    await analyzeNews(store, other, AGENT);
    await endSessions(built, { three: ['read'] });
    expect(await analyzeNews(store, first, AGENT)).toMatchObject({ ok: true, analysis: { sessionsAnalyzed: 3 } });
    await endSessions(built, { four: ['read'] });
    fails = true;
    await analyzeNews(store, first, AGENT);
    fails = false;
    await analyzeNews(store, first, AGENT);
    expect(states).toEqual([null, null, null, 3, null]);
  });

  it('that cannot read the store fails, and keeps no session as failed', async () => {
    const built = buildStore();
    const { store } = built;
    await endSessions(built, THREE);
    const { reader } = watchReads(store, new Error('a path of this machine'));
    const analyzer = new InlineAnalyzer(reader, settingsFor());
    expect(await analyzeNews(store, analyzer, AGENT)).toEqual({ ok: false, failure: 'the store failed: Error' });
    expect(await store.readKept(['one', 'two', 'odd'], 'security')).toEqual([]);
  });
});

describe('a question', () => {
  it('is answered the same by what is known and by what is kept', async () => {
    const built = buildStore();
    const { store } = built;
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`s${at}`, ['read', 'write', 'send']]));
    await endSessions(built, { ...many, odd: ['read', 'delete', 'send'] });
    const warm = new InlineAnalyzer(store, settingsFor());
    await analyzeNews(store, warm, AGENT);
    const cold = new InlineAnalyzer(store, settingsFor());
    const question = { type: 'explain', agentId: AGENT, sessionId: 'odd' } as const;
    const answer = await warm.ask(question);
    expect(await cold.ask(question)).toEqual(answer);
    expect(answer).toMatchObject({
      session_id: 'odd',
      outlier: { score: { level: 'unusual' }, tool_analysis: { unique_tools: ['delete'] } },
      divergence: { step: 1, actual: 'delete/', expected: [{ step: 'write/' }] },
    });
    const span = (await store.readTimeline('odd', { limit: 100 })).find(({ toolName }) => toolName === 'delete');
    expect(answer).toMatchObject({ divergence: { trace_id: span?.traceId, span_id: span?.spanId } });
    expect(await warm.ask({ type: 'list-versions', agentId: AGENT })).toMatchObject({ versions: [{ sessions: 26 }] });
    expect(await warm.ask({ type: 'list-versions', agentId: 'nobody' })).toBeNull();
    expect(await warm.ask({ type: 'compare-versions', agentId: AGENT, older: 'no such', newer: 'neither' })).toBeNull();
  });

  it('about two versions says what changed between them', async () => {
    const built = buildStore();
    const { store, write } = built;
    const version = { 1: ['read', 'write', 'send'], 2: ['read', 'delete', 'send'] };
    for (const [name, tools] of Object.entries(version)) {
      for (let at = 0; at < 25; at++) {
        const spans = sessionSpans(`${name}-${at}`, tools, Number(name) * 100_000).map((span) => ({
          ...span,
          attributes: { ...span.attributes, 'gen_ai.agent.version': name },
        }));
        await write(spans, { service: AGENT });
      }
    }
    await completeAll(store);
    const analyzer = new InlineAnalyzer(store, settingsFor());
    await analyzeNews(store, analyzer, AGENT);
    expect(await analyzer.ask({ type: 'list-versions', agentId: AGENT })).toMatchObject({
      versions: [
        { version: '2', sessions: 25 },
        { version: '1', sessions: 25 },
      ],
      unversioned_sessions: 0,
    });
    expect(await analyzer.ask({ type: 'compare-versions', agentId: AGENT, older: '1', newer: '2' })).toMatchObject({
      status: 'compared',
      older: { version: '1', compared: 25 },
      facts: [expect.stringContaining('delete')],
    });
  });

  it('is refused where behaviour is not analysed', async () => {
    const { store } = buildStore();
    const analyzer = new InlineAnalyzer(store, settingsFor(processors.filter(({ type }) => type === 'security')));
    await expect(analyzer.ask({ type: 'list-versions', agentId: AGENT })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
