/** Checks of all runs of all agents by filter: their history, the newest run first. */
import { z } from 'zod';

import { checkCategory, checkList, checkStatus } from './analysis-schemas.ts';
import { cursorParam, readCursor, toCursor } from './list-cursor.ts';
import { defineOperation } from './operation.ts';
import { checksLimitParam, idParam, offsetParam } from './parse-params.ts';
import { toCheck } from './to-check.ts';

export const listSecurityChecks = defineOperation({
  name: 'list_security_checks',
  method: 'GET',
  path: '/api/security-checks',
  about: 'Checks of every run by filter, the newest run first.',
  params: z.object({
    agent_id: idParam.optional(),
    analysis_session_id: idParam.optional(),
    category_id: checkCategory.optional(),
    status: checkStatus.optional(),
    limit: checksLimitParam,
    offset: offsetParam,
    cursor: cursorParam.optional(),
  }),
  response: checkList,
  async run({ agent_id, analysis_session_id, category_id, status, limit, offset, cursor }, { store }) {
    const { checks, totalCount, next } = await store.listChecks({
      agentId: agent_id,
      analysisId: analysis_session_id,
      category: category_id,
      status,
      limit,
      offset,
      after: readCursor(cursor),
    });
    return { checks: checks.map(toCheck), total_count: totalCount, next_cursor: toCursor(next) };
  },
});
