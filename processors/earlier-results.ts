/**
 * What processors that ran before tell those after them in the pipeline. Null means that a processor has not run, or is not
 * in the pipeline: a check that needs it says `not_applicable`, never `passed`.
 */
export interface EarlierResults {
  readonly behavioral: BehavioralSummary | null;
  readonly pii: PiiSummary | null;
}

export interface BehavioralSummary {
  readonly sessions: number;
  readonly clusters: number;
  readonly normalClusters: number;
  /** In no cluster. */
  readonly outlierIds: readonly string[];
  readonly stability: Measured;
  readonly outlierRate: Measured;
  readonly clusterFormation: Measured;
  readonly predictability: Measured;
  readonly uncertainty: Measured;
  readonly diversity: number | null;
  readonly reference: {
    /** The largest normal cluster's share of all sessions. */
    readonly dominantShare: number;
    readonly oneMinusOutlierRate: number;
    readonly oneMinusDominantShare: number;
  };
}

/** A number and what the analysis that made it makes of it. */
export interface Measured {
  readonly status: 'passed' | 'warning' | 'critical' | 'insufficient_data';
  readonly value: number | null;
  readonly threshold: number;
  /** The end of the 95 % interval that decided, where there is one. */
  readonly bound: number | null;
  readonly formula: string;
}

export interface PiiSummary {
  readonly sessions: number;
  readonly sessionsWithPii: number;
  /** Findings by how sure they are: from 0.8, from 0.5, below. */
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly countsByType: Readonly<Record<string, number>>;
  /** Of `high`, the types of which one is enough (cards, identity and bank numbers), counted over all, not over a list that was cut. */
  readonly sensitiveTypes: readonly string[];
  readonly inSystemPrompt: { readonly count: number; readonly types: readonly string[] };
  /** Sessions with findings, those with most first; never the values themselves. */
  readonly places: readonly { readonly sessionId: string; readonly count: number }[];
}
