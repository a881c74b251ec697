/** Who is analysed when: what the store says is to do is done, whatever is missed, fails or ends meanwhile. */
import { describe, expect, it } from 'vitest';

import { AnalysisRunner } from '../../../collector/analysis/analysis-runner.ts';
import type { AnalysisOutcome, AnalysisRequest, Analyzer } from '../../../collector/analysis/analyzer.ts';
import type { AgentAnalysis, AgentBacklog, FailedAnalysis } from '../../../collector/model/analysis.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { buildAnalysis, sessionFinding } from '../../support/report-builder.ts';
import { testSettings } from '../../support/test-settings.ts';

/** Runs end when they are told to. */
class TestAnalyzer implements Analyzer {
  readonly requests: AnalysisRequest[] = [];
  readonly open = new Map<string, (outcome: AnalysisOutcome) => void>();
  closed = false;

  async start(): Promise<void> {}

  analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
    expect(this.open.has(request.agentId), 'two runs of one agent').toBe(false);
    this.requests.push(request);
    return new Promise((resolve) => this.open.set(request.agentId, resolve));
  }

  finish(agentId: string, outcome: Partial<AgentAnalysis> | string = {}): void {
    const request = this.requests.findLast((one) => one.agentId === agentId);
    const resolve = this.open.get(agentId);
    this.open.delete(agentId);
    if (request === undefined || resolve === undefined) throw new Error(`${agentId} is not analysed`);
    const { id, version } = request;
    resolve(
      typeof outcome === 'string'
        ? { ok: false, failure: outcome }
        : { ok: true, analysis: { ...buildAnalysis({ id, agentId, at: 0, checks: null }), version, ...outcome } },
    );
  }

  async ask(): Promise<null> {
    return null;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const agentId of Array.from(this.open.keys())) this.finish(agentId, 'the program stops');
  }
}

async function begin() {
  const clock = new FakeClock();
  const settings = testSettings({ id: 'sessions', clock });
  const analyzer = new TestAnalyzer();
  const agents = new Map<string, AgentBacklog>();
  const kept: AgentAnalysis[] = [];
  const failed: FailedAnalysis[] = [];
  const notices: unknown[] = [];
  const store = {
    failures: 0,
    looks: 0,
    async readAnalysisBacklog() {
      this.looks += 1;
      if (this.failures > 0 && this.failures-- > 0) throw new Error('a stranger’s text');
      return [...agents.values()].filter(({ version, analyzedVersion }) => version > analyzedVersion);
    },
    writeFailedAnalysis: async (failure: FailedAnalysis) => void failed.push(failure),
    /** How long the writer lets kept rows wait. */
    keptWaitsMs: 0,
    async writeKept() {
      if (this.keptWaitsMs > 0) await new Promise<void>((resolve) => void clock.after(this.keptWaitsMs, resolve));
    },
  };
  let refuses = 0;
  const runner = new AnalysisRunner({
    ...settings,
    analyzer,
    // Only what the runner asks of it.
    store: () => store as never,
    consume: async (analysis) => {
      if (refuses-- > 0) throw new Error('the disk is full');
      kept.push(analysis);
      const known = agents.get(analysis.agentId);
      if (known !== undefined) agents.set(analysis.agentId, { ...known, analyzedVersion: analysis.version });
    },
    retryMs: 1000,
    retryMsMax: 60_000,
  });
  settings.bus.subscribe('analysis.finished', (notice) => void notices.push(notice));
  settings.bus.subscribe('findings.stored', (notice) => void notices.push(notice));
  const end = async (agentId: string, sessions = 1, { tell = true } = {}): Promise<void> => {
    const known = agents.get(agentId) ?? { agentId, version: 0, analyzedVersion: 0 };
    agents.set(agentId, { ...known, version: known.version + sessions });
    if (tell) settings.bus.publish('session.ended', { sessionIds: ['s'] });
    await settle();
  };
  return {
    runner,
    clock,
    analyzer,
    agents,
    kept,
    failed,
    notices,
    store,
    settings,
    end,
    refuse: (times: number) => (refuses = times),
    versions: () =>
      analyzer.requests.map(({ agentId, version, analyzedVersion }) => [agentId, version, analyzedVersion]),
  };
}

describe('the runner of analyses', () => {
  it('analyses an agent whose session ended, and keeps and tells what came out', async () => {
    const { runner, clock, analyzer, kept, notices, end } = await begin();
    await runner.start();
    await end('a');
    await clock.advance(30);
    analyzer.finish('a', { findings: [sessionFinding('a', 's1')], sessionsNew: 1 });
    await settle();
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ agentId: 'a', version: 1 });
    expect(kept[0]?.id).toMatch(/^analysis_20260101T\d{9}_[0-9a-f]{8}$/);
    expect((kept[0]?.finishedAtMs ?? 0) - (analyzer.requests[0]?.startedAtMs ?? 0)).toBe(30);
    expect(notices).toEqual([
      { agentId: 'a', analysisId: kept[0]?.id, ok: true },
      { agentIds: ['a'], sessionIds: ['s1'] },
    ]);
    await runner.shutdown();
  });

  it('gives sessions that end during a run exactly one more, after a rest', async () => {
    const { runner, clock, analyzer, end, versions } = await begin();
    await runner.start();
    await end('a');
    for (let session = 0; session < 20; session++) await end('a');
    await clock.advance(50);
    analyzer.finish('a');
    await settle();
    expect(versions()).toEqual([['a', 1, 0]]);
    await clock.advance(199);
    expect(versions()).toHaveLength(1);
    await clock.advance(1);
    expect(versions()).toEqual([
      ['a', 1, 0],
      ['a', 21, 1],
    ]);
    analyzer.finish('a');
    await clock.advance(60_000);
    expect(versions()).toHaveLength(2);
    await runner.shutdown();
  });

  it('does at start what was left undone, and finds by itself what nobody told it of', async () => {
    const { runner, clock, analyzer, agents, end, versions } = await begin();
    agents.set('old', { agentId: 'old', version: 5, analyzedVersion: 3 });
    await runner.start();
    await settle();
    expect(versions()).toEqual([['old', 5, 3]]);
    analyzer.finish('old');
    await end('silent', 1, { tell: false });
    expect(versions()).toHaveLength(1);
    await clock.advance(10_000);
    expect(versions()).toHaveLength(2);
    await runner.shutdown();
  });

  it('keeps a failed run with its reason and tries again, later each time', async () => {
    const { runner, clock, analyzer, failed, notices, end, versions, settings } = await begin();
    await runner.start();
    await end('a');
    analyzer.finish('a', 'behavioral: RangeError');
    await settle();
    expect(failed).toMatchObject([{ agentId: 'a', failure: 'behavioral: RangeError' }]);
    expect(notices).toEqual([{ agentId: 'a', analysisId: failed[0]?.id, ok: false }]);
    await clock.advance(999);
    expect(versions()).toHaveLength(1);
    await clock.advance(1);
    analyzer.finish('a', 'again');
    await clock.advance(1999);
    expect(versions()).toHaveLength(2);
    await clock.advance(1);
    analyzer.finish('a');
    await settle();
    expect(versions()).toEqual([
      ['a', 1, 0],
      ['a', 1, 0],
      ['a', 1, 0],
    ]);
    const { counters } = settings;
    expect(counters.get('live_trace_analysis_failed_runs', { connector: 'sessions', reason: 'analysis' })).toBe(2);
    expect(counters.get('live_trace_analysis_runs', { connector: 'sessions' })).toBe(1);
    await runner.shutdown();
  });

  it('runs again what could not be kept', async () => {
    const { runner, clock, analyzer, kept, end, refuse, settings } = await begin();
    refuse(1);
    await runner.start();
    await end('a');
    analyzer.finish('a');
    await settle();
    expect(kept).toEqual([]);
    await clock.advance(1000);
    analyzer.finish('a');
    await settle();
    expect(kept).toHaveLength(1);
    expect(settings.logged()).not.toContain('disk');
    await runner.shutdown();
  });

  it('asks again where the store could not say what there is to do, and complains once', async () => {
    const { runner, clock, end, store, versions, settings } = await begin();
    await runner.start();
    await settle();
    store.failures = 3;
    await end('a');
    await end('a');
    expect(versions()).toEqual([]);
    await clock.advance(20_000);
    expect(versions()).toEqual([['a', 2, 0]]);
    const lines = settings.logged().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(settings.logged()).not.toContain('stranger');
    await runner.shutdown();
  });

  it('gives up at shutdown what is under way, keeps nothing of it, and leaves no timer', async () => {
    const { runner, clock, analyzer, kept, failed, notices, end } = await begin();
    await runner.start();
    await end('a');
    await runner.shutdown();
    await runner.shutdown();
    expect({ kept, failed, notices }).toEqual({ kept: [], failed: [], notices: [] });
    expect(analyzer.closed).toBe(true);
    expect(clock.waiting).toBe(0);
    await end('a');
    expect(analyzer.requests).toHaveLength(1);
  });

  it('lets the thread rest where the writer is busy, and go on where it is not', async () => {
    const { runner, clock, analyzer, end, store } = await begin();
    await runner.start();
    await end('a');
    const kept = async (waitsMs: number): Promise<number> => {
      store.keptWaitsMs = waitsMs;
      const begunMs = clock.nowMs();
      let endedMs = Number.NaN;
      void analyzer.requests[0]?.onKept([]).then(() => (endedMs = clock.nowMs()));
      await clock.advance(5000);
      return endedMs - begunMs;
    };
    expect(await kept(0)).toBe(0);
    expect(await kept(19)).toBe(19);
    expect(await kept(50)).toBe(50 + 400);
    expect(await kept(900)).toBe(900 + 1000);
    analyzer.finish('a');
    await runner.shutdown();
  });

  it('asks the store once more for all that ended while it asked', async () => {
    const { runner, end, store } = await begin();
    await runner.start();
    await settle();
    store.looks = 0;
    await Promise.all(Array.from({ length: 50 }, () => end('a')));
    expect(store.looks).toBeLessThanOrEqual(3);
    await runner.shutdown();
  });
});
