/** What the sessions page shows, as its URL says it. What is not understood there is the default, never an error. */
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

/** As many as the collector takes. */
export const WORDS_LENGTH_MAX = 1000;

export interface SessionView {
  readonly status: (typeof STATUSES)[number]['id'];
  readonly sort: (typeof SORTS)[number]['id'];
  /** Empty means all. */
  readonly agent: string;
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
    words: (params.get('q') ?? '').slice(0, WORDS_LENGTH_MAX),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

export function writeView({ status, sort, agent, words, page }: SessionView): URLSearchParams {
  const params = new URLSearchParams();
  if (status !== 'all') params.set('status', status);
  if (sort !== 'last_activity') params.set('sort', sort);
  if (agent !== '') params.set('agent', agent);
  if (words !== '') params.set('q', words);
  if (page > 1) params.set('page', String(page));
  return params;
}
