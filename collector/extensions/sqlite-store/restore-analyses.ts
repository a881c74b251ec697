/**
 * What analyses left, over a rebuild: sessions get new keys and may become others. Patterns and counts of findings are what they
 * were; what processors kept is dropped, and everything that is completed is news, because it may be read differently now.
 */
import type Database from 'better-sqlite3';

import type { AnalysisRows } from './analysis-rows.ts';
import type { FindingRows } from './finding-rows.ts';
import { readQuery } from './queries.ts';
import type { SessionChangeRows } from './session-change-rows.ts';

export interface AnalysisParts {
  readonly analyses: AnalysisRows;
  readonly changes: SessionChangeRows;
  readonly findings: FindingRows;
}

interface CompletedColumns {
  readonly id: string;
  readonly agent_id: string;
}

/** Before the sessions are cleared. @returns what is to be called when they stand again, completed ones as such. */
export function takeAnalyses(database: Database.Database, { analyses, changes, findings }: AnalysisParts): () => void {
  const list = <Row>(name: string): Row[] => database.prepare(readQuery(name)).all() as Row[];
  const completed = list<CompletedColumns>('list-completed-sessions');
  const clustered = list<CompletedColumns & { cluster_id: string }>('list-clustered-sessions');
  return () => {
    for (const { agent_id: agentId } of list<{ agent_id: string }>('list-gone-analyzed-agents')) {
      analyses.agentGone(agentId);
    }
    for (const { session_id: id } of list<{ session_id: string }>('list-gone-named-sessions')) findings.sessionGone(id);
    const agents = new Set(list<{ agent_id: string }>('list-analyzed-agents').map((row) => row.agent_id));
    const agentIds = new Map(list<CompletedColumns>('list-completed-sessions').map((row) => [row.id, row.agent_id]));
    for (const { id, agent_id: agentId } of completed) {
      if (agentIds.get(id) === agentId || !agents.has(agentId)) continue;
      changes.sessionLeft({ id, agentId });
      findings.removeAbout(id);
    }
    for (const [agentId, rows] of Map.groupBy(clustered, (row) => row.agent_id)) {
      analyses.writeClusterIds(
        agentId,
        rows.map((row) => [row.id, row.cluster_id]),
      );
    }
    findings.recount(list<{ session_id: string }>('list-named-sessions').map((row) => row.session_id));
    findings.flush();
    changes.endAllAgain();
  };
}
