/**
 * The shapes of the behavioural analysis: patterns, unusual sessions, where one session leaves the way of others, and what
 * changed between versions. The analysis makes the JSON; this says what of it is answered.
 */
import { z } from 'zod';

/** The least and the most. */
const range = z.tuple([z.number(), z.number()]).nullable();

/** A pattern: sessions that act alike. */
export const behaviourCluster = z.object({
  /** `cluster_` and a number that stays with the pattern. */
  cluster_id: z.string(),
  size: z.int(),
  /** Of all sessions that count. */
  percentage: z.number(),
  /** The newest ones, the newest first; `size` counts all. */
  session_ids: z.array(z.string()),
  /** `normal` from three sessions on. */
  confidence: z.enum(['normal', 'low']),
  insights: z.string(),
  /** Too small a part to be shown by itself. */
  is_rare: z.boolean(),
  first_seen: z.string(),
  /** Patterns that it was split from, or that it has taken in. */
  parent_ids: z.array(z.string()),
  /** The session that stands for the pattern. */
  medoid_session_id: z.string().nullable(),
  characteristics: z.object({
    typical_duration_sec: z.number().nullable(),
    duration_range: range,
    typical_tool_calls: z.number().nullable(),
    tool_calls_range: range,
    typical_tokens: z.number().nullable(),
    tokens_range: range,
    common_tools: z.array(z.string()),
    /** The first steps that most sessions begin with, as `a → b`. */
    common_tool_sequence: z.string(),
    common_models: z.array(z.string()),
    /** Steps of the session that stands for the pattern. */
    typical_steps: z.array(z.string()),
  }),
});

/** Why a session is unusual, in facts that can be checked. */
export const outlier = z.object({
  session_id: z.string(),
  /** Only its rank means anything. */
  anomaly_score: z.number(),
  severity: z.enum(['low', 'medium', 'high']),
  cluster_id: z.string().nullable(),
  nearest_cluster_id: z.string().nullable(),
  /** 1 where there is no pattern. */
  distance_to_nearest_centroid: z.number(),
  primary_causes: z.array(z.string()),
  recommendations: z.array(z.string()),
  tool_analysis: z.object({ unique_tools: z.array(z.string()), missing_common_tools: z.array(z.string()) }),
  resource_analysis: z.object({ token_usage: z.enum(['excessive', 'usual']) }),
  temporal_analysis: z.object({ duration: z.enum(['excessive', 'usual']) }),
  causes: z.array(
    z.object({
      kind: z.enum([
        'no_pattern',
        'new_tool',
        'new_model',
        'surprising_step',
        'uncovered_part',
        'missing_tools',
        'unusual_number',
      ]),
      text: z.string(),
      value: z.union([z.number(), z.string()]),
      baseline: z.union([z.number(), z.string()]).nullable(),
      /** Number of the step, from 0; null where it is about none. */
      step: z.int().nullable(),
    }),
  ),
  score: z.object({
    level: z.enum(['usual', 'unusual', 'very_unusual', 'insufficient_data']),
    /** Share of sessions as unusual as this one or more, itself counted. */
    probability: z.number(),
    /** The same by the number of tool calls alone: what a plain rule would say. */
    length_probability: z.number(),
    compared_with: z.int(),
    surprisal_bits: z.number(),
    uncovered: z.number(),
    tool_calls: z.int(),
  }),
});

export const clusterDistance = z.object({
  from_cluster: z.string(),
  to_cluster: z.string(),
  distance: z.number(),
  similarity_score: z.number(),
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
  /** What it does there, `name/provenance`; null for the end. */
  actual: z.string().nullable(),
  expected: z.array(z.object({ step: z.string().nullable(), share: z.number() })),
  /** How likely what it does is by the agent's usual steps; null where nothing is known of these. */
  probability: z.number().nullable(),
  /** How much of the neighbours' weight disagrees, from 0 to 1. */
  disagreement: z.number(),
  neighbour_session_id: z.string(),
  similarity: z.number(),
  /** Steps beyond a limit were not compared. */
  is_cut: z.boolean(),
  /** The span of the step; of the last one before the end where it ends there. Null where it is not known. */
  trace_id: z.string().nullable(),
  span_id: z.string().nullable(),
});

export const sessionSteps = z.object({
  session_id: z.string(),
  /** Name of the configuration that it ran with; null where nothing tells it. */
  version: z.string().nullable(),
  /** Tool calls in their order; a handoff is named `→agent`. */
  steps: z.array(
    z.object({
      name: z.string(),
      /** Who said the values of its arguments: U the user, R an earlier result, N nobody; empty where there are none. */
      provenance: z.string(),
      failed: z.boolean(),
      duration_ms: z.number().nullable(),
      /** The model call that asked for it, from 1. */
      turn: z.int().nullable(),
      trace_id: z.string().nullable(),
      span_id: z.string().nullable(),
    }),
  ),
  /** Steps that are not in the list. */
  steps_left_out: z.int(),
});

/** One session's card, whether it is unusual or not: `outlier.score.level` says so. */
export const sessionOutlier = z.object({
  agent_id: z.string(),
  session_id: z.string(),
  outlier,
  /** Null where nothing differs from its neighbours, or it has none. */
  divergence: divergence.nullable(),
  steps: sessionSteps,
});

export const agentVersions = z.object({
  agent_id: z.string(),
  /** The newest first. */
  versions: z.array(
    z.object({
      /** An attribute's, or a hash of prompt, tools and model. */
      version: z.string(),
      sessions: z.int(),
      first_ended: z.string(),
      last_ended: z.string(),
    }),
  ),
  /** Sessions that tell no version. */
  unversioned_sessions: z.int(),
});

/** What is compared: next steps, tools, numbers of steps, failures, cost, and shares of the patterns. */
const versionQuestion = z.enum(['next', 'next_max', 'tools', 'steps', 'errors', 'cost', 'mix']);

const versionSide = z.object({ version: z.string(), sessions: z.int(), compared: z.int() });

export const versionDiff = z.object({
  agent_id: z.string(),
  status: z.enum(['compared', 'too_few_sessions']),
  older: versionSide,
  newer: versionSide,
  tests: z.array(
    z.object({
      family: versionQuestion,
      probability: z.number(),
      adjusted_probability: z.number(),
      is_significant: z.boolean(),
    }),
  ),
  changes: z.array(
    z.object({
      family: versionQuestion,
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
export type SessionSteps = z.infer<typeof sessionSteps>;
export type SessionOutlier = z.infer<typeof sessionOutlier>;
export type AgentVersions = z.infer<typeof agentVersions>;
export type VersionDiff = z.infer<typeof versionDiff>;
