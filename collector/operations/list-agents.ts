/** All agents with their numbers, the one seen last first. */
import { z } from 'zod';

import type { AgentRecord } from '../model/session.ts';
import { defineOperation } from './operation.ts';
import { NO_RISK_KNOWN } from './judge-risk.ts';
import { limitParam, offsetParam } from './parse-params.ts';
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
    return {
      agents: agents.slice(offset, offset + limit).map((agent) => toAgent(agent, NO_RISK_KNOWN)),
      total_count: agents.length,
    };
  },
});

export function byLastSeen(a: AgentRecord, b: AgentRecord): number {
  return b.lastSeenMs - a.lastSeenMs || (a.id < b.id ? -1 : 1);
}
