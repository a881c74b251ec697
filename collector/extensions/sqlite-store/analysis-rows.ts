/**
 * What analyses leave behind, as rows of the writer's connection: runs with their checks and behaviour, findings, patterns of
 * sessions, what processors keep. Of each agent the newest runs stay. Inside the caller's transaction.
 */
import type { AgentAnalysis, CheckRow, FailedAnalysis, KeptOfSession } from '../../model/analysis.ts';
import { toBehaviourColumns, toCheckColumns, toSeconds } from './analysis-columns.ts';
import type { FindingRows } from './finding-rows.ts';
import type { AgentColumns } from './session-columns.ts';
import type { Statements } from './statements.ts';

const RISK_OF_CRITICAL = 25;
const RISK_OF_WARNING = 5;
const RISK_MAX = 100;

export class AnalysisRows {
  readonly #statements: Statements;
  readonly #findings: FindingRows;
  readonly #analysesMax: number;

  /** @param analysesMax runs of each agent that are kept. */
  constructor(statements: Statements, findings: FindingRows, analysesMax: number) {
    this.#statements = statements;
    this.#findings = findings;
    this.#analysesMax = analysesMax;
  }

  writeKept(kept: readonly KeptOfSession[]): void {
    for (const one of kept) this.#statements.get('upsert-kept').run({ completedAtMs: null, ...one });
  }

  /** The patterns of sessions that are still the agent's and completed. */
  writeClusterIds(agentId: string, clusterIds: Iterable<readonly [string, string | null]>): void {
    this.#statements.get('upsert-session-clusters').run({ agentId, clusterIds: JSON.stringify([...clusterIds]) });
  }

  /** @returns how many older runs it made leave. Nothing is written where it is kept already, or its agent is gone. */
  writeAnalysis(analysis: AgentAnalysis): number {
    const { id, agentId, finishedAtMs, checks, behaviour, memories } = analysis;
    const agent = this.#readAgent(agentId);
    if (agent === null || this.#has(id)) return 0;
    const sighting = { analysisId: id, nowMs: finishedAtMs };
    const seen = analysis.findings.filter((found) => this.#findings.see(found, sighting));
    for (const findingId of analysis.clearedFindingIds) this.#findings.clear(findingId, finishedAtMs);
    this.#insertRun(agent, {
      ...analysis,
      status: 'COMPLETED',
      failure: null,
      findingsCount: seen.length,
      riskScore: checks === null ? null : scoreRisk(checks),
    });
    const run = { analysisId: id, agentId, workflowId: agent.workflow_id, finishedAtMs };
    for (const check of checks ?? []) this.#statements.get('insert-check').run(toCheckColumns(check, run));
    if (behaviour !== null) this.#statements.get('insert-behaviour').run(toBehaviourColumns(behaviour, run));
    this.writeClusterIds(agentId, analysis.clusterIds);
    for (const [processor, bytes] of memories) this.#statements.get('upsert-memory').run({ agentId, processor, bytes });
    const finished = { agentId, version: analysis.version, id };
    const { analyzed_version: version } = this.#statements.get('finish-agent-analysis').get(finished) as {
      analyzed_version: number;
    };
    this.#statements.get('delete-seen-changes').run({ agentId, version });
    return this.#prune(agentId);
  }

  /** The agent's version stays unanalysed. @returns as `writeAnalysis` does. */
  writeFailedAnalysis(failed: FailedAnalysis): number {
    const { id, agentId } = failed;
    const agent = this.#readAgent(agentId);
    if (agent === null || this.#has(id)) return 0;
    this.#insertRun(agent, {
      ...failed,
      status: 'FAILED',
      findingsCount: 0,
      riskScore: null,
      sessionsAnalyzed: 0,
      sessionsNew: 0,
      sessionsFailed: 0,
    });
    this.#statements.get('finish-agent-analysis').get({ agentId, version: 0, id: null });
    return this.#prune(agentId);
  }

  agentGone(agentId: string): void {
    // Most agents that leave were never analysed.
    if (this.#statements.get('select-agent-version').get(agentId) === undefined) return;
    this.#findings.agentGone(agentId);
    for (const id of this.#listRunsAfter(agentId, 0)) this.#removeRun(id);
    for (const name of ['delete-memories', 'delete-session-changes', 'delete-agent-analysis']) {
      this.#statements.get(name).run(agentId);
    }
  }

  #readAgent(agentId: string): AgentColumns | null {
    return (this.#statements.get('select-agent').get(agentId) as AgentColumns | undefined) ?? null;
  }

  #has(id: string): boolean {
    return this.#statements.get('select-analysis-exists').get(id) !== undefined;
  }

  #insertRun(agent: AgentColumns, run: NewRun): void {
    this.#statements.get('insert-analysis').run({
      id: run.id,
      workflowId: agent.workflow_id,
      workflowName: agent.name,
      agentId: agent.id,
      status: run.status,
      createdAt: toSeconds(run.startedAtMs),
      completedAt: toSeconds(run.finishedAtMs),
      findingsCount: run.findingsCount,
      riskScore: run.riskScore,
      sessionsAnalyzed: run.sessionsAnalyzed,
      completedSessions: agent.total_sessions - agent.active_sessions,
    });
    const { id, failure, sessionsNew, sessionsFailed } = run;
    this.#statements.get('insert-analysis-details').run({ id, failure, sessionsNew, sessionsFailed });
  }

  #prune(agentId: string): number {
    const { latest_analysis: latest } = this.#statements.get('select-agent-version').get(agentId) as {
      latest_analysis: string | null;
    };
    // Failures must not push out the report that the pages show.
    const gone = this.#listRunsAfter(agentId, this.#analysesMax).filter((id) => id !== latest);
    for (const id of gone) this.#removeRun(id);
    return gone.length;
  }

  #listRunsAfter(agentId: string, kept: number): string[] {
    const rows = this.#statements.get('list-older-analyses').all({ agentId, kept }) as { session_id: string }[];
    return rows.map((row) => row.session_id);
  }

  #removeRun(id: string): void {
    for (const name of ['delete-checks', 'delete-behaviour', 'delete-analysis-details', 'delete-analysis']) {
      this.#statements.get(name).run(id);
    }
  }
}

interface NewRun {
  readonly id: string;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly failure: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly findingsCount: number;
  readonly riskScore: number | null;
  readonly sessionsAnalyzed: number;
  readonly sessionsNew: number;
  readonly sessionsFailed: number;
}

function scoreRisk(checks: readonly CheckRow[]): number {
  const count = (wanted: CheckRow['status']) => checks.filter(({ status }) => status === wanted).length;
  return Math.min(RISK_MAX, RISK_OF_CRITICAL * count('critical') + RISK_OF_WARNING * count('warning'));
}
