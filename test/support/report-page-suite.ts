/** What every store must do with long lists of checks and findings: each row once, whatever comes while somebody pages. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import type { SessionPosition } from '../../collector/store.ts';
import { buildAnalysis, findingIdOf, sessionFinding } from './report-builder.ts';
import { agent, BEGIN_MS, buildRequest } from './span-builder.ts';
import type { OpenStore } from './store-suite.ts';

export function reportPageSuite(name: string, open: (bus: Bus) => Promise<OpenStore>): void {
  describe(`${name}: pages of reports`, () => {
    let opened: OpenStore;
    beforeEach(async () => {
      opened = await open(new Bus());
      const spans = ['a', 'b'].map((id) =>
        agent({ trace: id, id: 'root', agent: id, attributes: { 'session.id': `s-${id}` } }),
      );
      await opened.store.write(buildRequest(spans), { forwards: false });
      await opened.store.completeSessions(['s-a', 's-b'], Number.MAX_SAFE_INTEGER, BEGIN_MS);
      // Runs of two agents that end in the same millisecond, and some that do not.
      for (let turn = 0; turn < 6; turn++)
        await run(turn % 2 === 0 ? 'a' : 'b', turn, 1000 + Math.floor(turn / 2) * 7.5);
    });
    afterEach(() => opened.close());

    /** Sixteen checks and three findings. */
    async function run(agentId: string, turn: number, at: number): Promise<void> {
      const findings = [0, 1, 2].map((index) => ({
        ...sessionFinding(agentId, `s-${agentId}`),
        id: findingIdOf(agentId, 'SEC_LOOP', `${turn}-${index}`),
      }));
      const sessions = [{ sessionId: `s-${agentId}` }];
      await opened.store.writeAnalysis(buildAnalysis({ id: `run_${turn}`, agentId, at, sessions, findings }));
    }

    async function pageThrough<T>(
      read: (after: SessionPosition | undefined) => Promise<{ rows: readonly T[]; next: SessionPosition | null }>,
    ): Promise<T[]> {
      const seen: T[] = [];
      let after: SessionPosition | undefined;
      for (let turn = 100; ; turn++) {
        const { rows, next } = await read(after);
        seen.push(...rows);
        if (next === null) return seen;
        after = next;
        await run('a', turn, 5000 + turn);
      }
    }

    it.each([{}, { agentId: 'a' }, { status: 'passed' as const }, { category: 'BEHAVIORAL' as const }])(
      'checks by %j',
      async (filter) => {
        const { store } = opened;
        const all = await store.listChecks({ ...filter, limit: 500, offset: 0 });
        expect([all.checks.length, all.next]).toEqual([all.totalCount, null]);
        const seen = await pageThrough(async (after) => {
          const { checks, next } = await store.listChecks({ ...filter, limit: 7, offset: 0, after });
          return { rows: checks, next };
        });
        expect(seen).toEqual(all.checks);
      },
    );

    it.each([{}, { agentId: 'a' }, { sessionId: 's-b' }, { toMs: BEGIN_MS + 1015 }])(
      'findings by %j',
      async (filter) => {
        const { store } = opened;
        const all = await store.listFindings({ ...filter, limit: 500, offset: 0 });
        expect([all.findings.length, all.next]).toEqual([all.totalCount, null]);
        const seen = await pageThrough(async (after) => {
          const { findings, next } = await store.listFindings({ ...filter, limit: 4, offset: 0, after });
          return { rows: findings, next };
        });
        expect(seen).toEqual(all.findings);
      },
    );

    it('the newest run of each agent, one that failed included', async () => {
      const { store } = opened;
      const failed = { id: 'failed', agentId: 'b', startedAtMs: BEGIN_MS + 2000, finishedAtMs: BEGIN_MS + 2001 };
      await store.writeFailedAnalysis({ ...failed, failure: 'took too long' });
      const newest = await store.listNewestAnalyses(['b', 'nobody', 'a', '__proto__']);
      expect(new Map([...newest].map(([agentId, { id, failure }]) => [agentId, [id, failure]]))).toEqual(
        new Map([
          ['a', ['run_4', null]],
          ['b', ['failed', 'took too long']],
        ]),
      );
      for (const [agentId, analysis] of newest) expect(await store.listAnalyses(agentId, 1)).toEqual([analysis]);
      expect((await store.listNewestAnalyses([])).size).toBe(0);
    });

    it('a page that ends where the list ends has nothing behind it', async () => {
      const { store } = opened;
      const { totalCount } = await store.listFindings({ limit: 1, offset: 0 });
      expect((await store.listFindings({ limit: totalCount, offset: 0 })).next).toBeNull();
      expect((await store.listFindings({ limit: totalCount - 1, offset: 0 })).next).not.toBeNull();
      expect((await store.listChecks({ limit: 16, offset: 80 })).next).toBeNull();
    });
  });
}
