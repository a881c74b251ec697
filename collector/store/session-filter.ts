/** Which sessions a list is asked for. SQLite says the same in SQL; this is how the memory store says it, and the tests. */
import { SEVERITIES } from '../model/finding.ts';
import type { SessionAnswer, SessionRecord } from '../model/session.ts';
import type { NameFilter, SessionQuery, SessionSort } from '../store.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';

/** Without `text`, which is a question to the contents and not to the session's row. */
export function isWanted(session: SessionAnswer, query: SessionQuery): boolean {
  const { totals, clusterId, findingCounts } = session;
  const severities = SEVERITIES.filter((severity) => findingCounts[severity] > 0);
  return (
    passes(query.agentId, [session.agentId]) &&
    passes(query.status, [session.status]) &&
    passes(query.source, [session.source]) &&
    passes(query.userId, session.userId === null ? [] : [session.userId]) &&
    passes(query.model, totals.models.keys()) &&
    passes(query.tool, totals.toolsUsed.keys()) &&
    passes(query.tag, totals.tags.keys()) &&
    passes(query.clusterId, clusterId === null ? [] : [clusterId]) &&
    passes(query.severity, severities) &&
    (query.hasFindings === undefined || query.hasFindings === severities.length > 0) &&
    totals.costNanoUsd >= (query.minCostNanoUsd ?? -Infinity) &&
    totals.failures >= (query.minErrors ?? -Infinity) &&
    SORT_VALUES.duration_ms(session) >= (query.minDurationMs ?? -Infinity) &&
    session.lastActivityMs >= (query.fromMs ?? -Infinity) &&
    session.createdAtMs < (query.toMs ?? Infinity)
  );
}

/** What each order goes by, descending. */
export const SORT_VALUES: Readonly<Record<SessionSort, (session: SessionRecord) => number>> = {
  last_activity: (session) => session.lastActivityMs,
  created_at: (session) => session.createdAtMs,
  duration_ms: (session) => session.lastActivityMs - session.createdAtMs,
  cost_usd: (session) => session.totals.costNanoUsd,
  total_tokens: (session) => inputTokens(session.totals.usage) + outputTokens(session.totals.usage),
  errors: (session) => session.totals.failures,
};

function passes(filter: NameFilter | undefined, names: Iterable<string>): boolean {
  if (filter === undefined) return true;
  const has = new Set(names);
  const { any, none } = filter;
  return (any.length === 0 || any.some((name) => has.has(name))) && !none.some((name) => has.has(name));
}
