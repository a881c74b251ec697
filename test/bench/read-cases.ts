/** Representative parameters of every operation. One without parameters in its path is asked as it is where nothing else is said. */
import type { Operation } from '../../collector/operations/operation.ts';
import type { AnalyzedDatabase } from './analyze-database.ts';
import { createRandom, prose } from './payload.ts';

export interface ReadCase {
  readonly name: string;
  readonly path: string;
  /** At most this long, in milliseconds, 95 times of 100. */
  readonly target?: number;
}

type KnownIds = AnalyzedDatabase['known'];

const PAGE_MS = 50;
const LONG_SESSION_MS = 100;
const DAY_MS = 86_400_000;

/** @returns null where an operation's parameters are not known here. */
export function readCases(
  { name, path }: Pick<Operation, 'name' | 'path'>,
  known: KnownIds,
): readonly ReadCase[] | null {
  const queries = QUERIES[name];
  if (queries !== undefined) {
    return queries(known).map((query): ReadCase => ({ name: `${name} ${query.label}`.trim(), ...query }));
  }
  return path.includes('{') ? null : [{ name, path, target: PAGE_MS }];
}

type Query = Pick<ReadCase, 'path' | 'target'> & { readonly label: string };

const QUERIES: Readonly<Record<string, (known: KnownIds) => readonly Query[]>> = {
  list_sessions: ({ agentId }) => [
    { label: 'newest 50', path: '/api/sessions', target: PAGE_MS },
    { label: 'newest 500', path: '/api/sessions?limit=500', target: PAGE_MS },
    { label: 'of an agent', path: `/api/sessions?agent_id=${agentId}`, target: PAGE_MS },
    { label: 'active', path: '/api/sessions?status=active', target: PAGE_MS },
    { label: 'completed', path: '/api/sessions?status=completed', target: PAGE_MS },
    { label: 'by cost', path: '/api/sessions?sort=cost_usd', target: PAGE_MS },
    { label: 'by duration, of an agent', path: `/api/sessions?sort=duration_ms&agent_id=${agentId}`, target: PAGE_MS },
    { label: 'page 1000', path: '/api/sessions?offset=50000', target: PAGE_MS },
    { label: 'with findings', path: '/api/sessions?has_findings=true', target: PAGE_MS },
    { label: 'of a pattern', path: `/api/sessions?agent_id=${agentId}&cluster_id=cluster_1`, target: PAGE_MS },
  ],
  get_agent: ({ agentId }) => [{ label: '', path: `/api/agent/${agentId}`, target: PAGE_MS }],
  get_session: ({ sessionId, longSessionId }) => [
    { label: 'short', path: `/api/session/${sessionId}`, target: PAGE_MS },
    { label: 'long, whole', path: `/api/session/${longSessionId}`, target: LONG_SESSION_MS },
    { label: 'long, first 500', path: `/api/session/${longSessionId}?limit=500`, target: PAGE_MS },
  ],
  get_span: ({ sessionId, spanId, longSessionId, longSessionSpanId }) => [
    { label: 'of a short session', path: `/api/session/${sessionId}/span/${spanId}`, target: PAGE_MS },
    {
      label: 'last of the long session',
      path: `/api/session/${longSessionId}/span/${longSessionSpanId}`,
      target: LONG_SESSION_MS,
    },
  ],
  list_agent_checks: ({ agentId }) => [{ label: '', path: `/api/agent/${agentId}/security-checks`, target: PAGE_MS }],
  list_analyses: ({ agentId }) => [{ label: '', path: `/api/agent/${agentId}/analyses`, target: PAGE_MS }],
  get_finding: ({ findingId }) => [{ label: '', path: `/api/finding/${findingId}`, target: PAGE_MS }],
  // Computed when somebody asks, on the thread that analyses.
  list_agent_versions: ({ agentId }) => [{ label: '', path: `/api/agent/${agentId}/versions` }],
  compare_versions: ({ agentId, olderVersion, newerVersion }) => [
    { label: '', path: `/api/agent/${agentId}/version-diff?older=${olderVersion}&newer=${newerVersion}` },
  ],
  get_session_outlier: ({ sessionId }) => [{ label: '', path: `/api/session/${sessionId}/outlier` }],
  compare_sessions: ({ sessionId, otherSessionId }) => [
    { label: '', path: `/api/compare?a=${sessionId}&b=${otherSessionId}` },
  ],
  search: () => [{ label: 'a frequent word', path: `/api/search?q=${FREQUENT_WORD}` }],
  get_overview: ({ agentId }) => [
    { label: '24 hours', path: '/api/overview', target: PAGE_MS },
    { label: '7 days', path: `/api/overview?from=${daysAgo(7)}`, target: PAGE_MS },
    { label: '7 days of an agent', path: `/api/overview?from=${daysAgo(7)}&agent_id=${agentId}`, target: PAGE_MS },
  ],
};

/** The first that comes to mind of what payloads are made of. */
const FREQUENT_WORD = /[a-z]{3,}/.exec(prose(createRandom(1), 200))?.[0] ?? 'the';

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}
