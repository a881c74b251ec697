/** Rows of runs, checks and behaviour as records and back. The seed's tables tell times in seconds, records in milliseconds. */
import type {
  AnalysisRecord,
  BehaviourRecord,
  CheckCategory,
  CheckRecord,
  CheckRow,
  CheckStatus,
} from '../../model/analysis.ts';

export interface AnalysisColumns {
  readonly session_id: string;
  readonly agent_id: string;
  readonly agent_workflow_id: string | null;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly created_at: number;
  readonly completed_at: number;
  readonly findings_count: number;
  readonly sessions_analyzed: number;
  readonly failure: string | null;
  readonly sessions_new: number;
  readonly sessions_failed: number;
}

export interface CheckColumns {
  readonly check_id: string;
  readonly agent_id: string;
  readonly workflow_id: string | null;
  readonly analysis_session_id: string;
  readonly category_id: string;
  readonly check_type: string;
  readonly status: string;
  readonly title: string;
  readonly description: string;
  readonly value: string;
  readonly evidence: string;
  readonly recommendations: string;
  readonly created_at: number;
}

export interface BehaviourColumns {
  readonly stability_score: number;
  readonly predictability_score: number | null;
  readonly cluster_diversity: number | null;
  readonly num_clusters: number;
  readonly num_outliers: number;
  readonly total_sessions: number;
  readonly interpretation: string;
  readonly clusters: string;
  readonly outliers: string;
  readonly centroid_distances: string;
  readonly confidence: string;
  readonly details: string;
}

/** What rows of one run have in common. */
export interface RunOfRow {
  readonly analysisId: string;
  readonly agentId: string;
  readonly workflowId: string | null;
  readonly finishedAtMs: number;
}

export function fromAnalysisColumns(row: AnalysisColumns): AnalysisRecord {
  return {
    id: row.session_id,
    agentId: row.agent_id,
    workflowId: row.agent_workflow_id,
    status: row.status,
    failure: row.failure,
    createdAtMs: toMs(row.created_at),
    completedAtMs: toMs(row.completed_at),
    findingsCount: row.findings_count,
    sessionsAnalyzed: row.sessions_analyzed,
    sessionsNew: row.sessions_new,
    sessionsFailed: row.sessions_failed,
  };
}

export function toCheckColumns(check: CheckRow, run: RunOfRow): Record<string, unknown> {
  const { analysisId, agentId, workflowId, finishedAtMs } = run;
  return {
    checkId: `${analysisId}_${agentId}_${check.check_type}`,
    agentId,
    workflowId,
    analysisId,
    category: check.category_id,
    checkType: check.check_type,
    status: check.status,
    title: check.title,
    description: check.description,
    value: check.value,
    evidence: JSON.stringify(check.evidence),
    recommendations: JSON.stringify(check.recommendations),
    createdAt: toSeconds(finishedAtMs),
  };
}

export function fromCheckColumns(row: CheckColumns): CheckRecord {
  return {
    checkId: row.check_id,
    analysisId: row.analysis_session_id,
    agentId: row.agent_id,
    workflowId: row.workflow_id,
    createdAtMs: toMs(row.created_at),
    check_type: row.check_type,
    category_id: row.category_id as CheckCategory,
    status: row.status as CheckStatus,
    title: row.title,
    description: row.description,
    value: row.value,
    evidence: JSON.parse(row.evidence) as CheckRecord['evidence'],
    recommendations: JSON.parse(row.recommendations) as string[],
  };
}

export function toBehaviourColumns(behaviour: BehaviourRecord, run: RunOfRow): Record<string, unknown> {
  const { analysisId, agentId, finishedAtMs } = run;
  return {
    ...behaviour,
    id: `${analysisId}_behavioral`,
    agentId,
    analysisId,
    clusters: JSON.stringify(behaviour.clusters),
    outliers: JSON.stringify(behaviour.outliers),
    centroidDistances: JSON.stringify(behaviour.centroidDistances),
    details: JSON.stringify(behaviour.details),
    createdAt: toSeconds(finishedAtMs),
  };
}

export function fromBehaviourColumns(row: BehaviourColumns): BehaviourRecord {
  return {
    stabilityScore: row.stability_score,
    predictabilityScore: row.predictability_score,
    clusterDiversity: row.cluster_diversity,
    numClusters: row.num_clusters,
    numOutliers: row.num_outliers,
    totalSessions: row.total_sessions,
    confidence: row.confidence as BehaviourRecord['confidence'],
    interpretation: row.interpretation,
    clusters: JSON.parse(row.clusters) as BehaviourRecord['clusters'],
    outliers: JSON.parse(row.outliers) as BehaviourRecord['outliers'],
    centroidDistances: JSON.parse(row.centroid_distances) as BehaviourRecord['centroidDistances'],
    details: JSON.parse(row.details) as BehaviourRecord['details'],
  };
}

export function toSeconds(ms: number): number {
  return ms / 1000;
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
