/** Sessions by filter and order. Every order is descending: what is newest, longest or dearest comes first. */
import { z } from 'zod';

import { defineOperation } from './operation.ts';
import { idParam, limitParam, offsetParam } from './parse-params.ts';
import { sessionList } from './schemas.ts';
import { toSession } from './to-session.ts';

export const listSessions = defineOperation({
  name: 'list_sessions',
  method: 'GET',
  path: '/api/sessions',
  about: 'Sessions by agent and status, in a descending order of choice.',
  params: z.object({
    agent_id: idParam.optional(),
    status: z.enum(['active', 'completed']).optional(),
    sort: z
      .enum(['last_activity', 'created_at', 'duration_ms', 'cost_usd', 'total_tokens', 'errors'])
      .default('last_activity'),
    limit: limitParam,
    offset: offsetParam,
  }),
  response: sessionList,
  async run({ agent_id, status, sort, limit, offset }, { store }) {
    const { sessions, totalCount } = await store.listSessions({ agentId: agent_id, status, sort, limit, offset });
    return { sessions: sessions.map(toSession), total_count: totalCount };
  },
});
