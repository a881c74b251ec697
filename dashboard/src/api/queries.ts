/** Every question the pages ask, once. Old data stays while new is read, so panels do not blink. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import type {
  AgentDetail,
  AgentList,
  Dashboard,
  Overview,
  SessionDetail,
  SessionList,
  SpanDetail,
} from '../../../collector/operations/contract.ts';
import { fetchJson } from './client.ts';
import { keys } from './keys.ts';
import type { TimeRange } from './time-range.ts';

export const dashboardQuery = queryOptions({
  queryKey: keys.dashboard,
  queryFn: ({ signal }) => fetchJson<Dashboard>('/api/dashboard', { signal }),
});

export function overviewQuery(range: TimeRange, agentId?: string) {
  return queryOptions({
    queryKey: keys.overview(range.id, agentId),
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - range.lengthMs).toISOString();
      return fetchJson<Overview>('/api/overview', { params: { from, step: range.step, agent_id: agentId }, signal });
    },
  });
}

export interface SessionListQuery {
  readonly agentId?: string;
  readonly status?: string;
  /** Words in contents. */
  readonly q?: string;
  readonly sort: string;
  readonly limit: number;
  readonly offset: number;
}

/** A filter's comma and minus mean something; those of a name do not. */
export function escapeName(name: string): string {
  return name.replaceAll(/[\\,]|^-/g, '\\$&');
}

export function sessionListQuery(query: SessionListQuery) {
  return queryOptions({
    queryKey: keys.sessionList(query),
    queryFn: ({ signal }) => {
      const { agentId, ...params } = query;
      return fetchJson<SessionList>('/api/sessions', {
        params: { ...params, agent_id: agentId && escapeName(agentId) },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
}

export const agentListQuery = queryOptions({
  queryKey: keys.agents,
  queryFn: ({ signal }) => fetchJson<AgentList>('/api/agents', { params: { limit: 500 }, signal }),
});

export function agentQuery(id: string) {
  return queryOptions({
    queryKey: keys.agent(id),
    queryFn: ({ signal }) => fetchJson<AgentDetail>(`/api/agent/${encodeURIComponent(id)}`, { signal }),
  });
}

/** Of a session that has more, the first are shown and the page says so: 30,000 rows of JSON are some 18 MB. */
const TIMELINE_PAGES_MAX = 3;

export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: keys.session(id),
    queryFn: async ({ signal }) => {
      const path = `/api/session/${encodeURIComponent(id)}`;
      let page = await fetchJson<SessionDetail>(path, { signal });
      const timeline = [...page.timeline];
      for (let pages = 1; page.next_cursor !== null && pages < TIMELINE_PAGES_MAX; pages += 1) {
        page = await fetchJson<SessionDetail>(path, { params: { cursor: page.next_cursor }, signal });
        timeline.push(...page.timeline);
      }
      return { ...page, timeline };
    },
  });
}

export function spanQuery(sessionId: string, spanId: string) {
  return queryOptions({
    queryKey: keys.span(sessionId, spanId),
    queryFn: ({ signal }) => {
      const path = `/api/session/${encodeURIComponent(sessionId)}/span/${encodeURIComponent(spanId)}`;
      return fetchJson<SpanDetail>(path, { signal });
    },
    // What a span says does not change once it has ended; running ones are invalidated by the live stream.
    staleTime: Infinity,
  });
}
