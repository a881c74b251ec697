/** What analyses leave in the database file: the seed's tables as they were, old databases brought up to date, bounds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import {
  openAnalysisReader,
  type AnalysisReaderSetup,
} from '../../../../collector/extensions/sqlite-store/analysis-reader.ts';
import { openDatabase, SCHEMA_DIRECTORY } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { SqliteStore, type RetentionLimits } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import type { AgentAnalysis, CheckRow } from '../../../../collector/model/analysis.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildRequest, chat } from '../../../support/span-builder.ts';

const CHECK: CheckRow = {
  check_type: 'RESOURCE_001_TOKEN_BOUNDS',
  category_id: 'RESOURCE_MANAGEMENT',
  status: 'critical',
  title: 'Token bounds',
  description: 'Tokens of a session',
  value: '12',
  evidence: { sessions: ['s1'] },
  recommendations: ['Bound them'],
};

const ANALYSIS: AgentAnalysis = {
  id: 'analysis_1',
  agentId: 'desk',
  version: 0,
  startedAtMs: 1_700_000_000_001,
  finishedAtMs: 1_700_000_000_999,
  sessionsAnalyzed: 2,
  sessionsNew: 1,
  sessionsFailed: 0,
  checks: [CHECK, { ...CHECK, check_type: 'RESOURCE_002', status: 'warning' }],
  behaviour: null,
  findings: [],
  clearedFindingIds: [],
  clusterIds: new Map(),
  memories: new Map(),
};

describe('analyses in a database', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let path: string;
  let counters: Counters;
  const opened: { close(): unknown }[] = [];
  beforeEach(() => {
    directory = temporaryDirectory();
    path = join(directory.path, 'test.db');
    counters = new Counters();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    directory.remove();
  });

  const openStore = async (retention: RetentionLimits = { maxAgeMs: null, maxBytes: null }): Promise<SqliteStore> => {
    const given = {
      path,
      durability: 'normal',
      queueBytesMax: 1e8,
      bus: new Bus(),
      counters,
      id: 'sqlite_store',
    } as const;
    const store = await SqliteStore.open({ ...given, retention });
    opened.push(store);
    return store;
  };
  const openFile = (): Database.Database => {
    const database = new Database(path, { readonly: true });
    opened.push(database);
    return database;
  };
  const fill = async (store: SqliteStore, ...ids: string[]): Promise<void> => {
    const spans = ids.map((id) => chat({ trace: id, id: 'llm', attributes: { 'session.id': id } }));
    await store.write(buildRequest(spans, { service: 'desk' }), { forwards: false });
    await store.completeSessions(ids, Number.MAX_SAFE_INTEGER, 1000);
  };

  it('stand in tables with exactly the columns, types and keys of the first version', () => {
    const database = openDatabase(path, 'normal');
    opened.push(database);
    const columns = (table: string) =>
      (database.pragma(`table_info(${table})`) as ColumnInfo[]).map(({ name, type, notnull, dflt_value, pk }) =>
        [name, type, notnull ? 'NOT NULL' : '', dflt_value === null ? '' : `DEFAULT ${dflt_value}`, pk ? 'KEY' : '']
          .filter((part) => part !== '')
          .join(' '),
      );
    expect(columns('analysis_sessions')).toEqual([
      'session_id TEXT KEY',
      'agent_workflow_id TEXT',
      'agent_workflow_name TEXT',
      'agent_id TEXT',
      "scope TEXT DEFAULT 'WORKFLOW'",
      'session_type TEXT',
      'status TEXT',
      'created_at REAL',
      'completed_at REAL',
      'findings_count INTEGER DEFAULT 0',
      'risk_score INTEGER',
      'sessions_analyzed INTEGER',
      'completed_sessions_at_analysis INTEGER',
    ]);
    expect(columns('security_checks')).toEqual([
      'check_id TEXT KEY',
      'agent_id TEXT NOT NULL',
      'workflow_id TEXT',
      'analysis_session_id TEXT NOT NULL',
      'category_id TEXT NOT NULL',
      'check_type TEXT NOT NULL',
      'status TEXT NOT NULL',
      'title TEXT NOT NULL',
      'description TEXT',
      'value TEXT',
      'evidence TEXT',
      'recommendations TEXT',
      'created_at REAL NOT NULL',
    ]);
    expect(database.pragma('foreign_key_list(security_checks)')).toMatchObject([
      { table: 'analysis_sessions', from: 'analysis_session_id', to: 'session_id' },
    ]);
  });

  it('are rows that a reader of the first version understands', async () => {
    const store = await openStore();
    await fill(store, 's1', 's2');
    await store.write(buildRequest([chat({ trace: 'open', id: 'llm' })], { service: 'desk' }), { forwards: false });
    await store.writeAnalysis({ ...ANALYSIS, version: 1 });
    await store.writeFailedAnalysis({ ...ANALYSIS, id: 'analysis_2', failure: 'too slow' });
    const database = openFile();
    expect(database.prepare('SELECT * FROM analysis_sessions ORDER BY session_id').all()).toEqual([
      {
        session_id: 'analysis_1',
        agent_workflow_id: null,
        agent_workflow_name: 'desk',
        agent_id: 'desk',
        scope: 'WORKFLOW',
        session_type: 'DYNAMIC',
        status: 'COMPLETED',
        created_at: 1_700_000_000.001,
        completed_at: 1_700_000_000.999,
        findings_count: 0,
        risk_score: 30,
        sessions_analyzed: 2,
        completed_sessions_at_analysis: 2,
        workflow_id: null,
      },
      expect.objectContaining({ session_id: 'analysis_2', status: 'FAILED', risk_score: null, sessions_analyzed: 0 }),
    ]);
    expect(database.prepare('SELECT * FROM security_checks WHERE status = ?').all('critical')).toEqual([
      {
        check_id: 'analysis_1_desk_RESOURCE_001_TOKEN_BOUNDS',
        agent_id: 'desk',
        workflow_id: null,
        analysis_session_id: 'analysis_1',
        category_id: 'RESOURCE_MANAGEMENT',
        check_type: 'RESOURCE_001_TOKEN_BOUNDS',
        status: 'critical',
        title: 'Token bounds',
        description: 'Tokens of a session',
        value: '12',
        evidence: '{"sessions":["s1"]}',
        recommendations: '["Bound them"]',
        created_at: 1_700_000_000.999,
        agent_workflow_id: null,
      },
    ]);
  });

  it('find in a database from before everything that was completed to be news', async () => {
    const current = await openStore();
    await fill(current, 's1', 's2');
    await current.write(buildRequest([chat({ trace: 'open', id: 'llm' })], { service: 'other' }), { forwards: false });
    await opened.pop()?.close();
    const aside = join(directory.path, 'before.db');
    copyBefore(path, aside, '008-analyses.sql');
    path = aside;
    const store = await openStore();
    expect(await store.readAnalysisBacklog()).toEqual([{ agentId: 'desk', version: 1, analyzedVersion: 0 }]);
    const changes = await store.readSessionChanges('desk', { after: 0, upTo: 1 });
    expect(changes.map(({ sessionId }) => sessionId).sort()).toEqual(['s1', 's2']);
    expect(await store.readSession('s1')).toMatchObject({ clusterId: null, findingCounts: { critical: 0 } });
    await fill(store, 's3');
    expect(await store.readAnalysisBacklog()).toEqual([{ agentId: 'desk', version: 2, analyzedVersion: 0 }]);
    await store.writeAnalysis({ ...ANALYSIS, version: 2 });
    expect(await store.readAnalysisBacklog()).toEqual([]);
  });

  it('are kept for the newest runs of each agent, and for the newest that did not fail', async () => {
    const store = await openStore({ maxAgeMs: null, maxBytes: null, analysesMax: 3 });
    await fill(store, 's1');
    const atMs = ANALYSIS.startedAtMs;
    for (let run = 1; run <= 5; run += 1) {
      await store.writeAnalysis({
        ...ANALYSIS,
        id: `run${run}`,
        startedAtMs: atMs + run,
        finishedAtMs: atMs + run + 1,
      });
    }
    expect((await store.listAnalyses('desk', 10)).map(({ id }) => id)).toEqual(['run5', 'run4', 'run3']);
    expect((await store.listChecks({ limit: 10, offset: 0 })).totalCount).toBe(6);
    expect(counters.get('live_trace_store_pruned_analyses', { extension: 'sqlite_store' })).toBe(2);
    for (let run = 6; run <= 9; run += 1) {
      const failed = { agentId: 'desk', startedAtMs: atMs + run, finishedAtMs: atMs + run + 1, failure: 'x' };
      await store.writeFailedAnalysis({ ...failed, id: `run${run}` });
    }
    expect((await store.listAnalyses('desk', 10)).map(({ id }) => id)).toEqual(['run9', 'run8', 'run7', 'run5']);
    expect((await store.listLatestReports(['desk'])).get('desk')?.analysis.id).toBe('run5');
  });

  it('are there again after a restart, and so is what waits', async () => {
    const first = await openStore();
    await fill(first, 's1');
    await first.writeAnalysis({ ...ANALYSIS, version: 1, memories: new Map([['behavioral', new Uint8Array([7])]]) });
    await fill(first, 's2');
    const shown = async (store: SqliteStore) => ({
      backlog: await store.readAnalysisBacklog(),
      checks: await store.listChecks({ limit: 10, offset: 0 }),
      memories: [...(await store.readMemories('desk'))].map(([processor, bytes]) => [processor, ...bytes]),
    });
    const before = await shown(first);
    expect(before.backlog).toHaveLength(1);
    await opened.pop()?.close();
    expect(await shown(await openStore())).toEqual(before);
  });

  it('are read by a thread of its own through a connection of its own', async () => {
    const store = await openStore();
    await fill(store, 's1');
    await store.writeKept([
      { sessionId: 's1', processor: 'p', keptVersion: 1, bytes: new Uint8Array([1]), failure: null },
    ]);
    const { data } = store.analysisThread;
    const reader = openAnalysisReader(data as AnalysisReaderSetup);
    expect(await reader.readSession('s1')).toMatchObject({ id: 's1', status: 'completed' });
    expect(await reader.readKept(['s1'], 'p')).toHaveLength(1);
    for await (const page of reader.readAnalyzedSpans('s1')) expect(page).toHaveLength(1);
    // It sees what is committed afterwards.
    await fill(store, 's2');
    expect(await reader.listCompletedSessionIds('desk', 10)).toEqual(['s2', 's1']);
    reader.close();
  });
});

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

/** A copy as the schema before a migration had it, with the rows of those tables that it had. */
function copyBefore(from: string, to: string, migration: string): void {
  const database = new Database(to);
  const names = readdirSync(SCHEMA_DIRECTORY)
    .sort()
    .filter((name) => name < migration);
  for (const name of names) database.exec(readFileSync(join(SCHEMA_DIRECTORY, name), 'utf8'));
  database.pragma(`user_version = ${names.length}`);
  database.prepare('ATTACH ? AS newer').run(from);
  for (const table of ['sessions', 'agents', 'traces']) {
    database.exec(`INSERT INTO main.${table} SELECT * FROM newer.${table}`);
  }
  database.close();
}
