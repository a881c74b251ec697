/** Checks, runs and what they say of agents, as the operations answer them. */
import { beforeEach, describe, expect, it } from 'vitest';

import { CHECK_STATUSES, type BehaviourRecord } from '../../../collector/model/analysis.ts';
import { getAgent } from '../../../collector/operations/get-agent.ts';
import { getDashboard } from '../../../collector/operations/get-dashboard.ts';
import { listAgentChecks } from '../../../collector/operations/list-agent-checks.ts';
import { listAgents } from '../../../collector/operations/list-agents.ts';
import { listAnalyses } from '../../../collector/operations/list-analyses.ts';
import { listCheckDefinitions } from '../../../collector/operations/list-check-definitions.ts';
import { listSecurityChecks } from '../../../collector/operations/list-security-checks.ts';
import { updateFinding } from '../../../collector/operations/update-finding.ts';
import { checks as allChecks } from '../../../processors/security/checks/index.ts';
import { buildAnalysis, findingIdOf, sessionFinding } from '../../support/report-builder.ts';
import { agent, BEGIN_MS } from '../../support/span-builder.ts';
import { ask, buildStore, type BuiltStore } from '../../support/store-builder.ts';

const TOKENS = 'RESOURCE_001_TOKEN_BOUNDS';
const VARIANCE = 'RESOURCE_004_TOKEN_VARIANCE';
let built: BuiltStore;

beforeEach(async () => {
  built = buildStore();
  for (const [id, name] of [
    ['a1', 'loud'],
    ['b1', 'calm'],
    ['c1', 'new'],
    ['d1', 'broken'],
  ] as const) {
    await built.write([agent({ trace: id, id: 'root', agent: name, attributes: { 'session.id': id } })]);
  }
  await built.store.completeSessions(['a1', 'b1', 'c1', 'd1'], Number.MAX_SAFE_INTEGER, BEGIN_MS);
});

/** Two sessions: the first takes so many tokens. */
async function analyze(agentId: string, at: number, totalTokens: number, id = `${agentId}_${at}`): Promise<void> {
  const sessions = [
    { sessionId: `${agentId}-1`, totalTokens },
    { sessionId: `${agentId}-2`, totalTokens: 1000 },
  ];
  await built.store.writeAnalysis(buildAnalysis({ id, agentId, at, sessions }));
}

async function fail(agentId: string, at: number): Promise<void> {
  await built.store.writeFailedAnalysis({
    id: `${agentId}_${at}`,
    agentId,
    startedAtMs: BEGIN_MS + at - 10,
    finishedAtMs: BEGIN_MS + at,
    failure: 'took longer than agent_timeout',
  });
}

describe('list_agent_checks', () => {
  it('answers the checks of the newest completed run and their numbers', async () => {
    await analyze('loud', 1000, 60_000);
    await analyze('loud', 2000, 55_000);
    await fail('loud', 3000);
    const answer = await ask(listAgentChecks, { id: 'loud' }, built.context);
    expect(answer.agent_id).toBe('loud');
    expect(answer.checks.map(({ check_type }) => check_type)).toEqual(allChecks.map(({ id }) => id));
    expect(answer.checks[0]).toEqual({
      check_id: `loud_2000_loud_${TOKENS}`,
      agent_id: 'loud',
      workflow_id: null,
      agent_workflow_id: null,
      analysis_session_id: 'loud_2000',
      category_id: 'RESOURCE_MANAGEMENT',
      check_type: TOKENS,
      status: 'critical',
      title: 'Token Budget Usage',
      description: 'No session takes more tokens than the limit.',
      value: '1 violation',
      evidence: {
        violations: [{ session_id: 'loud-1', value: 55_000, limit: 50_000 }],
        violation_count: 1,
        max_tokens: 55_000,
        sessions: 2,
        largest_calls: [],
      },
      recommendations: [
        'Enforce a limit of 50,000 tokens a session: the largest took 55,000.',
        ...(allChecks[0]?.recommendations ?? []),
      ],
      created_at: new Date(BEGIN_MS + 2000).toISOString(),
      fact: 'tokens',
    });
    const { summary } = answer;
    expect(summary).toMatchObject({
      agent_id: 'loud',
      total_checks: 16,
      by_category: { RESOURCE_MANAGEMENT: 5, ENVIRONMENT: 3, BEHAVIORAL: 5, PRIVACY_COMPLIANCE: 3 },
      pii_status: 'not_available',
      analysis: { id: 'loud_2000', status: 'COMPLETED', failure: null, sessions_analyzed: 2 },
      latest_analysis: { id: 'loud_3000', status: 'FAILED', failure: 'took longer than agent_timeout' },
    });
    for (const status of CHECK_STATUSES)
      expect(summary.by_status[status]).toBe(answer.checks.filter((check) => check.status === status).length);
  });

  it('filters rows and leaves the numbers whole', async () => {
    await analyze('loud', 1000, 60_000);
    const critical = await ask(listAgentChecks, { id: 'loud', status: 'critical' }, built.context);
    expect(critical.checks.map(({ check_type }) => check_type)).toEqual([TOKENS]);
    const params = { id: 'loud', category_id: 'PRIVACY_COMPLIANCE', limit: '2' };
    const privacy = await ask(listAgentChecks, params, built.context);
    expect(privacy.checks.map(({ category_id }) => category_id)).toEqual(Array(2).fill('PRIVACY_COMPLIANCE'));
    expect([critical.summary.total_checks, privacy.summary.total_checks]).toEqual([16, 16]);
  });

  it('answers none before the first run, and does not know an agent that is not there', async () => {
    await fail('broken', 1000);
    expect(await ask(listAgentChecks, { id: 'broken' }, built.context)).toMatchObject({
      checks: [],
      summary: { total_checks: 0, analysis: null, latest_analysis: { status: 'FAILED' } },
    });
    for (const id of ['nobody', '__proto__', 'x'.repeat(1000)])
      await expect(ask(listAgentChecks, { id }, built.context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(listAgentChecks, { id: 'loud', status: 'failed' }, built.context)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

describe('list_security_checks', () => {
  beforeEach(async () => {
    await analyze('loud', 1000, 60_000);
    await analyze('calm', 2000, 1000);
    await analyze('loud', 3000, 60_000);
  });

  it('answers 100 of all runs, the newest first', async () => {
    await analyze('calm', 4000, 1000);
    for (let at = 5000; at < 9000; at += 1000) await analyze('loud', at, 60_000);
    const { checks, total_count } = await ask(listSecurityChecks, {}, built.context);
    expect([checks.length, total_count]).toEqual([100, 128]);
    expect(checks[0]).toMatchObject({ analysis_session_id: 'loud_8000', check_type: TOKENS });
    const times = checks.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it.each([
    [{ agent_id: 'calm' }, 16],
    [{ analysis_session_id: 'loud_1000' }, 16],
    [{ category_id: 'BEHAVIORAL' }, 15],
    [{ status: 'critical' }, 2],
    [{ status: 'critical', agent_id: 'calm' }, 0],
    [{ agent_id: '__proto__' }, 0],
    [{ analysis_session_id: "x' OR '1'='1" }, 0],
  ])('filters by %j', async (params, count) => {
    const { checks, total_count } = await ask(listSecurityChecks, params, built.context);
    expect([checks.length, total_count]).toEqual([count, count]);
    const wanted = Object.entries(params);
    for (const check of checks) expect(check).toMatchObject(Object.fromEntries(wanted));
  });

  it('pages by cursor each row once, whatever comes meanwhile', async () => {
    const before = (await ask(listSecurityChecks, { limit: '500' }, built.context)).checks.map(
      (check) => check.check_id,
    );
    const seen: string[] = [];
    for (let cursor: string | null | undefined, turn = 0; cursor !== null; turn++) {
      const page = await ask(listSecurityChecks, { limit: '7', ...(cursor && { cursor }) }, built.context);
      seen.push(...page.checks.map((check) => check.check_id));
      cursor = page.next_cursor;
      await analyze('loud', 10_000 + turn, 60_000);
    }
    expect(seen).toEqual(before);
  });

  it.each([[{ limit: '501' }], [{ category_id: 'SECURITY' }], [{ status: 'failed' }], [{ check_type: 'x' }]])(
    'refuses %j',
    async (params) => {
      await expect(ask(listSecurityChecks, params, built.context)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    },
  );
});

describe('list_analyses', () => {
  it('answers runs and what each check said, failed runs with their reason and without checks', async () => {
    await analyze('loud', 1000, 1000);
    await fail('loud', 2000);
    await analyze('loud', 3000, 60_000);
    const { analyses } = await ask(listAnalyses, { id: 'loud' }, built.context);
    expect(analyses.map(({ id, status, checks }) => [id, status, checks.length])).toEqual([
      ['loud_3000', 'COMPLETED', 16],
      ['loud_2000', 'FAILED', 0],
      ['loud_1000', 'COMPLETED', 16],
    ]);
    const historyOf = (wanted: string) =>
      analyses.flatMap(({ checks }) => checks.filter(({ check_type }) => check_type === wanted));
    expect(historyOf(TOKENS)).toEqual([
      { check_type: TOKENS, status: 'critical', value: '1 violation' },
      { check_type: TOKENS, status: 'passed', value: '1,000 max tokens' },
    ]);
    const newest = await ask(listAnalyses, { id: 'loud', limit: '1' }, built.context);
    expect(newest.analyses.map(({ id, checks }) => [id, checks.length])).toEqual([['loud_3000', 16]]);
    await expect(ask(listAnalyses, { id: 'nobody' }, built.context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what agents are said to be', () => {
  const statuses = async () => {
    const { agents } = await ask(listAgents, {}, built.context);
    const first = await ask(getDashboard, {}, built.context);
    expect(first.agents).toEqual(agents);
    for (const one of agents) expect((await ask(getAgent, { id: one.id }, built.context)).agent).toEqual(one);
    return Object.fromEntries(agents.map(({ id, risk_status }) => [id, risk_status]));
  };

  it('is what the newest completed run says, and unknown before', async () => {
    await analyze('loud', 1000, 60_000);
    await analyze('calm', 1000, 60_000);
    await analyze('calm', 2000, 1000);
    await fail('calm', 3000);
    await fail('broken', 1000);
    expect(await statuses()).toEqual({ loud: 'critical', calm: 'ok', new: 'unknown', broken: 'unknown' });
    const { agents } = await ask(listAgents, {}, built.context);
    expect(Object.fromEntries(agents.map(({ id, latest_analysis: latest }) => [id, latest?.id ?? null]))).toEqual({
      loud: 'loud_1000',
      calm: 'calm_3000',
      new: null,
      broken: 'broken_1000',
    });
  });

  it('does not count what is muted, as long as a run sees it', async () => {
    await analyze('loud', 1000, 60_000);
    const mute = (checkId: string) =>
      ask(updateFinding, { id: findingIdOf('loud', checkId), status: 'muted', reason: 'known' }, built.context);
    await mute(TOKENS);
    expect((await statuses())['loud']).toBe('warning');
    await mute(VARIANCE);
    expect((await statuses())['loud']).toBe('ok');
    await analyze('loud', 2000, 70_000);
    expect((await statuses())['loud']).toBe('ok');
    expect((await ask(getAgent, { id: 'loud' }, built.context)).risk_analysis.security_report).toMatchObject({
      overall_status: 'ok',
      critical_issues: 1,
      warnings: 1,
      muted_checks: 2,
    });
  });

  it('lets what is muted silence no other agent, and no other check of a run that does not see it', async () => {
    await analyze('loud', 1000, 60_000);
    await analyze('calm', 1000, 60_000);
    for (const checkId of [TOKENS, VARIANCE])
      await ask(updateFinding, { id: findingIdOf('loud', checkId), status: 'muted', reason: 'known' }, built.context);
    expect(await statuses()).toMatchObject({ loud: 'ok', calm: 'critical' });
    const sessions = [{ sessionId: 'loud-1', toolUses: 51 }];
    await built.store.writeAnalysis(buildAnalysis({ id: 'other', agentId: 'loud', at: 2000, sessions }));
    expect((await statuses())['loud']).toBe('critical');
  });

  it('lets a muted finding about one session silence no check', async () => {
    await built.write([agent({ trace: 'a2', id: 'root', agent: 'loud', attributes: { 'session.id': 'loud-1' } })]);
    await built.store.writeAnalysis(
      buildAnalysis({
        id: 'run',
        agentId: 'loud',
        at: 1000,
        sessions: [{ sessionId: 'loud-1', totalTokens: 60_000 }],
        findings: [sessionFinding('loud', 'loud-1', { severity: 'critical' })],
      }),
    );
    const id = findingIdOf('loud', 'SEC_LOOP', 'loud-1');
    await ask(updateFinding, { id, status: 'muted', reason: 'known' }, built.context);
    expect((await statuses())['loud']).toBe('critical');
  });
});

describe('risk_analysis', () => {
  const riskOf = async (id: string) => (await ask(getAgent, { id }, built.context)).risk_analysis;

  it('says what the newest completed run found', async () => {
    await analyze('loud', 1000, 60_000);
    expect(await riskOf('loud')).toMatchObject({
      evaluation_id: 'loud_1000',
      evaluation_status: 'COMPLETE',
      agent_id: 'loud',
      timestamp: new Date(BEGIN_MS + 1000).toISOString(),
      sessions_analyzed: 2,
      security_report: {
        report_id: 'loud_1000',
        overall_status: 'critical',
        total_checks: 16,
        critical_issues: 1,
        warnings: 1,
        muted_checks: 0,
        categories: [
          { category_id: 'RESOURCE_MANAGEMENT', total_checks: 5, critical_issues: 1, warnings: 1, passed_checks: 3 },
          { category_id: 'ENVIRONMENT' },
          { category_id: 'BEHAVIORAL', passed_checks: 0 },
          { category_id: 'PRIVACY_COMPLIANCE', passed_checks: 0 },
        ],
      },
      behavioral_analysis: null,
      summary: { critical_issues: 1, warnings: 1, behavioral_status: 'not_available', pii_status: 'not_available' },
    });
  });

  it('is insufficient where nothing could be decided, partial where something was left out', async () => {
    await built.store.writeAnalysis(buildAnalysis({ id: 'none', agentId: 'calm', at: 1000, sessions: [] }));
    expect(await riskOf('calm')).toMatchObject({ evaluation_status: 'INSUFFICIENT_DATA' });
    expect((await ask(getAgent, { id: 'calm' }, built.context)).agent.risk_status).toBe('unknown');
    await built.store.writeAnalysis(buildAnalysis({ id: 'bare', agentId: 'new', at: 1000, checks: null }));
    expect(await riskOf('new')).toMatchObject({ evaluation_status: 'PARTIAL', security_report: null });
    const sessions = [{ sessionId: 's' }];
    const run = buildAnalysis({ id: 'cut', agentId: 'broken', at: 1000, sessions, sessionsFailed: 1 });
    await built.store.writeAnalysis(run);
    expect(await riskOf('broken')).toMatchObject({ evaluation_status: 'PARTIAL' });
    expect((await ask(getAgent, { id: 'broken' }, built.context)).agent.risk_status).toBe('ok');
  });

  const behaviour: BehaviourRecord = {
    stabilityScore: 0.9,
    predictabilityScore: null,
    clusterDiversity: 0.1,
    numClusters: 1,
    numOutliers: 0,
    totalSessions: 2,
    confidence: 'low',
    interpretation: 'Ten sessions are needed for a verdict.',
    clusters: [],
    outliers: [],
    centroidDistances: [],
    details: { is_refitted: true },
  };

  it('has the behavioural analysis, and none where another version wrote what cannot be read', async () => {
    const write = (id: string, record: BehaviourRecord) =>
      built.store.writeAnalysis(buildAnalysis({ id, agentId: 'calm', at: 1000, sessions: [], behaviour: record }));
    await write('one', behaviour);
    expect(await riskOf('calm')).toMatchObject({
      behavioral_analysis: {
        analysis_id: 'one',
        stability_score: 0.9,
        predictability_score: null,
        num_clusters: 1,
        interpretation: 'Ten sessions are needed for a verdict.',
        details: { is_refitted: true },
      },
      summary: { stability_score: 0.9, predictability_score: null, behavioral_status: 'complete' },
    });
    await write('two', { ...behaviour, clusters: [{ id: 7 }] });
    expect(await riskOf('calm')).toMatchObject({ behavioral_analysis: null });
    expect(built.counters.get('live_trace_behaviour_unreadable', {})).toBe(1);
  });
});

describe('list_check_definitions', () => {
  it('answers all checks with the thresholds in force', async () => {
    const analyses = [
      { type: 'behavioral', config: { stability_min: 0.5 } },
      { type: 'security', config: { session_tokens_max: 7 } },
    ];
    const { checks, categories } = await ask(listCheckDefinitions, {}, { ...built.context, analyses });
    expect(checks.map(({ check_type }) => check_type)).toEqual(allChecks.map(({ id }) => id));
    const find = (id: string) => checks.find(({ check_type }) => check_type === id);
    expect(find(TOKENS)).toMatchObject({
      category_id: 'RESOURCE_MANAGEMENT',
      title: 'Token Budget Usage',
      fact: 'tokens',
      enabled: true,
      thresholds: { session_tokens_max: 7, count_cache_reads: true },
      frameworks: { owasp_llm: ['LLM10:2025'] },
    });
    expect(find('BEHAV_001_STABILITY_SCORE')?.thresholds).toMatchObject({ stability_min: 0.5 });
    for (const { recommendations } of checks) expect(recommendations.length).toBeGreaterThan(0);
    expect(categories.map(({ category_id, order }) => [category_id, order])).toEqual([
      ['RESOURCE_MANAGEMENT', 0],
      ['ENVIRONMENT', 1],
      ['BEHAVIORAL', 2],
      ['PRIVACY_COMPLIANCE', 3],
    ]);
  });

  it('answers the defaults where nothing runs them, and says so', async () => {
    const { checks } = await ask(listCheckDefinitions, {}, built.context);
    expect(checks[0]).toMatchObject({ enabled: false, thresholds: { session_tokens_max: 50_000 } });
  });
});
