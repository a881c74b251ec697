/**
 * How SQLite answers each read: a plan that changes shows in review (`npx vitest run -u` rewrites the goldens), and one that
 * walks over a table that grows fails unless it is listed here with the reason.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { QUERY_DIRECTORY } from '../../../../collector/extensions/sqlite-store/queries.ts';
import {
  buildCheckListSql,
  buildFindingListSql,
} from '../../../../collector/extensions/sqlite-store/report-list-sql.ts';
import { buildSessionListSql, SORT_COLUMNS } from '../../../../collector/extensions/sqlite-store/session-list-sql.ts';
import type { SessionQuery, SessionSort } from '../../../../collector/store.ts';
import type { CheckQuery, FindingQuery } from '../../../../collector/store/analysis-store.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';

const BIG_TABLES = new Set([
  'sessions',
  'session_names',
  'traces',
  'spans',
  'others',
  'gone',
  'span_bodies',
  'content_blocks',
  'content_index',
  'content_lists',
  'resources',
  'scopes',
  'series',
  'series_of_all',
  'agents',
  'signal_requests',
  'search_leaned_on',
  'analysis_sessions',
  'analysis',
  'security_checks',
  'behavioral_analysis',
  'behaviour',
  'agent_analysis',
  'latest',
  'session_changes',
  'kept_of_sessions',
  'kept',
  'session_results',
  'results',
  'findings',
  'finding_sessions',
  'named',
]);

/** Walks that are meant, by what is walked over, or by the golden where it is meant only there. */
const ALLOWED: Readonly<Record<string, string>> = {
  'sessions by sessions_narrow':
    'narrow entries, at most once a page: 10 ms for 100,000 sessions whatever is asked for',
  'sessions by sessions_open': 'the sessions that are not completed: few',
  'sessions-all: sessions by sessions_by_activity': 'in the order of the answer, and ends at its limit',
  'sessions-in-order-of-last-activity: sessions by sessions_by_activity':
    'in the order of the answer; ends at its limit',
  'sessions-in-order-of-created-at: sessions by sessions_by_creation': 'in the order of the answer; ends at its limit',
  'sessions-all-count: sessions by sessions_by_creation': 'counts the entries of the smallest index: 1 ms for 100,000',
  'sessions-after-a-cursor-count: sessions by sessions_by_creation': 'counts the entries of the smallest index',
  'select-oldest-traces: traces by traces_by_arrival': 'in the order of the index; ends at its limit',
  'select-oldest-request: signal_requests by nothing': 'in the order of the table; ends with the first row',
  'select-newest-contents: content_index by nothing': 'from the newest key down; ends at its limit',
  'count-sessions: sessions by sessions_by_creation': 'once, at the end of a rebuild that reads everything',
  'list-completed-sessions: sessions by nothing': 'once, at the beginning of a rebuild that reads everything',
  'agent_analysis by agent_analysis_behind': 'the agents that wait for their analysis: few',
  'session_results by session_results_found': 'the sessions with open findings: narrow entries, and few',
  'checks-all: security_checks by security_checks_by_time': 'in the order of the answer; ends at its limit',
  'checks-all-count: security_checks by security_checks_by_time':
    'narrow entries, some thousand for each agent at most',
  'checks-after-a-cursor-count: security_checks by security_checks_by_time': 'as the count of all',
  'findings-after-a-cursor-count: findings by findings_by_time': 'as the count of all',
  'findings-all: findings by findings_by_time': 'in the order of the answer; ends at its limit',
  'findings-all-count: findings by findings_by_time': 'counts narrow entries',
  'agent_analysis by nothing': 'a row for each agent, in the newest reports of all and at the end of a rebuild',
  'list-gone-named-sessions: named by nothing': 'once, at the end of a rebuild that reads everything',
  'list-named-sessions: finding_sessions by nothing': 'once, at the end of a rebuild that reads everything',
  'list-agents: agents by nothing': 'the page shows all agents; there are as many as somebody named',
};

const only = (...any: string[]) => ({ any, none: [] });
const LISTS: Readonly<Record<string, Partial<SessionQuery>>> = {
  all: {},
  'by-agent': { agentId: only('a') },
  'after-a-cursor': { after: { value: 1, key: 1 } },
  'by-agent-after-a-cursor': { agentId: only('a'), after: { value: 1, key: 1 } },
  'by-agents': { agentId: only('a', 'b') },
  'by-status': { status: only('active') },
  'by-status-completed': { status: only('completed') },
  'by-source': { source: only('trace') },
  'by-user': { userId: only('u') },
  'without-user': { userId: { any: [], none: ['u'] } },
  'by-model': { model: only('m') },
  'by-tool': { tool: only('t') },
  'without-tool': { tool: { any: [], none: ['t'] } },
  'by-tag': { tag: only('k=v') },
  'by-cost': { minCostNanoUsd: 1 },
  'by-errors': { minErrors: 1 },
  'by-duration': { minDurationMs: 1 },
  'by-time': { fromMs: 1, toMs: 2 },
  'by-cluster': { clusterId: only('c') },
  'without-cluster': { clusterId: { any: [], none: ['c'] } },
  'with-findings': { hasFindings: true },
  'without-findings': { hasFindings: false },
  'by-severity': { severity: only('high', 'critical') },
};

const CHECKS: Readonly<Record<string, Partial<CheckQuery>>> = {
  all: {},
  'by-agent': { agentId: 'a' },
  'by-analysis': { analysisId: 'a' },
  'by-category': { category: 'ENVIRONMENT' },
  'by-status': { status: 'critical' },
  'by-agent-and-status': { agentId: 'a', status: 'critical' },
  'after-a-cursor': { after: { value: 1, key: 1 } },
  'by-agent-after-a-cursor': { agentId: 'a', after: { value: 1, key: 1 } },
  latest: { latestOnly: true },
  'latest-by-agent': { latestOnly: true, agentId: 'a' },
};

const FINDINGS: Readonly<Record<string, Partial<FindingQuery>>> = {
  all: {},
  'by-session': { sessionId: 's' },
  'by-agent': { agentId: 'a' },
  'by-check': { checkId: 'c' },
  'by-severity': { severity: 'high' },
  'by-status': { status: 'open' },
  'by-time': { fromMs: 1, toMs: 2 },
  'by-status-and-time': { status: 'open', fromMs: 1 },
  'after-a-cursor': { after: { value: 1, key: 1 } },
  'by-agent-after-a-cursor': { agentId: 'a', after: { value: 1, key: 1 } },
};

let directory: ReturnType<typeof temporaryDirectory>;
let database: Database.Database;
beforeAll(() => {
  directory = temporaryDirectory();
  database = openDatabase(join(directory.path, 'test.db'), 'normal');
});
afterAll(() => {
  database.close();
  directory.remove();
});

const GOLDEN = join(import.meta.dirname, '../../../golden/query-plans');

const met = new Set<string>();

async function pin(name: string, sql: string): Promise<void> {
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(everyParameter(sql)) as PlanRow[];
  const plan = formatPlan(rows);
  for (const table of walkedTables(plan)) {
    const allowed = [table, `${name}: ${table}`].find((walk) => walk in ALLOWED);
    expect(allowed, `${name} walks over ${table}:\n${plan}`).toBeDefined();
    met.add(allowed ?? '');
  }
  await expect(`${sql.trim()}\n\n${plan}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`));
}

describe('the plan of', () => {
  const reads = readdirSync(QUERY_DIRECTORY)
    .map((name) => ({ name: name.replace('.sql', ''), sql: readFileSync(join(QUERY_DIRECTORY, name), 'utf8') }))
    .filter(({ sql }) => /^(?:--.*\n)*\s*(?:SELECT|WITH)\b/.test(sql));

  it.each(reads)('$name', ({ name, sql }) => pin(name, sql));

  it.each(Object.keys(SORT_COLUMNS) as SessionSort[])('sessions by %s', (sort) =>
    pin(`sessions-in-order-of-${sort.replaceAll('_', '-')}`, listSql({ sort }, null)),
  );

  it.each(Object.entries(LISTS))('sessions: %s', async (name, query) => {
    await pin(`sessions-${name}`, listSql(query, null));
    await pin(`sessions-${name}-count`, buildSessionListSql(whole(query), null).count);
  });

  it.each(Object.entries(CHECKS))('checks: %s', async (name, query) => {
    const { page, count } = buildCheckListSql({ limit: 100, offset: 0, ...query });
    await pin(`checks-${name}`, page);
    await pin(`checks-${name}-count`, count);
  });

  it.each(Object.entries(FINDINGS))('findings: %s', async (name, query) => {
    const { page, count } = buildFindingListSql({ limit: 50, offset: 0, ...query });
    await pin(`findings-${name}`, page);
    await pin(`findings-${name}-count`, count);
  });

  it('sessions with words', async () => {
    await pin('sessions-with-words', listSql({}, [1, 2]));
    await pin('sessions-with-words-count', buildSessionListSql(whole({}), [1, 2]).count);
  });
});

it('sees a walk over a table that grows', () => {
  const plan = (sql: string) => formatPlan(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as PlanRow[]);
  expect(walkedTables(plan("SELECT * FROM spans WHERE name = 'x'"))).toEqual(['spans by nothing']);
  expect(walkedTables(plan('SELECT count(span_id) FROM spans'))).toEqual(['spans by spans_by_id']);
  expect(walkedTables(plan('SELECT * FROM spans WHERE span_key = 1'))).toEqual([]);
});

it('allows no walk that does not happen', () => expect([...met].sort()).toEqual(Object.keys(ALLOWED).sort()));

function whole(query: Partial<SessionQuery>): SessionQuery {
  return { sort: 'last_activity', limit: 50, offset: 0, ...query };
}

function listSql(query: Partial<SessionQuery>, keys: readonly number[] | null): string {
  return buildSessionListSql(whole(query), keys).page;
}

interface PlanRow {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

/** Indented by the tree that the rows are. */
function formatPlan(rows: readonly PlanRow[]): string {
  const depths = new Map<number, number>([[0, -1]]);
  return rows
    .map(({ id, parent, detail }) => {
      const depth = (depths.get(parent) ?? -1) + 1;
      depths.set(id, depth);
      return `${'  '.repeat(depth)}${detail}`;
    })
    .join('\n');
}

function walkedTables(plan: string): string[] {
  return [...plan.matchAll(/^\s*SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/gm)].flatMap(
    ([, table = '', index = 'nothing']) => (BIG_TABLES.has(table) ? [`${table} by ${index}`] : []),
  );
}

/** EXPLAIN wants every parameter bound; what to is no matter. */
function everyParameter(sql: string): unknown {
  const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map(([, name = '']) => name))];
  if (names.length > 0) return Object.fromEntries(names.map((name) => [name, 1]));
  return Array.from({ length: sql.split('?').length - 1 }, () => 1);
}
