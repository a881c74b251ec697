/** What every store promises of analyses: what is news, what a run leaves, and what leaves with sessions and agents. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import type {
  AgentAnalysis,
  BehaviourRecord,
  CheckRow,
  CheckStatus,
  KeptOfSession,
} from '../../collector/model/analysis.ts';
import type { Evidence, NewFinding, Severity } from '../../collector/model/finding.ts';
import type { Store } from '../../collector/store.ts';
import type { AnalyzedSpan } from '../../collector/store/analysis-store.ts';
import { SESSIONS_LEFT_MAX } from '../../collector/store/session-watcher.ts';
import { buildLogs } from './log-builder.ts';
import { agent, BEGIN_MS, buildRequest, chat, spanIdOf, traceIdOf } from './span-builder.ts';
import { CONVERSATION, RETAINED_MS, type OpenStore } from './store-suite.ts';

const CLOSE_ALL = Number.MAX_SAFE_INTEGER;

export function analysisSuite(name: string, open: (bus: Bus) => Promise<OpenStore>): void {
  describe(`${name} and analyses`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open(new Bus());
      store = opened.store;
    });
    afterEach(() => opened.close());

    const send = (sessionId: string, given: SentSpan = {}) => sendSpan(store, sessionId, given);
    const end = (...ids: string[]) => store.completeSessions(ids, CLOSE_ALL, BEGIN_MS + 1000);
    const versionOf = async (agentId = 'desk') =>
      (await store.readAnalysisBacklog()).find((one) => one.agentId === agentId)?.version ?? null;
    const changes = async (after = 0, upTo = CLOSE_ALL, agentId = 'desk') =>
      describeChanges(await store.readSessionChanges(agentId, { after, upTo }));
    const analyze = async (given: Partial<AgentAnalysis> = {}) => {
      const analysis = { ...ANALYSIS, version: (await versionOf()) ?? 0, ...given };
      await store.writeAnalysis(analysis);
      return analysis;
    };

    describe('says what is news', () => {
      it('of an agent whose sessions ended, once each', async () => {
        await send('s1');
        await send('s2');
        await send('o1', { service: 'other' });
        expect(await store.readAnalysisBacklog()).toEqual([]);
        await end('s1');
        const first = (await versionOf()) ?? 0;
        expect(await changes()).toEqual(['s1 ended']);
        await end('s1', 's2', 'o1');
        const second = (await versionOf()) ?? 0;
        expect(second).toBeGreaterThan(first);
        expect(await changes(first, second)).toEqual(['s2 ended']);
        expect(await changes(0, first)).toEqual(['s1 ended']);
        expect((await store.readAnalysisBacklog()).map(({ agentId }) => agentId).sort()).toEqual(['desk', 'other']);
        expect(await store.listCompletedSessionIds('desk', 10)).toEqual(['s2', 's1']);
        expect(await store.listCompletedSessionIds('desk', 1)).toEqual(['s2']);
      });

      it('in the order in which it happened', async () => {
        for (const id of ['b', 'c', 'a']) await send(id);
        for (const id of ['b', 'c', 'a']) await end(id);
        await send('b', { span: 'late' });
        await end('b');
        const seen = await store.readSessionChanges('desk', { after: 0, upTo: CLOSE_ALL });
        expect(seen.map(({ sessionId }) => sessionId)).toEqual(['c', 'a', 'b']);
      });

      it('until an analysis has seen it, and only of what it has seen', async () => {
        await send('s1');
        await send('s2');
        await end('s1');
        const seen = (await versionOf()) ?? 0;
        await end('s2');
        await analyze({ version: seen });
        expect(await store.readAnalysisBacklog()).toMatchObject([{ agentId: 'desk', analyzedVersion: seen }]);
        expect(await changes(seen)).toEqual(['s2 ended']);
        await analyze({ id: 'analysis_2' });
        expect(await store.readAnalysisBacklog()).toEqual([]);
        expect(await changes()).toEqual([]);
        await send('s3');
        await end('s3');
        expect(await versionOf()).toBeGreaterThan(seen);
      });

      it('never more of it than there was, whatever a run says that it has seen', async () => {
        await send('s1');
        await end('s1');
        await analyze({ version: 1_000_000 });
        await send('s2');
        await end('s2');
        expect(await changes()).toEqual(['s2 ended']);
        expect(await versionOf()).not.toBeNull();
      });

      it('of a session that was opened again with the next that ends', async () => {
        await send('s1');
        await send('s2');
        await end('s1');
        await analyze();
        await send('s1', { span: 'late' });
        expect(await store.readAnalysisBacklog()).toEqual([]);
        await end('s2');
        expect(await changes(0, (await versionOf()) ?? 0)).toEqual(['s1 left', 's2 ended']);
        await end('s1');
        expect(await changes(0, (await versionOf()) ?? 0)).toEqual(['s1 ended', 's2 ended']);
      });

      it('of a session that leaves with its last trace', async () => {
        await send('s1', { receivedMs: 5_000 });
        await send('s2', { receivedMs: 50_000 });
        await end('s1', 's2');
        await analyze();
        await opened.prune(5_001 + RETAINED_MS);
        expect(await changes(0, (await versionOf()) ?? 0)).toEqual(['s1 left']);
      });

      it('of a session that became another agent’s while it stayed completed', async () => {
        const first = agent({ trace: 'a', id: 'root', agent: 'early', attributes: { 'session.id': 's1' } });
        const second = agent({ trace: 'b', id: 'root', agent: 'desk', start: 500, attributes: { 'session.id': 's1' } });
        await store.write(buildRequest([first], { receivedMs: 5_000 }), { forwards: false });
        await store.write(buildRequest([second], { receivedMs: 50_000 }), { forwards: false });
        await send('other', { service: 'early', receivedMs: 50_000 });
        await end('s1');
        expect(await changes(0, CLOSE_ALL, 'early')).toEqual(['s1 ended']);
        await store.writeKept([keptOf('s1')]);
        await opened.prune(5_001 + RETAINED_MS);
        expect(await store.readSession('s1')).toMatchObject({ agentId: 'desk', status: 'completed' });
        expect(await changes(0, (await versionOf('early')) ?? 0, 'early')).toEqual(['s1 left']);
        expect(await changes(0, (await versionOf()) ?? 0)).toEqual(['s1 ended']);
        expect(await store.readKept(['s1'], 'behavioral')).toEqual([]);
      });

      it('not of each of very many sessions that left: the agent begins anew then', async () => {
        const ids = Array.from({ length: SESSIONS_LEFT_MAX + 1 }, (_, index) => `s${index}`);
        const spans = ids.map((id) => chat({ trace: id, id: 'llm', attributes: { 'session.id': id } }));
        await store.write(buildRequest(spans, { service: 'desk', receivedMs: 5_000 }), { forwards: false });
        await send('stays', { receivedMs: 50_000 });
        await end(...ids, 'stays');
        const first = await analyze();
        expect(await store.readAnalysisBacklog()).toEqual([]);
        await opened.prune(5_001 + RETAINED_MS);
        expect(await store.readAnalysisBacklog()).toMatchObject([{ agentId: 'desk', analyzedVersion: 0 }]);
        expect((await changes()).length).toBeLessThanOrEqual(SESSIONS_LEFT_MAX);
        // Of a run that began before, what it has seen is not enough.
        await analyze({ id: 'analysis_2', version: first.version });
        expect(await store.readAnalysisBacklog()).toMatchObject([{ agentId: 'desk', analyzedVersion: 0 }]);
        await analyze({ id: 'analysis_3' });
        expect(await store.readAnalysisBacklog()).toEqual([]);
      });

      it('and gives no version again that an agent had before it was gone', async () => {
        await send('s1', { receivedMs: 5_000 });
        await end('s1');
        const before = (await versionOf()) ?? 0;
        await opened.prune(5_001 + RETAINED_MS);
        expect(await store.readAgent('desk')).toBeNull();
        expect(await changes()).toEqual([]);
        await analyze({ version: before });
        expect(await store.listAnalyses('desk', 10)).toEqual([]);
        await send('s1', { receivedMs: 50_000 });
        await end('s1');
        expect(await versionOf()).toBeGreaterThan(before);
        await analyze({ version: before });
        expect(await changes()).toEqual(['s1 ended']);
      });

      it('exactly: changes make the completed sessions, and an agent is behind if there are any', async ({
        annotate,
      }) => {
        const seed = Date.now() % 1_000_000;
        await annotate(`seed ${seed}`);
        await fc.assert(
          fc.asyncProperty(fc.array(arbitraryStep, { minLength: 5, maxLength: 40 }), (steps) => follow(open, steps)),
          { seed, numRuns: 25 },
        );
      }, 120_000);
    });

    describe('keeps what processors keep', () => {
      it('of completed sessions, by processor, until they are opened again', async () => {
        await send('s1');
        await send('s2');
        await send('open');
        await end('s1', 's2');
        const failed = { ...keptOf('s2'), bytes: null, failure: 'too many spans' };
        await store.writeKept([
          keptOf('s1'),
          { ...keptOf('s1'), processor: 'pii' },
          failed,
          keptOf('open'),
          keptOf('x'),
        ]);
        const read = await store.readKept(['s2', 's1', 'open', 'x'], 'behavioral');
        expect(plain(read)).toEqual(plain([failed, keptOf('s1')]));
        await store.writeKept([{ ...keptOf('s1'), keptVersion: 2, bytes: new Uint8Array([9]) }]);
        expect(plain(await store.readKept(['s1'], 'behavioral'))).toMatchObject([{ keptVersion: 2, bytes: [9] }]);
        await send('s1', { span: 'late' });
        expect(await store.readKept(['s1'], 'behavioral')).toEqual([]);
        expect(await store.readKept(['s1'], 'pii')).toEqual([]);
        expect(await store.readKept(['s2'], 'behavioral')).toHaveLength(1);
      });

      it('unless the session is another by now than the one that was read', async () => {
        await send('s1');
        await end('s1');
        const { completedAtMs = null } = (await store.readSession('s1')) ?? {};
        await send('s1', { span: 'late' });
        await store.completeSessions(['s1'], CLOSE_ALL, BEGIN_MS + 2000);
        await store.writeKept([{ ...keptOf('s1'), completedAtMs }]);
        expect(await store.readKept(['s1'], 'behavioral')).toEqual([]);
        await store.writeKept([{ ...keptOf('s1'), completedAtMs: BEGIN_MS + 2000 }]);
        expect(await store.readKept(['s1'], 'behavioral')).toHaveLength(1);
      });

      it('of an agent, until it is gone', async () => {
        await send('s1', { receivedMs: 5_000 });
        await end('s1');
        await analyze({ memories: new Map([['behavioral', new Uint8Array([1, 2])]]) });
        await analyze({ id: 'analysis_2', memories: new Map([['pii', new Uint8Array([3])]]) });
        const memories = await store.readMemories('desk');
        expect([...memories].map(([processor, bytes]) => [processor, [...bytes]])).toEqual([
          ['behavioral', [1, 2]],
          ['pii', [3]],
        ]);
        await opened.prune(5_001 + RETAINED_MS);
        expect([...(await store.readMemories('desk'))]).toEqual([]);
      });
    });

    it('reads every span with its bytes and the log records that speak of it', async () => {
      await store.write(buildRequest(CONVERSATION), { forwards: false });
      await store.write(
        buildLogs([
          { trace: 't1', span: 'llm1', event: 'gen_ai.choice', at: 20, body: { message: { content: 'second' } } },
          { trace: 't1', span: 'llm1', event: 'gen_ai.user.message', at: 10, body: { content: 'first' } },
          { trace: 't1', span: 'llm2', event: 'gen_ai.user.message', at: 30, body: { content: 'other' } },
        ]),
        { forwards: false },
      );
      const spans = (await readPages(store, 's1')).flat();
      expect(spans.map(({ record }) => record.spanId).sort()).toEqual(
        CONVERSATION.map(({ id }) => spanIdOf(id)).sort(),
      );
      for (const span of spans) {
        const one = await store.readSpan('s1', span.record.spanId);
        expect(plain(span.span)).toEqual(plain(one?.span));
        expect(plain(span.resource)).toEqual(plain(one?.resource));
        expect(span.logRecords.map(plain)).toEqual(one?.logRecords.map(plain));
      }
      expect(spans.find(({ record }) => record.spanId === spanIdOf('llm1'))?.logRecords).toHaveLength(2);
      expect(await readPages(store, 'nobody')).toEqual([]);
    });

    describe('keeps a run', () => {
      it('with its checks and its behaviour, and writing it twice is writing it once', async () => {
        await send('s1');
        await send('open');
        await end('s1');
        const analysis = await analyze({ checks: CHECKS, behaviour: BEHAVIOUR, findings: [findingOf('f1')] });
        await store.writeAnalysis(analysis);
        const [run, ...others] = await store.listAnalyses('desk', 10);
        expect(others).toEqual([]);
        expect(run).toEqual({
          id: 'analysis_1',
          agentId: 'desk',
          workflowId: null,
          status: 'COMPLETED',
          failure: null,
          createdAtMs: ANALYSIS.startedAtMs,
          completedAtMs: ANALYSIS.finishedAtMs,
          findingsCount: 1,
          sessionsAnalyzed: 3,
          sessionsNew: 2,
          sessionsFailed: 1,
        });
        const { checks, totalCount } = await store.listChecks({ limit: 100, offset: 0 });
        expect(totalCount).toBe(CHECKS.length);
        expect(checks).toEqual(
          CHECKS.map((check) => ({
            ...check,
            checkId: `analysis_1_desk_${check.check_type}`,
            analysisId: 'analysis_1',
            agentId: 'desk',
            workflowId: null,
            createdAtMs: ANALYSIS.finishedAtMs,
          })),
        );
        expect(await store.readBehaviour('desk')).toEqual({ analysis: run, behaviour: BEHAVIOUR });
        const reports = await store.listLatestReports(['nobody', 'desk']);
        expect([...reports]).toEqual([
          [
            'desk',
            {
              analysis: run,
              checkCounts: {
                passed: 1,
                warning: 1,
                critical: 1,
                insufficient_data: 0,
                not_applicable: 1,
                error: 0,
              },
            },
          ],
        ]);
      });

      it('that failed with its reason, and leaves everything as it was', async () => {
        await send('s1');
        await end('s1');
        await analyze({ checks: CHECKS, behaviour: BEHAVIOUR });
        await send('s2');
        await end('s2');
        const backlog = await store.readAnalysisBacklog();
        const failed = {
          id: 'analysis_f',
          agentId: 'desk',
          startedAtMs: 3000,
          finishedAtMs: 4000,
          failure: 'too slow',
        };
        await store.writeFailedAnalysis(failed);
        await store.writeFailedAnalysis(failed);
        expect(await store.readAnalysisBacklog()).toEqual(backlog);
        const runs = await store.listAnalyses('desk', 10);
        expect(runs).toHaveLength(2);
        expect(runs.find(({ id }) => id === 'analysis_f')).toMatchObject({ status: 'FAILED', failure: 'too slow' });
        expect((await store.listLatestReports(['desk'])).get('desk')?.analysis.id).toBe('analysis_1');
        expect((await store.readBehaviour('desk'))?.analysis.id).toBe('analysis_1');
        expect(await store.listChecks({ latestOnly: true, limit: 10, offset: 0 })).toMatchObject({ totalCount: 4 });
      });

      it('of an agent that stands, and nothing of one that is gone', async () => {
        await store.writeAnalysis({ ...ANALYSIS, agentId: 'nobody', checks: CHECKS, findings: [findingOf('f1')] });
        await store.writeFailedAnalysis({ ...ANALYSIS, agentId: 'nobody', failure: 'x' });
        expect(await store.listChecks({ limit: 10, offset: 0 })).toEqual({ checks: [], totalCount: 0, next: null });
        expect(await store.listAnalyses('nobody', 10)).toEqual([]);
        expect(await store.readFinding('f1')).toBeNull();
        expect(await store.readAnalysisBacklog()).toEqual([]);
      });

      it('and lists checks by every filter, the newest run first, page by page', async () => {
        for (const service of ['desk', 'other']) {
          await send(`s-${service}`, { service });
          await end(`s-${service}`);
          for (const run of [1, 2, 3]) {
            const id = `${service}_${run}`;
            const finishedAtMs = BEGIN_MS + run * 1000 + (service === 'desk' ? 0 : 500);
            await store.writeAnalysis({ ...ANALYSIS, id, agentId: service, checks: CHECKS, finishedAtMs });
          }
        }
        const list = async (query: Partial<Parameters<Store['listChecks']>[0]>) =>
          store.listChecks({ limit: 100, offset: 0, ...query });
        const all = await list({});
        expect(all.totalCount).toBe(24);
        expect(all.checks.map((check) => `${check.analysisId} ${check.check_type}`)).toEqual(
          ['other_3', 'desk_3', 'other_2', 'desk_2', 'other_1', 'desk_1'].flatMap((id) =>
            CHECKS.map((check) => `${id} ${check.check_type}`),
          ),
        );
        const pages = await Promise.all([0, 7, 14, 21].map((offset) => list({ limit: 7, offset })));
        expect(pages.flatMap(({ checks }) => checks)).toEqual(all.checks);
        expect((await list({ agentId: 'desk' })).totalCount).toBe(12);
        expect((await list({ agentId: 'desk', status: 'critical' })).totalCount).toBe(3);
        expect((await list({ category: 'ENVIRONMENT' })).totalCount).toBe(6);
        expect((await list({ analysisId: 'other_2' })).checks.map(({ analysisId }) => analysisId)).toEqual(
          CHECKS.map(() => 'other_2'),
        );
        const latest = await list({ latestOnly: true });
        expect(new Set(latest.checks.map(({ analysisId }) => analysisId))).toEqual(new Set(['other_3', 'desk_3']));
        expect(latest.totalCount).toBe(8);
        expect((await list({ latestOnly: true, agentId: 'other', category: 'BEHAVIORAL' })).totalCount).toBe(1);
        expect((await list({ agentId: "' OR 1=1 --" })).totalCount).toBe(0);
      });

      it('until the agent is gone with its last session, and then nothing of it is left', async () => {
        await send('s1', { receivedMs: 5_000 });
        await end('s1');
        await analyze({ checks: CHECKS, behaviour: BEHAVIOUR, findings: [findingOf('f1'), findingOf('f2', 's1')] });
        await opened.prune(5_001 + RETAINED_MS);
        expect(await store.listAnalyses('desk', 10)).toEqual([]);
        expect((await store.listChecks({ limit: 10, offset: 0 })).totalCount).toBe(0);
        expect(await store.readBehaviour('desk')).toBeNull();
        expect((await store.listLatestReports(['desk'])).size).toBe(0);
        expect((await store.listFindings({ limit: 10, offset: 0 })).totalCount).toBe(0);
        expect(await store.readAnalysisBacklog()).toEqual([]);
      });
    });

    describe('keeps findings', () => {
      const counts = async (id: string) => (await store.readSession(id))?.findingCounts;
      const NONE = { critical: 0, high: 0, medium: 0, low: 0 };
      beforeEach(async () => {
        await send('old', { receivedMs: 5_000 });
        await send('s1');
        await send('s2');
        await end('old', 's1', 's2');
      });

      it('from the run that sees them first to the one that does not see them any more', async () => {
        await analyze({
          findings: [findingOf('f1', 's1'), findingOf('f2', null, { severity: 'high', of: ['s1', 's2'] })],
        });
        expect(await store.readFinding('f1')).toEqual({
          ...findingOf('f1', 's1'),
          createdAtMs: ANALYSIS.finishedAtMs,
          updatedAtMs: ANALYSIS.finishedAtMs,
          analysisId: 'analysis_1',
          status: 'open',
          statusReason: null,
          statusChangedAtMs: null,
        });
        expect(await counts('s1')).toEqual({ ...NONE, medium: 1, high: 1 });
        expect(await counts('s2')).toEqual({ ...NONE, high: 1 });
        const later = { finishedAtMs: ANALYSIS.finishedAtMs + 1000 };
        await analyze({
          ...later,
          id: 'analysis_2',
          findings: [findingOf('f2', null, { severity: 'critical', of: ['s2'], text: 'worse' })],
          clearedFindingIds: ['f1', 'never'],
        });
        expect(await store.readFinding('f1')).toMatchObject({
          status: 'resolved',
          statusReason: 'no longer seen',
          statusChangedAtMs: later.finishedAtMs,
          updatedAtMs: ANALYSIS.finishedAtMs,
        });
        expect(await store.readFinding('f2')).toMatchObject({
          createdAtMs: ANALYSIS.finishedAtMs,
          updatedAtMs: later.finishedAtMs,
          analysisId: 'analysis_2',
          explanation: 'worse',
          severity: 'critical',
          status: 'open',
        });
        expect(await counts('s1')).toEqual(NONE);
        expect(await counts('s2')).toEqual({ ...NONE, critical: 1 });
        await analyze({ id: 'analysis_3', findings: [findingOf('f1', 's1')] });
        expect(await store.readFinding('f1')).toMatchObject({ status: 'open', statusReason: 'seen again' });
        expect(await counts('s1')).toEqual({ ...NONE, medium: 1 });
      });

      it('with what a person said of them', async () => {
        await analyze({ findings: [findingOf('f1', 's1'), findingOf('f2', 's1')] });
        const muted = { status: 'muted', reason: 'known', nowMs: 7 } as const;
        expect(await store.updateFinding('f1', muted)).toMatchObject({ status: 'muted', statusReason: 'known' });
        await store.updateFinding('f2', { status: 'resolved', reason: 'mended', nowMs: 8 });
        expect(await store.updateFinding('f3', muted)).toBeNull();
        expect(await counts('s1')).toEqual(NONE);
        await analyze({ id: 'analysis_2', findings: [findingOf('f1', 's1'), findingOf('f2', 's1')] });
        expect(await store.readFinding('f1')).toMatchObject({
          status: 'muted',
          statusReason: 'known',
          statusChangedAtMs: 7,
          analysisId: 'analysis_2',
        });
        expect(await store.readFinding('f2')).toMatchObject({ status: 'open', statusReason: 'seen again' });
        expect(await counts('s1')).toEqual({ ...NONE, medium: 1 });
        await analyze({ id: 'analysis_3', clearedFindingIds: ['f1', 'f2'] });
        expect(await store.readFinding('f1')).toMatchObject({ status: 'muted' });
        expect(await store.updateFinding('f1', { status: 'open', reason: null, nowMs: 9 })).toMatchObject({
          status: 'open',
          statusReason: null,
        });
        expect(await counts('s1')).toEqual({ ...NONE, medium: 1 });
      });

      it('of sessions that stand, and lets them go with the session that they are about', async () => {
        await send('o1', { service: 'other' });
        await analyze({
          findings: [
            findingOf('f1', 'gone'),
            findingOf('f4', 'o1'),
            findingOf('f5', 'old', { of: ['old', 's2'] }),
            findingOf('f2', 'old'),
            findingOf('f3', null, { of: ['old', 's2', 'gone'] }),
          ],
        });
        expect(await store.readFinding('f1')).toBeNull();
        expect(await store.readFinding('f4')).toBeNull();
        expect((await store.listAnalyses('desk', 1))[0]?.findingsCount).toBe(3);
        expect(await counts('s2')).toEqual({ ...NONE, medium: 2 });
        await opened.prune(5_001 + RETAINED_MS);
        expect(await store.readFinding('f2')).toBeNull();
        expect(await store.readFinding('f3')).toMatchObject({ status: 'open' });
        expect((await store.listFindings({ sessionId: 'old', limit: 10, offset: 0 })).totalCount).toBe(0);
        expect(await counts('s2')).toEqual({ ...NONE, medium: 1 });
        // The same id again is another session.
        await send('old');
        expect(await counts('old')).toEqual(NONE);
      });

      it('listed by every filter, the one seen last first', async () => {
        await analyze({
          findings: [findingOf('f1', 's1'), findingOf('f2', null, { severity: 'high', of: ['s1', 's2'] })],
        });
        const finishedAtMs = ANALYSIS.finishedAtMs + 1000;
        await analyze({ id: 'analysis_2', finishedAtMs, findings: [{ ...findingOf('f3', 's2'), checkId: 'OTHER' }] });
        await store.updateFinding('f1', { status: 'muted', reason: null, nowMs: 1 });
        const list = async (query: Partial<Parameters<Store['listFindings']>[0]>) => {
          const { findings, totalCount } = await store.listFindings({ limit: 10, offset: 0, ...query });
          expect(totalCount).toBeGreaterThanOrEqual(findings.length);
          return findings.map(({ id }) => id);
        };
        expect(await list({})).toEqual(['f3', 'f2', 'f1']);
        expect(await list({ limit: 1, offset: 1 })).toEqual(['f2']);
        expect(await list({ sessionId: 's1' })).toEqual(['f2', 'f1']);
        expect(await list({ sessionId: 's2', severity: 'high' })).toEqual(['f2']);
        expect(await list({ agentId: 'desk', status: 'open' })).toEqual(['f3', 'f2']);
        expect(await list({ agentId: 'nobody' })).toEqual([]);
        expect(await list({ checkId: 'OTHER' })).toEqual(['f3']);
        expect(await list({ fromMs: finishedAtMs })).toEqual(['f3']);
        expect(await list({ toMs: finishedAtMs })).toEqual(['f2', 'f1']);
      });
    });

    it('lists sessions by pattern and by open findings, and answers them with these', async () => {
      for (const id of ['s1', 's2', 's3', 's4']) await send(id);
      await end('s1', 's2', 's3');
      await analyze({
        clusterIds: new Map([
          ['s1', 'cluster_1'],
          ['s2', 'cluster_2'],
          ['s4', 'cluster_1'],
          ['gone', 'cluster_1'],
        ]),
        findings: [
          findingOf('f1', 's1', { severity: 'high' }),
          findingOf('f2', null, { severity: 'low', of: ['s1', 's3'] }),
        ],
      });
      const list = async (query: Partial<Parameters<Store['listSessions']>[0]>) => {
        const { sessions, totalCount } = await store.listSessions({
          sort: 'created_at',
          limit: 10,
          offset: 0,
          ...query,
        });
        expect(totalCount).toBe(sessions.length);
        return sessions.map(({ id }) => id).sort();
      };
      const only = (...any: string[]) => ({ any, none: [] });
      const not = (...none: string[]) => ({ any: [], none });
      expect(await list({ clusterId: only('cluster_1') })).toEqual(['s1']);
      expect(await list({ clusterId: only('cluster_1', 'cluster_2') })).toEqual(['s1', 's2']);
      expect(await list({ clusterId: not('cluster_1') })).toEqual(['s2', 's3', 's4']);
      expect(await list({ hasFindings: true })).toEqual(['s1', 's3']);
      expect(await list({ hasFindings: false })).toEqual(['s2', 's4']);
      expect(await list({ severity: only('high', 'critical') })).toEqual(['s1']);
      expect(await list({ severity: only('low') })).toEqual(['s1', 's3']);
      expect(await list({ severity: not('high') })).toEqual(['s2', 's3', 's4']);
      expect(await list({ severity: only("high' OR 1=1 --") })).toEqual([]);
      expect(await list({ severity: only('low'), hasFindings: true, clusterId: only('cluster_1') })).toEqual(['s1']);
      const answer = { clusterId: 'cluster_1', findingCounts: { critical: 0, high: 1, medium: 0, low: 1 } };
      expect(await store.readSession('s1')).toMatchObject(answer);
      const { sessions } = await store.listSessions({ sort: 'created_at', limit: 10, offset: 0 });
      expect(sessions.find(({ id }) => id === 's1')).toMatchObject(answer);
      expect(await store.readSession('s4')).toMatchObject({ clusterId: null });
      await analyze({ id: 'analysis_2', clusterIds: new Map([['s2', null]]) });
      expect(await store.readSession('s2')).toMatchObject({ clusterId: null });
      // Open again it follows no pattern; what was found stays found.
      await send('s1', { span: 'late' });
      expect(await store.readSession('s1')).toMatchObject({ ...answer, clusterId: null, status: 'active' });
    });

    it('has all of it after a rebuild, and everything that is completed is news', async () => {
      for (const id of ['s1', 's2', 's3']) await send(id);
      await end('s1', 's2');
      await store.writeKept([keptOf('s1')]);
      await analyze({
        checks: CHECKS,
        behaviour: BEHAVIOUR,
        clusterIds: new Map([['s1', 'cluster_1']]),
        findings: [findingOf('f1', 's1'), findingOf('f2', null, { severity: 'low', of: ['s1', 's2'] })],
        memories: new Map([['behavioral', new Uint8Array([1])]]),
      });
      const shown = async () => ({
        sessions: await store.listSessions({ sort: 'created_at', limit: 10, offset: 0 }),
        checks: await store.listChecks({ limit: 100, offset: 0 }),
        findings: await store.listFindings({ limit: 100, offset: 0 }),
        behaviour: await store.readBehaviour('desk'),
        analyses: await store.listAnalyses('desk', 10),
        memories: [...(await store.readMemories('desk')).keys()],
      });
      const before = await shown();
      await store.rebuild();
      expect(await shown()).toEqual(before);
      expect(await store.readKept(['s1'], 'behavioral')).toEqual([]);
      expect(await changes(0, (await versionOf()) ?? 0)).toEqual(['s1 ended', 's2 ended']);
    });
  });
}

interface SentSpan {
  readonly service?: string;
  readonly span?: string;
  readonly receivedMs?: number;
}

/** One span of a session; each session has a trace of its own. */
async function sendSpan(store: Store, sessionId: string, given: SentSpan): Promise<void> {
  const { service = 'desk', span = 'llm', receivedMs = BEGIN_MS } = given;
  const attributes = { 'session.id': sessionId };
  await store.write(buildRequest([chat({ trace: sessionId, id: span, attributes })], { service, receivedMs }), {
    forwards: false,
  });
}

async function readPages(store: Store, sessionId: string): Promise<(readonly AnalyzedSpan[])[]> {
  const pages: (readonly AnalyzedSpan[])[] = [];
  for await (const page of store.readAnalyzedSpans(sessionId)) pages.push(page);
  return pages;
}

function describeChanges(changes: readonly { readonly sessionId: string; readonly kind: string }[]): string[] {
  return changes.map(({ sessionId, kind }) => `${sessionId} ${kind}`).sort();
}

/** Bytes of any kind as numbers, so that stores may answer Buffers or arrays. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (inner instanceof Uint8Array) return [...inner];
      // JSON asks a Buffer for its own form first.
      if (
        typeof inner === 'object' &&
        inner !== null &&
        'type' in inner &&
        inner.type === 'Buffer' &&
        'data' in inner
      ) {
        return inner.data;
      }
      return typeof inner === 'bigint' ? String(inner) : inner;
    }),
  );
}

const keptOf = (sessionId: string): KeptOfSession => ({
  sessionId,
  processor: 'behavioral',
  keptVersion: 1,
  bytes: new Uint8Array([1, 2, 3]),
  failure: null,
});

export const ANALYSIS: AgentAnalysis = {
  id: 'analysis_1',
  agentId: 'desk',
  version: 0,
  startedAtMs: BEGIN_MS + 1001,
  finishedAtMs: BEGIN_MS + 1234,
  sessionsAnalyzed: 3,
  sessionsNew: 2,
  sessionsFailed: 1,
  checks: null,
  behaviour: null,
  findings: [],
  clearedFindingIds: [],
  clusterIds: new Map(),
  memories: new Map(),
};

const checkOf = (check_type: string, status: CheckStatus, category_id: CheckRow['category_id']): CheckRow => ({
  check_type,
  category_id,
  status,
  title: `About ${check_type}`,
  description: 'What it looks at',
  value: '12',
  evidence: { __proto__x: 1, list: [1, 2] },
  recommendations: ['Do <b>this</b>'],
});

const CHECKS: readonly CheckRow[] = [
  checkOf('RESOURCE_002', 'critical', 'RESOURCE_MANAGEMENT'),
  checkOf('RESOURCE_001', 'passed', 'RESOURCE_MANAGEMENT'),
  checkOf('ENV_001', 'warning', 'ENVIRONMENT'),
  checkOf('BEHAV_001', 'not_applicable', 'BEHAVIORAL'),
];

const BEHAVIOUR: BehaviourRecord = {
  stabilityScore: 0.75,
  predictabilityScore: null,
  clusterDiversity: 0.5,
  numClusters: 2,
  numOutliers: 1,
  totalSessions: 3,
  confidence: 'low',
  interpretation: 'Mostly alike',
  clusters: [{ id: 'cluster_1', size: 2 }],
  outliers: [{ session_id: 's3' }],
  centroidDistances: [{ a: 1, b: 2, distance: 0.5 }],
  details: { baseline: { version: 1 } },
};

interface FindingGiven {
  readonly severity?: Severity | undefined;
  /** The sessions that the evidence names. */
  readonly of?: readonly string[];
  readonly text?: string;
}

export function findingOf(id: string, sessionId: string | null = null, given: FindingGiven = {}): NewFinding {
  const { severity = 'medium', of = sessionId === null ? ['s1'] : [sessionId], text = 'It is so' } = given;
  return {
    id,
    checkId: 'RESOURCE_001',
    title: 'Something is wrong',
    severity,
    category: 'RESOURCE_MANAGEMENT',
    agentId: 'desk',
    sessionId,
    explanation: text,
    evidence: of.map((named) => evidenceOf(named)) as [Evidence, ...Evidence[]],
    recommendation: 'Mend it',
    frameworks: { owasp_llm: ['LLM10'], owasp_agentic: [], mitre_atlas: [], cwe: ['CWE-400'], soc2: [] },
    ruleVersion: '1',
    inputHash: '00',
  };
}

const evidenceOf = (sessionId: string): Evidence => ({
  sessionId,
  traceId: traceIdOf(sessionId),
  spanId: null,
  field: 'total_tokens',
  start: null,
  end: null,
  excerpt: null,
  hash: null,
});

type Step =
  | { readonly type: 'send' | 'end' | 'leave'; readonly session: number }
  | {
      readonly type: 'analyze';
      readonly late: boolean;
      readonly found: readonly number[];
      readonly cleared: readonly number[];
    }
  | { readonly type: 'judge'; readonly session: number; readonly status: 'open' | 'muted' | 'resolved' }
  | { readonly type: 'rebuild' };

const SESSIONS = 6;
const session = fc.nat({ max: SESSIONS - 1 });
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('send', 'send', 'send', 'end', 'end', 'end', 'leave'), session }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('analyze'),
      late: fc.boolean(),
      found: fc.uniqueArray(session, { maxLength: 4 }),
      cleared: fc.uniqueArray(session, { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('judge'), session, status: fc.constantFrom('open', 'muted', 'resolved') }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'rebuild' }) },
) as fc.Arbitrary<Step>;

/** One store through random endings, re-openings, removals and runs; after each step it is compared with what must be. */
async function follow(open: (bus: Bus) => Promise<OpenStore>, steps: readonly Step[]): Promise<void> {
  const opened = await open(new Bus());
  const { store } = opened;
  // The agent stays: one session of it never leaves.
  await sendSpan(store, 'always', { receivedMs: 1 });
  const idOf = (index: number) => `s${index}`;
  /** What a run that saw everything would hold. */
  const held = new Set<string>();
  let heldVersion = 0;
  /** Whether something ended or left since the last analysis. */
  let isBehind = false;
  let run = 0;
  let receivedMs = 1;
  const statusOf = async (id: string) => (await store.readSession(id))?.status ?? null;
  try {
    for (const step of steps) {
      if (step.type === 'send') {
        receivedMs += 1;
        await sendSpan(store, idOf(step.session), { span: `n${receivedMs}`, receivedMs });
      } else if (step.type === 'end') {
        const ended = await store.completeSessions([idOf(step.session)], CLOSE_ALL, receivedMs);
        isBehind ||= ended.length > 0;
      } else if (step.type === 'leave') {
        // Everything that came so far is too old now, but for the one that stays.
        isBehind ||= (await store.listCompletedSessionIds('desk', 100)).length > 0;
        await sendSpan(store, 'always', { span: `a${receivedMs}`, receivedMs: receivedMs + 1 });
        await opened.prune(receivedMs + RETAINED_MS + 1);
        receivedMs += 1;
      } else if (step.type === 'analyze') {
        const [backlog] = await store.readAnalysisBacklog();
        if (backlog === undefined) continue;
        run += 1;
        // What happens while it runs is news afterwards.
        let isBehindAfter = false;
        if (step.late) {
          await sendSpan(store, 'meanwhile', { span: `m${run}`, receivedMs });
          await store.completeSessions(['meanwhile'], CLOSE_ALL, receivedMs);
          isBehindAfter = true;
        }
        for (const { sessionId, kind } of await store.readSessionChanges('desk', {
          after: heldVersion,
          upTo: backlog.version,
        })) {
          if (kind === 'ended') held.add(sessionId);
          else held.delete(sessionId);
        }
        heldVersion = backlog.version;
        const findings = step.found.flatMap((index) => [
          findingOf(`own${index}`, idOf(index), { severity: 'high' }),
          findingOf(`all${index}`, null, {
            severity: 'low',
            of: [idOf(index), idOf((index + run) % SESSIONS), 'always'],
          }),
        ]);
        const clearedFindingIds = step.cleared.flatMap((index) => [`own${index}`, `all${index}`]);
        const { version } = backlog;
        await store.writeAnalysis({ ...ANALYSIS, id: `run${run}`, version, findings, clearedFindingIds });
        isBehind = isBehindAfter;
      } else if (step.type === 'judge') {
        const change = { status: step.status, reason: null, nowMs: receivedMs };
        for (const prefix of ['own', 'all']) await store.updateFinding(`${prefix}${step.session}`, change);
      } else {
        await store.rebuild();
        isBehind ||= (await store.listCompletedSessionIds('desk', 100)).length > 0;
      }
      const [backlog] = await store.readAnalysisBacklog();
      expect(backlog !== undefined, `behind after ${JSON.stringify(step)}`).toBe(isBehind);
      await expectCounts(store);
      // All that is known and all that waits, opened sessions that are no news yet included, is what is completed.
      const now = new Set(held);
      for (const { sessionId, kind } of await store.readSessionChanges('desk', {
        after: heldVersion,
        upTo: CLOSE_ALL,
      })) {
        if (kind === 'ended') now.add(sessionId);
        else now.delete(sessionId);
      }
      expect([...now].sort()).toEqual([...(await store.listCompletedSessionIds('desk', 100))].sort());
      expect(await statusOf('always')).toBe('active');
    }
  } finally {
    await opened.close();
  }
}

/** The counts that lists filter by, against the findings themselves. */
async function expectCounts(store: Store): Promise<void> {
  const { sessions } = await store.listSessions({ sort: 'created_at', limit: 100, offset: 0 });
  for (const { id, findingCounts } of sessions) {
    const { findings } = await store.listFindings({ sessionId: id, status: 'open', limit: 100, offset: 0 });
    const recount = { critical: 0, high: 0, medium: 0, low: 0 };
    for (const { severity } of findings) recount[severity] += 1;
    expect(findingCounts, id).toEqual(recount);
  }
}
