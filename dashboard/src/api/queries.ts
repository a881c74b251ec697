/** Every question the pages ask, once. Old data stays while new is read, so panels do not blink. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import type {
  AgentChecks,
  AgentDetail,
  AgentList,
  AgentVersions,
  AnalysisList,
  CheckDefinitions,
  Dashboard,
  Finding,
  FindingList,
  Overview,
  SessionComparison,
  SessionDetail,
  SessionList,
  SessionOutlier,
  SpanDetail,
  VersionDiff,
} from '../../../collector/operations/contract.ts';
import { fetchJson, patchJson } from './client.ts';
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
  readonly clusterId?: string;
  readonly severity?: string;
  readonly hasFindings?: boolean;
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
      const { agentId, clusterId, hasFindings, ...params } = query;
      return fetchJson<SessionList>('/api/sessions', {
        params: {
          ...params,
          agent_id: agentId && escapeName(agentId),
          cluster_id: clusterId && escapeName(clusterId),
          has_findings: hasFindings === undefined ? undefined : String(hasFindings),
        },
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

export function checksQuery(agentId: string) {
  return queryOptions({
    queryKey: keys.checks(agentId),
    queryFn: ({ signal }) => fetchJson<AgentChecks>(`${agentUrl(agentId)}/security-checks`, { signal }),
  });
}

/** As many as a history shows. */
export const RUNS_SHOWN = 13;

export function runsQuery(agentId: string) {
  return queryOptions({
    queryKey: keys.runs(agentId),
    queryFn: ({ signal }) => {
      return fetchJson<AnalysisList>(`${agentUrl(agentId)}/analyses`, { params: { limit: RUNS_SHOWN }, signal });
    },
  });
}

export const checkDefinitionsQuery = queryOptions({
  queryKey: keys.checkDefinitions,
  queryFn: ({ signal }) => fetchJson<CheckDefinitions>('/api/security-check-definitions', { signal }),
  staleTime: Infinity,
});

export function versionsQuery(agentId: string) {
  return queryOptions({
    queryKey: keys.versions(agentId),
    queryFn: ({ signal }) => fetchJson<AgentVersions>(`${agentUrl(agentId)}/versions`, { signal }),
  });
}

export function versionDiffQuery(
  agentId: string,
  { older, newer }: { readonly older: string; readonly newer: string },
) {
  return queryOptions({
    queryKey: keys.versionDiff(agentId, older, newer),
    queryFn: ({ signal }) => {
      return fetchJson<VersionDiff>(`${agentUrl(agentId)}/version-diff`, { params: { older, newer }, signal });
    },
  });
}

export function outlierQuery(sessionId: string) {
  return queryOptions({
    queryKey: keys.outlier(sessionId),
    queryFn: ({ signal }) => {
      return fetchJson<SessionOutlier>(`/api/session/${encodeURIComponent(sessionId)}/outlier`, { signal });
    },
  });
}

export function comparisonQuery(a: string, b: string) {
  return queryOptions({
    queryKey: keys.comparison(a, b),
    queryFn: ({ signal }) => fetchJson<SessionComparison>('/api/compare', { params: { a, b }, signal }),
  });
}

export interface FindingListQuery {
  readonly agentId?: string;
  readonly sessionId?: string;
  readonly checkId?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly limit: number;
  readonly offset: number;
}

export function findingListQuery(query: FindingListQuery) {
  return queryOptions({
    queryKey: keys.findingList(query),
    queryFn: ({ signal }) => {
      const { agentId, sessionId, checkId, ...params } = query;
      return fetchJson<FindingList>('/api/findings', {
        params: { ...params, agent_id: agentId, session_id: sessionId, check_id: checkId },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
}

/** What the navigation counts and the first page opens with: one question for both. */
export const openCriticalQuery = findingListQuery({ status: 'open', severity: 'critical', limit: 5, offset: 0 });

export function findingQuery(id: string) {
  return queryOptions({
    queryKey: keys.finding(id),
    queryFn: ({ signal }) => fetchJson<Finding>(findingUrl(id), { signal }),
  });
}

export function setFindingStatus(
  id: string,
  change: { readonly status: Finding['status']; readonly reason: string | null },
): Promise<Finding> {
  return patchJson<Finding>(findingUrl(id), change);
}

function agentUrl(id: string): string {
  return `/api/agent/${encodeURIComponent(id)}`;
}

function findingUrl(id: string): string {
  return `/api/finding/${encodeURIComponent(id)}`;
}
