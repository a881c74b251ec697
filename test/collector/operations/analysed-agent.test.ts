/**
 * Everything that is answered about an agent whose sessions were really analysed: the answers of the analysis and the shapes
 * of REST are written down in two places, and `ask` demands that they are the same.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { InlineAnalyzer } from '../../../collector/analysis/inline.ts';
import { compareSessions } from '../../../collector/operations/compare-sessions.ts';
import { compareVersions } from '../../../collector/operations/compare-versions.ts';
import { getAgent } from '../../../collector/operations/get-agent.ts';
import { getFinding } from '../../../collector/operations/get-finding.ts';
import { getSessionOutlier } from '../../../collector/operations/get-session-outlier.ts';
import { getSession } from '../../../collector/operations/get-session.ts';
import { listAgentChecks } from '../../../collector/operations/list-agent-checks.ts';
import { listAgentVersions } from '../../../collector/operations/list-agent-versions.ts';
import { listFindings } from '../../../collector/operations/list-findings.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import type { OperationContext } from '../../../collector/operations/operation.ts';
import { processors } from '../../../processors/index.ts';
import { agent, BEGIN_MS, chat, spanIdOf, tool } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const SESSIONS = 30;
let context: OperationContext;

beforeAll(async () => {
  const built = buildStore();
  const { store } = built;
  const ids = Array.from({ length: SESSIONS }, (_, index) => `s${String(index).padStart(2, '0')}`);
  for (const [index, id] of ids.entries()) {
    const start = index * 60_000;
    const isOdd = index === SESSIONS - 1;
    const names = isOdd ? ['lookup', 'refund', 'erase', 'erase', 'pay'] : ['lookup', 'refund', 'mail'];
    const attributes = { 'session.id': id, 'gen_ai.agent.version': index < SESSIONS / 2 ? '1' : '2' };
    await built.write([
      agent({ trace: id, id: 'root', agent: 'support', start, end: start + 10_000, attributes }),
      // A model call for each: tools of one call may have run in any order.
      ...names.flatMap((name, at) => [
        chat({
          trace: id,
          id: `llm${at}`,
          parent: 'root',
          start: start + 1000 * at,
          tokens: [isOdd && at === 0 ? 60_000 : 1000, 10],
        }),
        tool({ trace: id, id: `tool${at}`, parent: 'root', start: start + 1000 * at + 500, tool: name }),
      ]),
    ]);
  }
  await store.completeSessions(ids, Number.MAX_SAFE_INTEGER, BEGIN_MS);
  const settings = {
    processors: processors.map(({ type, config }) => ({ type, config: config.parse({}) })),
    limits: { sessionTimeoutMs: 1000, agentTimeoutMs: 1000, memoryBytesMax: 1e8, spansMax: 1000 },
  };
  const analyzer = new InlineAnalyzer(store, settings);
  const [backlog] = await store.readAnalysisBacklog();
  const outcome = await analyzer.analyze({
    id: 'analysis_1',
    agentId: 'support',
    version: backlog?.version ?? 0,
    analyzedVersion: 0,
    startedAtMs: BEGIN_MS,
    onKept: async (kept) => store.writeKept(kept),
  });
  if (!outcome.ok) throw new Error(outcome.failure);
  await store.writeAnalysis({ ...outcome.analysis, finishedAtMs: BEGIN_MS + 100 });
  context = { ...built.context, analyzer, analyses: settings.processors };
});

describe('an agent that was analysed', () => {
  it('has its behaviour, patterns that its sessions name, and its risk', async () => {
    const { agent: one, risk_analysis: risk } = await ask(getAgent, { id: 'support' }, context);
    expect(one).toMatchObject({ risk_status: 'critical', latest_analysis: { id: 'analysis_1', status: 'COMPLETED' } });
    expect(risk).toMatchObject({
      sessions_analyzed: SESSIONS,
      security_report: { total_checks: 16, overall_status: 'critical' },
      behavioral_analysis: { total_sessions: SESSIONS, num_clusters: 1, num_outliers: 1 },
      summary: { behavioral_status: 'complete' },
    });
    const cluster = risk.behavioral_analysis?.clusters[0];
    expect(cluster).toMatchObject({ size: SESSIONS - 1, confidence: 'normal' });
    expect(risk.behavioral_analysis?.outliers[0]).toMatchObject({ session_id: 's29', cluster_id: null });
    const found = await ask(listSessions, { cluster_id: cluster?.cluster_id }, context);
    expect(found.total_count).toBe(SESSIONS - 1);
  });

  it('has a finding for each check that ended in warning or critical, and no other', async () => {
    const { checks } = await ask(listAgentChecks, { id: 'support' }, context);
    const flagged = checks.filter(({ status }) => status === 'warning' || status === 'critical');
    const { findings } = await ask(listFindings, { agent_id: 'support' }, context);
    expect(findings.map(({ check_id }) => check_id).sort()).toEqual(flagged.map(({ check_type }) => check_type).sort());
    const loud = findings.find(({ check_id }) => check_id === 'RESOURCE_001_TOKEN_BOUNDS');
    expect(loud).toMatchObject({ severity: 'critical', session_ids: ['s29'] });
    expect(await ask(getFinding, { id: loud?.id }, context)).toEqual(loud);
    const { session, timeline } = await ask(getSession, { id: 's29' }, context);
    expect(session.finding_counts.critical).toBeGreaterThan(0);
    expect(timeline.find(({ span_id }) => span_id === spanIdOf('llm0'))?.finding_ids).toContain(loud?.id);
    expect((await ask(listSessions, { severity: 'critical' }, context)).sessions.map(({ id }) => id)).toContain('s29');
  });

  it('has an answer to why a session is unusual, also where it is not', async () => {
    const odd = await ask(getSessionOutlier, { id: 's29' }, context);
    expect(odd.steps.steps.map(({ name }) => name)).toEqual(['lookup', 'refund', 'erase', 'erase', 'pay']);
    expect(odd.outlier.causes.length).toBeGreaterThan(0);
    expect(odd.divergence).not.toBeNull();
    const usual = await ask(getSessionOutlier, { id: 's05' }, context);
    expect(usual.outlier.cluster_id).toBe('cluster_1');
  });

  it('has sessions side by side, and versions', async () => {
    const compared = await ask(compareSessions, { a: 's05', b: 's29' }, context);
    expect(compared).toMatchObject({ a: { id: 's05' }, b: { id: 's29' }, divergence: { step: 2 } });
    const same = await ask(compareSessions, { a: 's05', b: 's06' }, context);
    expect(same).toMatchObject({ similarity: 1, divergence: null });
    const { versions } = await ask(listAgentVersions, { id: 'support' }, context);
    expect(versions.map(({ version, sessions }) => [version, sessions])).toEqual([
      ['2', 15],
      ['1', 15],
    ]);
    const diff = await ask(compareVersions, { id: 'support', older: '1', newer: '2' }, context);
    expect(diff).toMatchObject({ status: 'compared', older: { sessions: 15 }, newer: { sessions: 15 } });
    await expect(ask(compareVersions, { id: 'support', older: '1', newer: '9' }, context)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
