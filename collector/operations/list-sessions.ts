/** Sessions by filter and order. Every order is descending: what is newest, longest or dearest comes first. */
import { z } from 'zod';

import { SEVERITIES } from '../model/finding.ts';
import { parseTextQuery } from '../store/text-query.ts';
import { cursorParam, readCursor, toCursor } from './list-cursor.ts';
import { defineOperation } from './operation.ts';
import { namesParam, parseNames } from './parse-names.ts';
import { instantParam, integerParam, limitParam, numberParam, offsetParam, searchParam } from './parse-params.ts';
import { session, sessionList } from './schemas.ts';
import { toSession } from './to-session.ts';

export const listSessions = defineOperation({
  name: 'list_sessions',
  method: 'GET',
  path: '/api/sessions',
  about:
    'Sessions by filter, in a descending order of choice. Filters by name take a comma list, of which one must hold, and ' +
    'names behind a minus, of which none may; from and to are about activity between them; q finds words in contents; ' +
    'has_findings and severity are about open findings.',
  params: z.object({
    agent_id: namesParam.optional(),
    status: namesParam.optional(),
    model: namesParam.optional(),
    tool: namesParam.optional(),
    user_id: namesParam.optional(),
    session_source: namesParam.optional(),
    tags: namesParam.optional(),
    cluster_id: namesParam.optional(),
    has_findings: z.enum(['true', 'false'], 'expected true or false').optional(),
    severity: namesParam.optional(),
    min_cost_usd: numberParam({ min: 0, max: 1e9 }).optional(),
    min_errors: integerParam({ min: 0, max: 1e9 }).optional(),
    min_duration_ms: integerParam({ min: 0, max: 1e12 }).optional(),
    from: instantParam.optional(),
    to: instantParam.optional(),
    q: searchParam.optional(),
    sort: z
      .enum(['last_activity', 'created_at', 'duration_ms', 'cost_usd', 'total_tokens', 'errors'])
      .default('last_activity'),
    limit: limitParam,
    offset: offsetParam,
    cursor: cursorParam.optional(),
  }),
  response: sessionList,
  async run(params, { store }) {
    const { sort, limit, offset, q, cursor } = params;
    const { sessions, totalCount, next, search } = await store.listSessions({
      agentId: parseNames('agent_id', params.agent_id),
      status: parseNames('status', params.status, session.shape.status.options),
      model: parseNames('model', params.model),
      tool: parseNames('tool', params.tool),
      userId: parseNames('user_id', params.user_id),
      source: parseNames('session_source', params.session_source, session.shape.session_source.options),
      tag: parseNames('tags', params.tags),
      clusterId: parseNames('cluster_id', params.cluster_id),
      hasFindings: params.has_findings === undefined ? undefined : params.has_findings === 'true',
      severity: parseNames('severity', params.severity, SEVERITIES),
      minCostNanoUsd: params.min_cost_usd === undefined ? undefined : Math.round(params.min_cost_usd * 1e9),
      minErrors: params.min_errors,
      minDurationMs: params.min_duration_ms,
      fromMs: params.from === undefined ? undefined : Date.parse(params.from),
      toMs: params.to === undefined ? undefined : Date.parse(params.to),
      text: q === undefined ? undefined : parseTextQuery(q),
      sort,
      limit,
      offset,
      after: readCursor(cursor),
    });
    return {
      sessions: sessions.map(toSession),
      total_count: totalCount,
      next_cursor: toCursor(next),
      search: search === null ? null : { complete: search.complete, catching_up: search.catchingUp },
    };
  },
});
