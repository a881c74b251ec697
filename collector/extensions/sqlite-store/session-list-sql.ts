/**
 * The SQL of the sessions list. Put together from constants only: which parts there are depends on what is asked, what they
 * compare with is bound. Without filters, or for one agent, the newest come straight from an index in their order;
 * everything else walks over `sessions_narrow`, whose cost does not depend on what is asked for.
 */
import { SEVERITIES } from '../../model/finding.ts';
import type { NameFilter, SessionQuery, SessionSort } from '../../store.ts';

export interface SessionListSql {
  readonly page: string;
  readonly count: string;
  readonly bound: Readonly<Record<string, string | number>>;
}

/** Every order the list offers, by the columns behind it. */
export const SORT_COLUMNS: Readonly<Record<SessionSort, string>> = {
  last_activity: 'last_activity_ms',
  created_at: 'created_at_ms',
  duration_ms: 'last_activity_ms - created_at_ms',
  cost_usd: 'cost_nano_usd',
  total_tokens: 'total_tokens',
  errors: 'failures',
};

/** @param sessionKeys of the sessions whose contents match, where the query has words */
export function buildSessionListSql(query: SessionQuery, sessionKeys: readonly number[] | null): SessionListSql {
  const { conditions, bound } = buildConditions(query, sessionKeys);
  const value = SORT_COLUMNS[query.sort];
  const order = `${value} DESC, session_key DESC LIMIT @limit OFFSET @offset`;
  const onlyAgent = query.agentId?.any.length === 1 && query.agentId.none.length === 0;
  const inOrder =
    (query.sort === 'last_activity' || query.sort === 'created_at') && conditions.length === (onlyAgent ? 1 : 0);
  const from = inOrder
    ? 'sessions'
    : `sessions INDEXED BY ${isOpenOnly(query.status) ? 'sessions_open' : 'sessions_narrow'}`;
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const after = query.after === undefined ? [] : [`(${value}, session_key) < (@afterValue, @afterKey)`];
  const whereAfter = [...conditions, ...after].length === 0 ? '' : ` WHERE ${[...conditions, ...after].join(' AND ')}`;
  const page = inOrder
    ? `SELECT *, ${value} AS sort_value FROM ${from}${whereAfter} ORDER BY ${order}`
    : `WITH page AS MATERIALIZED (
  SELECT session_key, ${value} AS sort_value FROM ${from}${whereAfter} ORDER BY ${order}
)
SELECT sessions.*, page.sort_value FROM page CROSS JOIN sessions USING (session_key)
ORDER BY page.sort_value DESC, session_key DESC`;
  return {
    page,
    count: `SELECT count(*) AS count FROM ${from}${where}`,
    bound: {
      ...bound,
      limit: query.limit,
      offset: query.offset,
      ...(query.after && { afterValue: query.after.value, afterKey: query.after.key }),
    },
  };
}

/** The dashboard asks for these every few seconds, and they are few. */
function isOpenOnly(status: NameFilter | undefined): boolean {
  return status?.any.length === 1 && status.any[0] === 'active' && status.none.length === 0;
}

interface Conditions {
  readonly conditions: string[];
  readonly bound: Record<string, string | number>;
}

function buildConditions(query: SessionQuery, sessionKeys: readonly number[] | null): Conditions {
  const built: Conditions = { conditions: [], bound: {} };
  addColumn(built, 'agent_id', query.agentId);
  // Written out, because an index of some rows serves only who says which rows.
  if (isOpenOnly(query.status)) built.conditions.push("status = 'active'");
  else addColumn(built, 'status', query.status);
  addColumn(built, 'source', query.source);
  addColumn(built, 'user_id', query.userId);
  addNames(built, 'model', query.model);
  addNames(built, 'tool', query.tool);
  addNames(built, 'tag', query.tag);
  addCluster(built, query.clusterId);
  addFindings(built, query.hasFindings, query.severity);
  addNumber(built, 'cost_nano_usd >=', query.minCostNanoUsd);
  addNumber(built, 'failures >=', query.minErrors);
  addNumber(built, 'last_activity_ms - created_at_ms >=', query.minDurationMs);
  addNumber(built, 'last_activity_ms >=', query.fromMs);
  addNumber(built, 'created_at_ms <', query.toMs);
  if (sessionKeys !== null) {
    built.conditions.push(`session_key IN (SELECT value FROM json_each(${bind(built, JSON.stringify(sessionKeys))}))`);
  }
  return built;
}

function addColumn(built: Conditions, column: string, filter: NameFilter | undefined): void {
  if (filter === undefined) return;
  const [only, more] = filter.any;
  if (only !== undefined && more === undefined) built.conditions.push(`${column} = ${bind(built, only)}`);
  else if (filter.any.length > 0) built.conditions.push(`${column} IN ${bindList(built, filter.any)}`);
  if (filter.none.length > 0) {
    // A session of nobody is not one of the excluded ones; `NULL NOT IN` would be neither true nor false.
    built.conditions.push(`(${column} NOT IN ${bindList(built, filter.none)} OR ${column} IS NULL)`);
  }
}

function addNames(built: Conditions, kind: 'model' | 'tool' | 'tag', filter: NameFilter | undefined): void {
  if (filter === undefined) return;
  const sessionsWith = (names: readonly string[]) =>
    `(SELECT session_key FROM session_names WHERE kind = '${kind}' AND name IN ${bindList(built, names)})`;
  if (filter.any.length > 0) built.conditions.push(`session_key IN ${sessionsWith(filter.any)}`);
  if (filter.none.length > 0) built.conditions.push(`session_key NOT IN ${sessionsWith(filter.none)}`);
}

function addCluster(built: Conditions, filter: NameFilter | undefined): void {
  if (filter === undefined) return;
  const sessionsIn = (ids: readonly string[]) =>
    `(SELECT session_key FROM session_results WHERE cluster_id IN ${bindList(built, ids)})`;
  if (filter.any.length > 0) built.conditions.push(`session_key IN ${sessionsIn(filter.any)}`);
  if (filter.none.length > 0) built.conditions.push(`session_key NOT IN ${sessionsIn(filter.none)}`);
}

/** The index of the few sessions with findings serves who says so in its own words. */
const FOUND =
  'SELECT session_key FROM session_results INDEXED BY session_results_found WHERE critical + high + medium + low > 0';

function addFindings(built: Conditions, hasFindings: boolean | undefined, severity: NameFilter | undefined): void {
  if (hasFindings !== undefined) built.conditions.push(`session_key ${hasFindings ? 'IN' : 'NOT IN'} (${FOUND})`);
  if (severity === undefined) return;
  const sessionsWith = (names: readonly string[]) => {
    const columns = SEVERITIES.filter((name) => names.includes(name)).map((column) => `${column} > 0`);
    return `(${FOUND} AND (${columns.length === 0 ? 'false' : columns.join(' OR ')}))`;
  };
  if (severity.any.length > 0) built.conditions.push(`session_key IN ${sessionsWith(severity.any)}`);
  if (severity.none.length > 0) built.conditions.push(`session_key NOT IN ${sessionsWith(severity.none)}`);
}

function addNumber(built: Conditions, comparison: string, number: number | undefined): void {
  if (number !== undefined) built.conditions.push(`${comparison} ${bind(built, number)}`);
}

function bindList(built: Conditions, values: readonly string[]): string {
  return `(SELECT value FROM json_each(${bind(built, JSON.stringify(values))}))`;
}

function bind({ bound }: Conditions, value: string | number): string {
  const name = `p${Object.keys(bound).length}`;
  bound[name] = value;
  return `@${name}`;
}
