/** What changed between two versions of an agent, said only where chance does not explain it. */
import { z } from 'zod';

import { askAnalyzer } from './ask-analyzer.ts';
import { versionDiff } from './behaviour-schemas.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { requireAgent } from './require-agent.ts';

export const compareVersions = defineOperation({
  name: 'compare_versions',
  method: 'GET',
  path: '/api/agent/{id}/version-diff',
  about:
    'What changed between two versions of an agent in steps, tools, failures and cost, where chance does not explain it.',
  params: z.object({ id: idParam, older: idParam, newer: idParam }),
  response: versionDiff,
  async run({ id, older, newer }, context) {
    await requireAgent(context.store, id);
    return askAnalyzer(
      {
        question: { type: 'compare-versions', agentId: id, older, newer },
        answer: versionDiff,
        nothing: 'one of the versions has no completed session',
      },
      context,
    );
  },
});
