/** What analyses say, for pages and REST: runs, checks, behaviour and findings, on the main thread's connection. */
import type Database from 'better-sqlite3';

import type { AgentBacklog, AnalysisRecord, CheckStatus } from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import type {
  CheckPage,
  CheckQuery,
  FindingPage,
  FindingQuery,
  LatestReport,
  StoredBehaviour,
} from '../../store/analysis-store.ts';
import { countChecks } from '../../store/count-checks.ts';
import type { SessionPosition } from '../../store.ts';
import {
  fromAnalysisColumns,
  fromBehaviourColumns,
  fromCheckColumns,
  type AnalysisColumns,
  type BehaviourColumns,
  type CheckColumns,
} from './analysis-columns.ts';
import { fromFindingColumns, type FindingColumns } from './finding-columns.ts';
import { buildCheckListSql, buildFindingListSql, type ReportListSql } from './report-list-sql.ts';
import { Statements } from './statements.ts';

export class ReportReader {
  readonly #database: Database.Database;
  readonly #statements: Statements;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#statements = new Statements(database);
  }

  readBacklog(): AgentBacklog[] {
    const rows = this.#statements.get('list-analysis-backlog').all() as {
      agent_id: string;
      version: number;
      analyzed_version: number;
    }[];
    return rows.map((row) => ({
      agentId: row.agent_id,
      version: row.version,
      analyzedVersion: row.analyzed_version,
    }));
  }

  listChecks(query: CheckQuery): CheckPage {
    const { rows, ...page } = this.#list<CheckColumns>(buildCheckListSql(query), query.limit);
    return { checks: rows.map(fromCheckColumns), ...page };
  }

  listAnalyses(agentId: string, limit: number): AnalysisRecord[] {
    const rows = this.#statements.get('list-analyses').all({ agentId, limit }) as AnalysisColumns[];
    return rows.map(fromAnalysisColumns);
  }

  listNewestAnalyses(agentIds: readonly string[]): ReadonlyMap<string, AnalysisRecord> {
    const asked = { agentIds: JSON.stringify(agentIds) };
    const rows = this.#statements.get('list-newest-analyses').all(asked) as AnalysisColumns[];
    return new Map(rows.map(fromAnalysisColumns).map((analysis) => [analysis.agentId, analysis]));
  }

  listLatestReports(agentIds: readonly string[]): ReadonlyMap<string, LatestReport> {
    return this.#database.transaction(() => {
      const asked = { agentIds: JSON.stringify(agentIds) };
      const analyses = (this.#statements.get('list-latest-reports').all(asked) as AnalysisColumns[]).map(
        fromAnalysisColumns,
      );
      const counts = this.#countChecks(analyses.map(({ id }) => id));
      return new Map(
        analyses.map((analysis) => [
          analysis.agentId,
          { analysis, checkCounts: countChecks(counts.get(analysis.id) ?? []) },
        ]),
      );
    })();
  }

  readBehaviour(agentId: string): StoredBehaviour | null {
    const row = this.#statements.get('select-behaviour').get(agentId) as
      | (AnalysisColumns & BehaviourColumns)
      | undefined;
    return row === undefined ? null : { analysis: fromAnalysisColumns(row), behaviour: fromBehaviourColumns(row) };
  }

  listFindings(query: FindingQuery): FindingPage {
    const { rows, ...page } = this.#list<FindingColumns>(buildFindingListSql(query), query.limit);
    return { findings: rows.map(fromFindingColumns), ...page };
  }

  readFinding(id: string): Finding | null {
    const row = this.#statements.get('select-finding').get(id) as FindingColumns | undefined;
    return row === undefined ? null : fromFindingColumns(row);
  }

  /** In one snapshot, so that the count is that of the page's list. */
  #list<Row>({ page, count, bound }: ReportListSql, limit: number): ListPage<Row> {
    return this.#database.transaction(() => {
      // Not kept: as with sessions, what can be asked has more combinations than a cache should have entries.
      const found = this.#database.prepare(page).all(bound) as (Row & Place)[];
      const total = this.#database.prepare(count).get(bound) as { count: number };
      const rows = found.slice(0, limit);
      const last = found.length > limit ? rows.at(-1) : undefined;
      const next = last === undefined ? null : { value: last.place_value, key: last.place_key };
      return { rows, totalCount: total.count, next };
    })();
  }

  #countChecks(analysisIds: readonly string[]): ReadonlyMap<string, StatusCount[]> {
    const rows = this.#statements.get('count-checks-by-status').all({ analysisIds: JSON.stringify(analysisIds) });
    return Map.groupBy(rows as StatusCount[], (row) => row.analysis_session_id);
  }
}

interface Place {
  readonly place_value: number;
  readonly place_key: number;
}

interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly totalCount: number;
  readonly next: SessionPosition | null;
}

interface StatusCount {
  readonly analysis_session_id: string;
  readonly status: CheckStatus;
  readonly count: number;
}
