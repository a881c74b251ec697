/**
 * The shapes of the behavioural analysis: patterns, unusual sessions, where one session leaves the way of others, and what
 * changed between versions. The analysis makes the JSON; this says what of it is answered.
 */
import { z } from 'zod';

const typicalNumber = z.object({ median: z.number(), min: z.number(), max: z.number() }).nullable();

/** A pattern: sessions that act alike. */
export const behaviourCluster = z.object({
  cluster_id: z.string(),
  size: z.int(),
  /** Of all sessions that count, from 0 to 1. */
  share: z.number(),
  /** `normal` from three sessions on. */
  confidence: z.enum(['normal', 'low']),
  /** Too small a part to be shown by itself. */
  is_rare: z.boolean(),
  /** From the oldest to the newest. */
  session_ids: z.array(z.string()),
  first_seen: z.string(),
  parent_ids: z.array(z.string()),
  /** The session that stands for the pattern. */
  medoid_session_id: z.string().nullable(),
  characteristics: z.object({
    duration_ms: typicalNumber,
    tool_calls: typicalNumber,
    tokens: typicalNumber,
    common_tools: z.array(z.string()),
    /** Steps of the session that stands for the pattern, and the first steps that most sessions begin with. */
    typical_steps: z.array(z.string()),
    common_start: z.array(z.string()),
    common_models: z.array(z.string()),
  }),
  insight: z.string(),
});

export const outlierScore = z.object({
  score: z.number(),
  /** Share of sessions as unusual as this one or more. */
  probability: z.number(),
  level: z.enum(['usual', 'unusual', 'very_unusual', 'insufficient_data']),
  /** The same by the number of tool calls alone: what a plain rule would say. */
  length_probability: z.number(),
  compared_with: z.int(),
});

/** Why a session is unusual, in facts that can be checked. */
export const outlier = z.object({
  session_id: z.string(),
  score: outlierScore,
  severity: z.enum(['low', 'medium', 'high']),
  cluster_id: z.string().nullable(),
  nearest_cluster_id: z.string().nullable(),
  distance_to_nearest: z.number(),
  causes: z.array(
    z.object({
      kind: z.string(),
      text: z.string(),
      value: z.union([z.number(), z.string()]),
      baseline: z.union([z.number(), z.string()]).nullable(),
      /** Number of the step, from 0; null where it is about none. */
      step: z.int().nullable(),
    }),
  ),
  new_tools: z.array(z.string()),
  missing_common_tools: z.array(z.string()),
  recommendation: z.string(),
});

export const clusterDistance = z.object({
  from_cluster: z.string(),
  to_cluster: z.string(),
  distance: z.number(),
  similarity: z.number(),
});

/** What the newest completed run with a behavioural analysis says. */
export const behaviouralAnalysis = z.object({
  analysis_id: z.string(),
  created_at: z.string(),
  total_sessions: z.int(),
  num_clusters: z.int(),
  num_outliers: z.int(),
  stability_score: z.number(),
  predictability_score: z.number().nullable(),
  cluster_diversity: z.number().nullable(),
  confidence: z.enum(['low', 'medium', 'high']),
  interpretation: z.string(),
  clusters: z.array(behaviourCluster),
  outliers: z.array(outlier),
  centroid_distances: z.array(clusterDistance),
  /** Scores with their bounds, verdicts, baseline, limits. */
  details: z.record(z.string(), z.unknown()),
});

/** Where a session leaves the way of others. */
export const divergence = z.object({
  /** Number of the step, from 0; the number of steps where the session ends other than expected. */
  step: z.int(),
  /** What the session does there; null for the end. */
  actual: z.string().nullable(),
  expected: z.array(z.object({ step: z.string().nullable(), share: z.number() })),
  probability: z.number(),
  disagreement: z.number(),
  neighbour_id: z.string(),
  similarity: z.number(),
  /** Steps beyond the limit were not compared. */
  is_cut: z.boolean(),
});

export const sessionOutlier = z.object({
  session_id: z.string(),
  agent_id: z.string(),
  outlier,
  divergence: divergence.nullable(),
});

export const agentVersions = z.object({
  agent_id: z.string(),
  /** The newest first. */
  versions: z.array(
    z.object({ version: z.string(), sessions: z.int(), first_seen: z.string(), last_seen: z.string() }),
  ),
});

const versionSide = z.object({ version: z.string(), sessions: z.int(), compared: z.int() });

export const versionDiff = z.object({
  agent_id: z.string(),
  status: z.enum(['compared', 'too_few_sessions']),
  older: versionSide,
  newer: versionSide,
  tests: z.array(
    z.object({
      family: z.string(),
      probability: z.number(),
      adjusted_probability: z.number(),
      is_significant: z.boolean(),
    }),
  ),
  changes: z.array(
    z.object({
      family: z.string(),
      /** Step, tool or number that it is about. */
      subject: z.string(),
      adjusted_probability: z.number(),
      older: z.number(),
      newer: z.number(),
      sentence: z.string(),
    }),
  ),
  facts: z.array(z.string()),
  sentences: z.array(z.string()),
});

export type BehaviourCluster = z.infer<typeof behaviourCluster>;
export type BehaviouralAnalysis = z.infer<typeof behaviouralAnalysis>;
export type ClusterDistance = z.infer<typeof clusterDistance>;
export type Divergence = z.infer<typeof divergence>;
export type Outlier = z.infer<typeof outlier>;
export type SessionOutlier = z.infer<typeof sessionOutlier>;
export type AgentVersions = z.infer<typeof agentVersions>;
export type VersionDiff = z.infer<typeof versionDiff>;
