/** A pattern as JSON: the reference system's names where it has them, and beside them what ours says. */
import type { ClusterDistance, ClusterSummary, TypicalNumber } from './cluster-summary.ts';
import { round } from './round.ts';

export interface ClusterJson {
  /** `cluster_` and a number that stays with the pattern. */
  readonly cluster_id: string;
  readonly size: number;
  /** Of all sessions of the window. */
  readonly percentage: number;
  /** The newest ones, the newest first; `size` counts all. */
  readonly session_ids: readonly string[];
  readonly confidence: ClusterSummary['confidence'];
  readonly insights: string;
  readonly is_rare: boolean;
  readonly first_seen: string;
  /** Patterns that it was split from, or that it has taken in. */
  readonly parent_ids: readonly string[];
  /** The session that stands for the pattern. */
  readonly medoid_session_id: string | null;
  readonly characteristics: {
    readonly typical_duration_sec: number | null;
    readonly duration_range: Range;
    readonly typical_tool_calls: number | null;
    readonly tool_calls_range: Range;
    readonly typical_tokens: number | null;
    readonly tokens_range: Range;
    readonly common_tools: readonly string[];
    /** The first steps that most sessions begin with, as `a → b`. */
    readonly common_tool_sequence: string;
    readonly common_models: readonly string[];
    /** The steps of the session that stands for the pattern. */
    readonly typical_steps: readonly string[];
  };
}

type Range = readonly [min: number, max: number] | null;

export interface ClusterDistanceJson {
  readonly from_cluster: string;
  readonly to_cluster: string;
  readonly distance: number;
  readonly similarity_score: number;
}

const SESSIONS_LISTED_MAX = 100;

export function nameCluster(id: number): string;
export function nameCluster(id: number | null): string | null;
export function nameCluster(id: number | null): string | null {
  return id === null ? null : `cluster_${id}`;
}

export function toClusterJson(cluster: ClusterSummary): ClusterJson {
  const { characteristics: typical } = cluster;
  return {
    cluster_id: nameCluster(cluster.id),
    size: cluster.size,
    percentage: Math.round(1000 * cluster.share) / 10,
    session_ids: cluster.sessionIds.slice(-SESSIONS_LISTED_MAX).toReversed(),
    confidence: cluster.confidence,
    insights: cluster.insight,
    is_rare: cluster.isRare,
    first_seen: new Date(cluster.firstSeenMs).toISOString(),
    parent_ids: cluster.parentIds.map((id) => nameCluster(id)),
    medoid_session_id: cluster.medoidSessionId,
    characteristics: {
      typical_duration_sec: toSeconds(typical.durationMs?.median),
      duration_range: rangeOf(typical.durationMs, (ms) => toSeconds(ms) ?? 0),
      typical_tool_calls: toWhole(typical.toolCalls?.median),
      tool_calls_range: rangeOf(typical.toolCalls, Math.round),
      typical_tokens: toWhole(typical.tokens?.median),
      tokens_range: rangeOf(typical.tokens, Math.round),
      common_tools: typical.commonTools,
      common_tool_sequence: typical.commonStart.join(' → '),
      common_models: typical.commonModels,
      typical_steps: typical.typicalSteps,
    },
  };
}

function toSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 100) / 10;
}

function toWhole(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}

function rangeOf(typical: TypicalNumber | null, convert: (value: number) => number): Range {
  return typical === null ? null : [convert(typical.min), convert(typical.max)];
}

export function toDistanceJson({ fromId, toId, distance, similarity }: ClusterDistance): ClusterDistanceJson {
  return {
    from_cluster: nameCluster(fromId),
    to_cluster: nameCluster(toId),
    distance: round(distance),
    similarity_score: round(similarity),
  };
}
