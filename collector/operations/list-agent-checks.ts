/** The checks of an agent's newest completed run. The summary is over all of them, whatever the filter leaves. */
import { z } from 'zod';

import type { CheckCategory, CheckRecord, CheckStatus } from '../model/analysis.ts';
import type { Store } from '../store.ts';
import { agentChecks, checkCategory, checkStatus, type CheckSummary } from './analysis-schemas.ts';
import type { AgentRisk } from './judge-risk.ts';
import { defineOperation } from './operation.ts';
import { checksLimitParam, idParam } from './parse-params.ts';
import { readRisk } from './read-risks.ts';
import { requireAgent } from './require-agent.ts';
import { toAnalysisRun } from './to-analysis-run.ts';
import { toCheck } from './to-check.ts';
import { piiStatus } from './to-risk-analysis.ts';

export const listAgentChecks = defineOperation({
  name: 'list_agent_checks',
  method: 'GET',
  path: '/api/agent/{id}/security-checks',
  about: "The checks of an agent's newest completed run, and their numbers. A filter leaves the numbers whole.",
  params: z.object({
    id: idParam,
    category_id: checkCategory.optional(),
    status: checkStatus.optional(),
    limit: checksLimitParam,
  }),
  response: agentChecks,
  async run({ id, category_id, status, limit }, { store }) {
    await requireAgent(store, id);
    const [risk, checks] = await Promise.all([readRisk(store, id), readLatestChecks(store, id)]);
    const wanted = checks.filter(
      (check) =>
        (category_id === undefined || check.category_id === category_id) &&
        (status === undefined || check.status === status),
    );
    return { agent_id: id, checks: wanted.slice(0, limit).map(toCheck), summary: summarize(id, risk, checks) };
  },
});

/** Of one run; there are sixteen. */
const CHECKS_OF_RUN_MAX = 500;

export async function readLatestChecks(store: Store, agentId: string): Promise<readonly CheckRecord[]> {
  const { checks } = await store.listChecks({ agentId, latestOnly: true, limit: CHECKS_OF_RUN_MAX, offset: 0 });
  return checks;
}

function summarize(agentId: string, { report, newest }: AgentRisk, checks: readonly CheckRecord[]): CheckSummary {
  const countStatus = (wanted: CheckStatus) => checks.filter(({ status }) => status === wanted).length;
  const countCategory = (wanted: CheckCategory) => checks.filter(({ category_id }) => category_id === wanted).length;
  return {
    agent_id: agentId,
    total_checks: checks.length,
    by_status: {
      passed: countStatus('passed'),
      warning: countStatus('warning'),
      critical: countStatus('critical'),
      insufficient_data: countStatus('insufficient_data'),
      not_applicable: countStatus('not_applicable'),
      error: countStatus('error'),
    },
    by_category: {
      RESOURCE_MANAGEMENT: countCategory('RESOURCE_MANAGEMENT'),
      ENVIRONMENT: countCategory('ENVIRONMENT'),
      BEHAVIORAL: countCategory('BEHAVIORAL'),
      PRIVACY_COMPLIANCE: countCategory('PRIVACY_COMPLIANCE'),
    },
    pii_status: piiStatus(checks),
    analysis: report === null ? null : toAnalysisRun(report.analysis),
    latest_analysis: newest === null ? null : toAnalysisRun(newest),
  };
}
