/** All agents with their numbers, the one seen last first. */
import { z } from 'zod';

import type { AgentRecord } from '../model/session.ts';
import { defineOperation } from './operation.ts';
import { limitParam, offsetParam } from './parse-params.ts';
import { readRisks } from './read-risks.ts';
import { agentList } from './schemas.ts';
import { toAgent } from './to-agent.ts';

export const listAgents = defineOperation({
  name: 'list_agents',
  method: 'GET',
  path: '/api/agents',
  about: 'Agents with their numbers, the one seen last first.',
  params: z.object({ limit: limitParam, offset: offsetParam }),
  response: agentList,
  async run({ limit, offset }, { store }) {
    const agents = [...(await store.listAgents())].sort(byLastSeen);
    const page = agents.slice(offset, offset + limit);
    const riskOf = await readRisks(
      store,
      page.map(({ id }) => id),
    );
    return { agents: page.map((agent) => toAgent(agent, riskOf(agent.id))), total_count: agents.length };
  },
});

export function byLastSeen(a: AgentRecord, b: AgentRecord): number {
  return b.lastSeenMs - a.lastSeenMs || (a.id < b.id ? -1 : 1);
}
