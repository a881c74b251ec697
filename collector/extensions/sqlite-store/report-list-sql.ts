/**
 * The SQL of the lists of checks and findings. Put together from constants only; what they compare with is bound. The first
 * condition that is asked chooses the index, in the order in which they narrow most; a `+` hides the others from that choice,
 * which SQLite would make without knowing how many rows have a status.
 */
import type { CheckQuery, FindingQuery } from '../../store/analysis-store.ts';

export interface ReportListSql {
  readonly page: string;
  readonly count: string;
  readonly bound: Readonly<Record<string, string | number>>;
}

export function buildCheckListSql(query: CheckQuery): ReportListSql {
  const { agentId, analysisId, category, status, latestOnly = false, limit, offset } = query;
  const latestOf = agentId === undefined ? '' : ' WHERE agent_id = @agentId';
  const latest = `analysis_session_id IN (SELECT latest_analysis FROM agent_analysis${latestOf})`;
  const isLatestFirst = latestOnly && analysisId === undefined;
  return buildList({
    // Few runs are an agent's newest: their rows are fetched and sorted, whatever else is asked.
    table: isLatestFirst ? 'security_checks INDEXED BY security_checks_by_analysis' : 'security_checks',
    order: 'created_at DESC, rowid',
    conditions: [
      ['analysis_session_id', '= @analysisId', { analysisId }],
      ...(latestOnly ? [[latest, '', {}] as const] : []),
      ['agent_id', '= @agentId', { agentId }],
      ['status', '= @status', { status }],
      ['category_id', '= @category', { category }],
    ],
    limit,
    offset,
  });
}

export function buildFindingListSql(query: FindingQuery): ReportListSql {
  const { sessionId, agentId, checkId, severity, status, fromMs, toMs, limit, offset } = query;
  const ofSession = 'IN (SELECT finding_key FROM finding_sessions WHERE session_id = @sessionId)';
  return buildList({
    table: 'findings',
    order: 'updated_at_ms DESC, finding_key DESC',
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
    limit,
    offset,
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
  readonly order: string;
  readonly conditions: readonly Condition[];
  readonly also?: readonly Condition[];
  readonly limit: number;
  readonly offset: number;
}

function buildList({ table, order, conditions, also = [], limit, offset }: ListParts): ReportListSql {
  const narrowing = conditions.filter(isAsked).map(([column, comparison, bound], index) => ({
    sql: `${index === 0 ? '' : '+'}${column} ${comparison}`.trim(),
    bound,
  }));
  const asked = [
    ...narrowing,
    ...also.filter(isAsked).map(([column, comparison, bound]) => ({ sql: `${column} ${comparison}`, bound })),
  ];
  const where = asked.length === 0 ? '' : ` WHERE ${asked.map(({ sql }) => sql).join(' AND ')}`;
  const bound: Record<string, string | number> = { limit, offset };
  for (const one of asked) Object.assign(bound, one.bound);
  return {
    page: `SELECT * FROM ${table}${where} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
    count: `SELECT count(*) AS count FROM ${table}${where}`,
    bound,
  };
}

function isAsked([, , bound]: Condition): boolean {
  return !Object.values(bound).includes(undefined);
}
