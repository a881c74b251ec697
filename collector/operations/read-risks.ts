/** How agents stand, for lists of them: three reads, however many agents there are. */
import type { SessionPosition, Store } from '../store.ts';
import type { AgentRisk, MutedCounts } from './judge-risk.ts';

/** Findings of agents that people muted. Beyond these, the oldest count as not muted: that alarms rather than hides. */
const MUTED_MAX = 5000;
const MUTED_PAGE = 500;

export async function readRisks(store: Store, agentIds: readonly string[]): Promise<(agentId: string) => AgentRisk> {
  const [reports, muted, newest] = await Promise.all([
    store.listLatestReports(agentIds),
    countMuted(store, agentIds.length === 1 ? agentIds[0] : undefined),
    store.listNewestAnalyses(agentIds),
  ]);
  return (agentId) => {
    const report = reports.get(agentId);
    return {
      newest: newest.get(agentId) ?? null,
      report:
        report === undefined
          ? null
          : { ...report, mutedCounts: muted.get(report.analysis.id) ?? { critical: 0, warning: 0 } },
    };
  };
}

export async function readRisk(store: Store, agentId: string): Promise<AgentRisk> {
  return (await readRisks(store, [agentId]))(agentId);
}

/**
 * By the run that saw them last: a finding that the newest run does not see has no check there that it could silence. Only
 * those about an agent as a whole are checks.
 */
async function countMuted(store: Store, agentId: string | undefined): Promise<ReadonlyMap<string, MutedCounts>> {
  const counts = new Map<string, { critical: number; warning: number }>();
  let after: SessionPosition | undefined;
  for (let seen = 0; seen < MUTED_MAX; seen += MUTED_PAGE) {
    const { findings, next } = await store.listFindings({
      agentId,
      status: 'muted',
      limit: MUTED_PAGE,
      offset: 0,
      after,
    });
    for (const { analysisId, sessionId, severity } of findings) {
      if (sessionId !== null) continue;
      const count = counts.get(analysisId) ?? { critical: 0, warning: 0 };
      counts.set(analysisId, count);
      count[severity === 'critical' ? 'critical' : 'warning'] += 1;
    }
    if (next === null) break;
    after = next;
  }
  return counts;
}
