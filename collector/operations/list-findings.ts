/** Findings by filter, the one seen last first. */
import { z } from 'zod';

import { FINDING_STATUSES, SEVERITIES } from '../model/finding.ts';
import { findingList } from './finding-schemas.ts';
import { cursorParam, readCursor, toCursor } from './list-cursor.ts';
import { defineOperation } from './operation.ts';
import { idParam, instantParam, limitParam, offsetParam } from './parse-params.ts';
import { toFindings } from './to-finding.ts';

export const listFindings = defineOperation({
  name: 'list_findings',
  method: 'GET',
  path: '/api/findings',
  about:
    'Findings by filter, the one seen last first; session_id finds those about the session and those whose evidence names ' +
    'it, from and to are about when they were seen last.',
  params: z.object({
    session_id: idParam.optional(),
    agent_id: idParam.optional(),
    check_id: idParam.optional(),
    severity: z.enum(SEVERITIES).optional(),
    status: z.enum(FINDING_STATUSES).optional(),
    from: instantParam.optional(),
    to: instantParam.optional(),
    limit: limitParam,
    offset: offsetParam,
    cursor: cursorParam.optional(),
  }),
  response: findingList,
  async run({ session_id, agent_id, check_id, severity, status, from, to, limit, offset, cursor }, { store }) {
    const { findings, totalCount, next } = await store.listFindings({
      sessionId: session_id,
      agentId: agent_id,
      checkId: check_id,
      severity,
      status,
      fromMs: from === undefined ? undefined : Date.parse(from),
      toMs: to === undefined ? undefined : Date.parse(to),
      limit,
      offset,
      after: readCursor(cursor),
    });
    return { findings: await toFindings(findings, store), total_count: totalCount, next_cursor: toCursor(next) };
  },
});
