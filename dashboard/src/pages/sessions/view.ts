/** What the sessions page shows, as its URL says it. What is not understood there is the default, never an error. */
import { SEVERITIES } from '../../ui/severity.tsx';

export const STATUSES = [
  { id: 'all', label: 'All' },
  { id: 'active', label: 'Running' },
  { id: 'completed', label: 'Completed' },
] as const;

export const SORTS = [
  { id: 'last_activity', label: 'Latest activity' },
  { id: 'created_at', label: 'Latest start' },
  { id: 'duration_ms', label: 'Longest' },
  { id: 'cost_usd', label: 'Dearest' },
  { id: 'total_tokens', label: 'Most tokens' },
  { id: 'errors', label: 'Most errors' },
] as const;

/** Open ones. */
export const FINDINGS = [
  { id: 'all', label: 'all' },
  { id: 'any', label: 'with any' },
  { id: 'none', label: 'without' },
  ...SEVERITIES.map((severity) => ({ id: severity, label: severity })),
] as const;

/** As many as the collector takes. */
export const WORDS_LENGTH_MAX = 1000;

export interface SessionView {
  readonly status: (typeof STATUSES)[number]['id'];
  readonly sort: (typeof SORTS)[number]['id'];
  /** Empty means all. */
  readonly agent: string;
  /** A pattern of the agent; empty means any. */
  readonly cluster: string;
  readonly findings: (typeof FINDINGS)[number]['id'];
  /** Words in contents; empty means any. */
  readonly words: string;
  /** From 1. */
  readonly page: number;
}

export function readView(params: URLSearchParams): SessionView {
  const page = Number(params.get('page'));
  return {
    status: STATUSES.find(({ id }) => id === params.get('status'))?.id ?? 'all',
    sort: SORTS.find(({ id }) => id === params.get('sort'))?.id ?? 'last_activity',
    agent: params.get('agent') ?? '',
    cluster: params.get('cluster') ?? '',
    findings: readFindings(params),
    words: (params.get('q') ?? '').slice(0, WORDS_LENGTH_MAX),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

export function writeView({ status, sort, agent, cluster, findings, words, page }: SessionView): URLSearchParams {
  const params = new URLSearchParams();
  if (status !== 'all') params.set('status', status);
  if (sort !== 'last_activity') params.set('sort', sort);
  if (agent !== '') params.set('agent', agent);
  if (cluster !== '') params.set('cluster', cluster);
  if (findings === 'any' || findings === 'none') params.set('has_findings', String(findings === 'any'));
  else if (findings !== 'all') params.set('severity', findings);
  if (words !== '') params.set('q', words);
  if (page > 1) params.set('page', String(page));
  return params;
}

/** By the names that the collector gives these filters; of both the narrower one counts. */
function readFindings(params: URLSearchParams): SessionView['findings'] {
  const severity = SEVERITIES.find((one) => one === params.get('severity'));
  if (severity !== undefined) return severity;
  const has = params.get('has_findings');
  return has === 'true' ? 'any' : has === 'false' ? 'none' : 'all';
}

/** What the collector is asked for. */
export function findingFilters(findings: SessionView['findings']): {
  readonly hasFindings?: boolean;
  readonly severity?: string;
} {
  if (findings === 'all') return {};
  return findings === 'any' || findings === 'none' ? { hasFindings: findings === 'any' } : { severity: findings };
}
