/** An agent's newest runs and what their checks said: the history of each check, without its evidence. */
import { z } from 'zod';

import { checks } from '../../processors/security/checks/index.ts';
import { analysisList } from './analysis-schemas.ts';
import { defineOperation } from './operation.ts';
import { idParam, integerParam } from './parse-params.ts';
import { requireAgent } from './require-agent.ts';
import { toAnalysisRun } from './to-analysis-run.ts';

const RUNS_DEFAULT = 20;
const RUNS_MAX = 100;

export const listAnalyses = defineOperation({
  name: 'list_analyses',
  method: 'GET',
  path: '/api/agent/{id}/analyses',
  about: 'The newest runs of the analysis of an agent, the newest first, with what each check said.',
  params: z.object({ id: idParam, limit: integerParam({ min: 1, max: RUNS_MAX }).default(RUNS_DEFAULT) }),
  response: analysisList,
  async run({ id, limit }, { store }) {
    await requireAgent(store, id);
    const [runs, { checks: rows }] = await Promise.all([
      store.listAnalyses(id, limit),
      store.listChecks({ agentId: id, limit: limit * checks.length, offset: 0 }),
    ]);
    const byRun = Map.groupBy(rows, ({ analysisId }) => analysisId);
    return {
      agent_id: id,
      analyses: runs.map((run) => ({
        ...toAnalysisRun(run),
        checks: (byRun.get(run.id) ?? []).map(({ check_type, status, value }) => ({ check_type, status, value })),
      })),
    };
  },
});
