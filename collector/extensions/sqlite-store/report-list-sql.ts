/**
 * The SQL of the lists of checks and findings. Put together from constants only; what they compare with is bound. The first
 * condition that is asked chooses the index, in the order in which they narrow most; a `+` hides the others from that choice,
 * which SQLite would make without knowing how many rows have a status.
 */
import type { CheckQuery, FindingQuery } from '../../store/analysis-store.ts';

export interface ReportListSql {
  /** One row more than asked for, each with its place, so that it is known whether anything follows. */
  readonly page: string;
  readonly count: string;
  readonly bound: Readonly<Record<string, string | number>>;
}

export function buildCheckListSql(query: CheckQuery): ReportListSql {
  const { agentId, analysisId, category, status, latestOnly = false } = query;
  const latestOf = agentId === undefined ? '' : ' WHERE agent_id = @agentId';
  const latest = `analysis_session_id IN (SELECT latest_analysis FROM agent_analysis${latestOf})`;
  const isLatestFirst = latestOnly && analysisId === undefined;
  return buildList({
    // Few runs are an agent's newest: their rows are fetched and sorted, whatever else is asked.
    table: isLatestFirst ? 'security_checks INDEXED BY security_checks_by_analysis' : 'security_checks',
    time: 'created_at',
    key: 'rowid',
    keyOrder: 'ASC',
    conditions: [
      ['analysis_session_id', '= @analysisId', { analysisId }],
      ...(latestOnly ? [[latest, '', {}] as const] : []),
      ['agent_id', '= @agentId', { agentId }],
      ['status', '= @status', { status }],
      ['category_id', '= @category', { category }],
    ],
    query,
  });
}

export function buildFindingListSql(query: FindingQuery): ReportListSql {
  const { sessionId, agentId, checkId, severity, status, fromMs, toMs } = query;
  const ofSession = 'IN (SELECT finding_key FROM finding_sessions WHERE session_id = @sessionId)';
  return buildList({
    table: 'findings',
    time: 'updated_at_ms',
    key: 'finding_key',
    keyOrder: 'DESC',
    conditions: [
      ['finding_key', ofSession, { sessionId }],
      ['agent_id', '= @agentId', { agentId }],
      ['check_id', '= @checkId', { checkId }],
      ['severity', '= @severity', { severity }],
      ['status', '= @status', { status }],
    ],
    // Every index of findings goes on with the time.
    also: [
      ['updated_at_ms', '>= @fromMs', { fromMs }],
      ['updated_at_ms', '< @toMs', { toMs }],
    ],
    query,
  });
}

/** A column, what it is compared with, and the value of that; without a value it is not asked. */
type Condition = readonly [
  column: string,
  comparison: string,
  bound: Readonly<Record<string, string | number | undefined>>,
];

interface ListParts {
  readonly table: string;
  /** The order: by time downwards, then by key. */
  readonly time: string;
  readonly key: string;
  readonly keyOrder: 'ASC' | 'DESC';
  readonly conditions: readonly Condition[];
  readonly also?: readonly Condition[];
  readonly query: Pick<CheckQuery, 'limit' | 'offset' | 'after'>;
}

function buildList({ conditions, also = [], query, ...list }: ListParts): ReportListSql {
  const narrowing = conditions.filter(isAsked).map(([column, comparison, bound], index) => ({
    sql: `${index === 0 ? '' : '+'}${column} ${comparison}`.trim(),
    bound,
  }));
  const asked = [
    ...narrowing,
    ...also.filter(isAsked).map(([column, comparison, bound]) => ({ sql: `${column} ${comparison}`, bound })),
  ];
  const { table, time, key, keyOrder } = list;
  const { limit, offset, after } = query;
  const filters = asked.map(({ sql }) => sql);
  const where = toWhere(after === undefined ? filters : [...filters, ...buildPlace(list)]);
  const bound: Record<string, string | number> = { limit: limit + 1, offset };
  if (after !== undefined) Object.assign(bound, { afterValue: after.value, afterKey: after.key });
  for (const one of asked) Object.assign(bound, one.bound);
  return {
    page:
      `SELECT *, ${time} AS place_value, ${key} AS place_key FROM ${table}${where} ` +
      `ORDER BY ${time} DESC, ${key} ${keyOrder} LIMIT @limit OFFSET @offset`,
    count: `SELECT count(*) AS count FROM ${table}${toWhere(filters)}`,
    bound,
  };
}

function isAsked([, , bound]: Condition): boolean {
  return !Object.values(bound).includes(undefined);
}

/** Time by itself as well: an index that goes on with it begins there. */
function buildPlace({ time, key, keyOrder }: Pick<ListParts, 'time' | 'key' | 'keyOrder'>): readonly string[] {
  const isBeyond = keyOrder === 'ASC' ? '>' : '<';
  return [
    `${time} <= @afterValue`,
    `(${time} < @afterValue OR (${time} = @afterValue AND ${key} ${isBeyond} @afterKey))`,
  ];
}

function toWhere(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
