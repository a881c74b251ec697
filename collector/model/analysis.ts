/**
 * What one analysis of one agent leaves behind: plain data between the thread that analyses and the store. A run that
 * failed is a run with its reason, never one that found nothing.
 */
import type { NewFinding } from './finding.ts';

export const CHECK_STATUSES = [
  'passed',
  'warning',
  'critical',
  'insufficient_data',
  'not_applicable',
  'error',
] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

export const CHECK_CATEGORIES = ['RESOURCE_MANAGEMENT', 'ENVIRONMENT', 'BEHAVIORAL', 'PRIVACY_COMPLIANCE'] as const;
export type CheckCategory = (typeof CHECK_CATEGORIES)[number];

/** One row of a report: what the table `security_checks` keeps, but for ids and times. */
export interface CheckRow {
  /** The check's id, such as `RESOURCE_001_TOKEN_BOUNDS`. */
  readonly check_type: string;
  readonly category_id: CheckCategory;
  readonly status: CheckStatus;
  readonly title: string;
  readonly description: string;
  readonly value: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly recommendations: readonly string[];
}

/** A check of one run, as the store answers it. */
export interface CheckRecord extends CheckRow {
  readonly checkId: string;
  readonly analysisId: string;
  readonly agentId: string;
  readonly workflowId: string | null;
  readonly createdAtMs: number;
}

/** An agent that has something to analyse. Its version grows with every session of it that ends, ends again or leaves. */
export interface AgentBacklog {
  readonly agentId: string;
  readonly version: number;
  readonly analyzedVersion: number;
}

/** What happened to an agent's sessions since a version, one entry a session: the last that happened to it. */
export interface SessionChange {
  readonly sessionId: string;
  /** `left`: it is open again, another agent's, or gone. */
  readonly kind: 'ended' | 'left';
}

/** What a processor keeps of one completed session for the runs to come, in the processor's own bytes. */
export interface KeptOfSession {
  readonly sessionId: string;
  /** The processor's type. */
  readonly processor: string;
  /** Of the bytes' format and of what was read for them: kept by another version, they are made anew. */
  readonly keptVersion: number;
  /** Null where reading the session failed. */
  readonly bytes: Uint8Array | null;
  /** When the session that was read had ended: nothing is kept of one that went on meanwhile. Not told, it is not looked at. */
  readonly completedAtMs?: number | null;
  /** Why there are no bytes: what failed, or which limit was hit. A session that failed is not read again until it changes. */
  readonly failure: string | null;
}

/** What the behavioural analysis says of an agent; `clusters` and the others are JSON as REST answers them. */
export interface BehaviourRecord {
  readonly stabilityScore: number;
  readonly predictabilityScore: number | null;
  readonly clusterDiversity: number | null;
  readonly numClusters: number;
  readonly numOutliers: number;
  readonly totalSessions: number;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly interpretation: string;
  readonly clusters: readonly Readonly<Record<string, unknown>>[];
  readonly outliers: readonly Readonly<Record<string, unknown>>[];
  readonly centroidDistances: readonly Readonly<Record<string, unknown>>[];
  /** Everything else that the analysis says: scores with their bounds, verdicts, baseline, limits. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One finished run, to be kept in one transaction. Keeping it twice is keeping it once. */
export interface AgentAnalysis {
  /** Unique; `analysis_<time>_<random>`. */
  readonly id: string;
  readonly agentId: string;
  /** The agent's version that the run saw. */
  readonly version: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Sessions that were looked at, and of those the ones that are new since the run before. */
  readonly sessionsAnalyzed: number;
  readonly sessionsNew: number;
  /** Of those looked at, the ones that could not be read. */
  readonly sessionsFailed: number;
  /** Null where nothing in the pipeline makes any. */
  readonly checks: readonly CheckRow[] | null;
  readonly behaviour: BehaviourRecord | null;
  /** Findings that this run sees. */
  readonly findings: readonly NewFinding[];
  /** Ids of findings that this run looked for and does not see any more; those that are open become resolved. */
  readonly clearedFindingIds: readonly string[];
  /** The pattern of each session whose pattern is another than before; null for none. */
  readonly clusterIds: ReadonlyMap<string, string | null>;
  /** What each processor needs to go on where it ended and cannot make again from what it keeps of sessions. */
  readonly memories: ReadonlyMap<string, Uint8Array>;
}

export interface FailedAnalysis {
  readonly id: string;
  readonly agentId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** What failed, or which limit was hit; nothing of what was analysed. */
  readonly failure: string;
}

/** A run as the store answers it. */
export interface AnalysisRecord {
  readonly id: string;
  readonly agentId: string;
  readonly workflowId: string | null;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly failure: string | null;
  readonly createdAtMs: number;
  readonly completedAtMs: number;
  readonly findingsCount: number;
  readonly sessionsAnalyzed: number;
  readonly sessionsNew: number;
  readonly sessionsFailed: number;
}
