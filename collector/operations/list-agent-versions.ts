/** The versions of an agent that completed sessions ran with. */
import { z } from 'zod';

import { askAnalyzer } from './ask-analyzer.ts';
import { agentVersions } from './behaviour-schemas.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { requireAgent } from './require-agent.ts';

export const listAgentVersions = defineOperation({
  name: 'list_agent_versions',
  method: 'GET',
  path: '/api/agent/{id}/versions',
  about: 'Versions of an agent with their numbers of completed sessions, the newest first.',
  params: z.object({ id: idParam }),
  response: agentVersions,
  async run({ id }, context) {
    await requireAgent(context.store, id);
    return askAnalyzer(
      {
        question: { type: 'list-versions', agentId: id },
        answer: agentVersions,
        nothing: 'the agent has no completed session',
      },
      context,
    );
  },
});
