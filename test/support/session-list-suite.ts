/** What every store lists: each filter, order and page compared with a look at all sessions, hostile values included. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import type { SessionAnswer } from '../../collector/model/session.ts';
import type { NameFilter, SessionPosition, SessionQuery, SessionSort, Store } from '../../collector/store.ts';
import { isWanted, SORT_VALUES } from '../../collector/store/session-filter.ts';
import { ANALYSIS, findingOf } from './analysis-suite.ts';
import { createRandom } from '../bench/payload.ts';
import { agent, BEGIN_MS, buildRequest, chat, tool, traceIdOf } from './span-builder.ts';
import type { OpenStore } from './store-suite.ts';

const SESSIONS = 60;
const ALL = { sort: 'last_activity', limit: 500, offset: 0 } as const;
const SORTS = Object.keys(SORT_VALUES) as SessionSort[];

/** Names a program that tries to break out of SQL would send; some of them are names of sessions here. */
const HOSTILE = [
  "' OR '1'='1",
  "x'; DROP TABLE sessions; --",
  '" OR 1=1 --',
  '%',
  '_',
  'a*',
  '\\',
  '1) UNION SELECT name FROM sqlite_master --',
  '__proto__',
  '',
  '@p0',
  '[]',
];

export function sessionListSuite(name: string, open: (bus: Bus) => Promise<OpenStore>): void {
  describe(`${name} listing sessions`, () => {
    let opened: OpenStore;
    let store: Store;
    let all: readonly SessionAnswer[];

    beforeAll(async () => {
      opened = await open(new Bus());
      store = opened.store;
      await fill(store);
      const page = await store.listSessions(ALL);
      all = page.sessions;
      expect(page.totalCount).toBe(SESSIONS);
    }, 60_000);
    afterAll(() => opened.close());

    const idsOf = (sessions: readonly SessionAnswer[]) => sessions.map(({ id }) => id).sort();

    it('gives what each filter says, alone and together', async ({ annotate }) => {
      const seed = Date.now() % 1_000_000;
      await annotate(`seed ${seed}`);
      await fc.assert(
        fc.asyncProperty(arbitraryQuery, async (query) => {
          const { sessions, totalCount } = await store.listSessions(query);
          const wanted = all.filter((session) => isWanted(session, query));
          expect(idsOf(sessions)).toEqual(idsOf(wanted));
          expect(totalCount).toBe(wanted.length);
          const values = sessions.map(SORT_VALUES[query.sort]);
          expect(values).toEqual(values.toSorted((a, b) => b - a));
        }),
        { seed, numRuns: 300 },
      );
    });

    it('filters at all: every filter keeps some sessions and drops some', async () => {
      const only = (...any: string[]): NameFilter => ({ any, none: [] });
      const filters: Partial<SessionQuery>[] = [
        { agentId: only('agent1') },
        { status: only('completed') },
        { source: only('trace') },
        { userId: only('u1') },
        { userId: { any: [], none: ['u1'] } },
        { model: only('gpt-4o-mini') },
        { tool: only('lookup') },
        { tool: { any: [], none: ['lookup'] } },
        { tag: only('env=prod') },
        { clusterId: only('cluster_1') },
        { clusterId: { any: [], none: ['cluster_1'] } },
        { hasFindings: true },
        { hasFindings: false },
        { severity: only('high') },
        { minErrors: 1 },
        { minDurationMs: 400 },
        { minCostNanoUsd: 1_000_000 },
        { fromMs: BEGIN_MS + 30_000 },
        { toMs: BEGIN_MS + 30_000 },
      ];
      for (const filter of filters) {
        const { totalCount } = await store.listSessions({ ...ALL, ...filter });
        expect(totalCount, JSON.stringify(filter)).toBeGreaterThan(0);
        expect(totalCount, JSON.stringify(filter)).toBeLessThan(SESSIONS);
      }
    });

    it.each(SORTS)('pages by %s with a cursor, each session once, whatever is new meanwhile', async (sort) => {
      const seen: string[] = [];
      let after: SessionPosition | undefined;
      do {
        const page = await store.listSessions({ sort, limit: 7, offset: 0, after });
        seen.push(...page.sessions.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      const whole = (await store.listSessions({ sort, limit: 500, offset: 0 })).sessions.map(({ id }) => id);
      expect(seen).toEqual(whole);
    });

    it('forgets the names of a session that its traces took along', async () => {
      const other = await open(new Bus());
      const write = (...spans: Parameters<typeof buildRequest>[0]) =>
        other.store.write(buildRequest(spans), { forwards: false });
      const withTool = async () =>
        (await other.store.listSessions({ ...ALL, tool: { any: ['axe'], none: [] } })).sessions.map(({ id }) => id);
      await write(tool({ trace: 'm', id: 'a', tool: 'axe' }));
      expect(await withTool()).toEqual([traceIdOf('m')]);
      await write(agent({ trace: 'm', id: 'root', agent: 'x', attributes: { 'session.id': 'late' } }));
      expect(await withTool()).toEqual(['late']);
      await write(tool({ trace: 'm', id: 'a', tool: 'saw', end: 5000 }));
      expect(await withTool()).toEqual([]);
      await other.close();
    });
  });
}

async function fill(store: Store): Promise<void> {
  const random = createRandom(11);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (let index = 0; index < SESSIONS; index += 1) {
    const trace = `t${index}`;
    const start = index * 1000;
    const attributes: Record<string, string | number | readonly string[]> = {
      'gen_ai.request.model': pick(['gpt-4o', 'gpt-4o-mini', "x'; DROP TABLE sessions; --"]),
      ...(random() < 0.5 ? { 'session.id': `s${index}` } : {}),
      ...(random() < 0.7 ? { 'user.id': pick(['u1', 'u2', "' OR '1'='1"]) } : {}),
      ...(random() < 0.6 ? { 'tag.tags': [pick(['env=prod', 'env=test', '__proto__=1'])] } : {}),
    };
    const tokens = [Math.floor(random() * 5) * 1000, Math.floor(random() * 3) * 100] as const;
    await store.write(
      buildRequest(
        [
          chat({ trace, id: 'llm', start, end: start + Math.floor(random() * 8) * 100, tokens, attributes }),
          ...(random() < 0.5
            ? [tool({ trace, id: 'tool', start, tool: pick(['lookup', '%']), error: random() < 0.5 })]
            : []),
        ],
        { service: pick(['agent1', 'agent2', '__proto__']) },
      ),
      { forwards: false },
    );
  }
  const ids = (await store.listSessions(ALL)).sessions.map(({ id }) => id);
  await store.completeSessions(
    ids.filter((_, index) => index % 3 === 0),
    Number.MAX_SAFE_INTEGER,
    BEGIN_MS,
  );
  for (const agentId of ['agent1', 'agent2', '__proto__']) await analyze(store, agentId);
}

/** Patterns and findings for some of an agent's completed sessions. */
async function analyze(store: Store, agentId: string): Promise<void> {
  const ids = await store.listCompletedSessionIds(agentId, SESSIONS);
  const severities = ['high', 'low', 'critical'] as const;
  await store.writeAnalysis({
    ...ANALYSIS,
    id: `run-${agentId}`,
    agentId,
    clusterIds: new Map(ids.flatMap((id, index) => (index % 3 === 2 ? [] : [[id, `cluster_${1 + (index % 3)}`]]))),
    findings: ids
      .filter((_, index) => index % 2 === 0)
      .map((id, index) => ({ ...findingOf(`${agentId}${index}`, id, { severity: severities[index % 3] }), agentId })),
  });
}

const namesOf = (...known: string[]): fc.Arbitrary<NameFilter> => {
  const name = fc.constantFrom(...known, ...HOSTILE);
  return fc.record({ any: fc.array(name, { maxLength: 3 }), none: fc.array(name, { maxLength: 2 }) });
};

/** Few filters at a time: all together would leave no session, and nothing to compare. */
const arbitraryQuery: fc.Arbitrary<SessionQuery> = fc
  .tuple(
    fc.record({
      agentId: namesOf('agent1', 'agent2'),
      status: namesOf('active', 'completed'),
      source: namesOf('attribute', 'trace'),
      userId: namesOf('u1', 'u2'),
      model: namesOf('gpt-4o', 'gpt-4o-mini'),
      tool: namesOf('lookup'),
      tag: namesOf('env=prod', 'env=test', '__proto__=1'),
      clusterId: namesOf('cluster_1', 'cluster_2'),
      hasFindings: fc.boolean(),
      severity: namesOf('critical', 'high', 'low'),
      minCostNanoUsd: fc.constantFrom(0, 1, 500_000, 5_000_000),
      minErrors: fc.constantFrom(0, 1, 2),
      minDurationMs: fc.constantFrom(0, 300, 700),
      fromMs: fc.constantFrom(BEGIN_MS, BEGIN_MS + 20_050, BEGIN_MS + 40_000),
      toMs: fc.constantFrom(BEGIN_MS + 10_000, BEGIN_MS + 50_000),
    }),
    fc.shuffledSubarray(
      [
        'agentId',
        'status',
        'source',
        'userId',
        'model',
        'tool',
        'tag',
        'clusterId',
        'hasFindings',
        'severity',
        'minCostNanoUsd',
        'minErrors',
        'minDurationMs',
        'fromMs',
        'toMs',
      ] as const,
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom(...SORTS),
  )
  .map(([filters, kept, sort]) => ({
    ...Object.fromEntries(kept.map((key) => [key, filters[key]])),
    sort,
    limit: 500,
    offset: 0,
  }));
