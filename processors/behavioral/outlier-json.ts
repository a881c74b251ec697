/** A session's card as JSON: the reference system's names where it has them, and beside them what ours says. */
import type { OutlierCard, OutlierCause } from './outlier-card.ts';
import { nameCluster } from './cluster-json.ts';
import { round } from './round.ts';

export interface OutlierJson {
  readonly session_id: string;
  /** ln(1 + surprisal) + weight · uncovered share; only its rank means anything. */
  readonly anomaly_score: number;
  readonly severity: OutlierCard['severity'];
  readonly cluster_id: string | null;
  readonly nearest_cluster_id: string | null;
  /** 1 where there is no cluster. */
  readonly distance_to_nearest_centroid: number;
  readonly primary_causes: readonly string[];
  readonly recommendations: readonly string[];
  readonly tool_analysis: {
    readonly unique_tools: readonly string[];
    readonly missing_common_tools: readonly string[];
  };
  /** `excessive` where tokens are above the usual. */
  readonly resource_analysis: { readonly token_usage: 'excessive' | 'usual' };
  readonly temporal_analysis: { readonly duration: 'excessive' | 'usual' };
  readonly causes: readonly OutlierCauseJson[];
  readonly score: {
    readonly level: OutlierCard['score']['level'];
    /** Share of sessions as unusual as this one or more, itself counted. */
    readonly probability: number;
    /** The same by the number of tool calls alone. */
    readonly length_probability: number;
    readonly compared_with: number;
    readonly surprisal_bits: number;
    readonly uncovered: number;
    readonly tool_calls: number;
  };
}

export interface OutlierCauseJson {
  readonly kind: OutlierCause['kind'];
  readonly text: string;
  readonly value: number | string;
  readonly baseline: number | string | null;
  /** Number of the step, from 0; null where it is about none. */
  readonly step: number | null;
}

export function toOutlierJson(card: OutlierCard): OutlierJson {
  const { score, causes } = card;
  const isAbove = (number: NonNullable<OutlierCause['number']>) =>
    causes.some((cause) => cause.number === number && Number(cause.value) > Number(cause.baseline))
      ? 'excessive'
      : 'usual';
  return {
    session_id: card.sessionId,
    anomaly_score: round(score.score),
    severity: card.severity,
    cluster_id: nameCluster(card.clusterId),
    nearest_cluster_id: nameCluster(card.nearestClusterId),
    distance_to_nearest_centroid: card.distanceToNearest,
    primary_causes: causes.map(({ text }) => text),
    recommendations: [card.recommendation],
    tool_analysis: { unique_tools: card.newTools, missing_common_tools: card.missingCommonTools },
    resource_analysis: { token_usage: isAbove('tokens') },
    temporal_analysis: { duration: isAbove('durationMs') },
    causes: causes.map(({ kind, text, value, baseline, step }) => ({
      kind,
      text,
      value,
      baseline,
      step: step ?? null,
    })),
    score: {
      level: score.level,
      probability: score.probability,
      length_probability: score.lengthProbability,
      compared_with: score.comparedWith,
      surprisal_bits: round(score.surprisalBits),
      uncovered: round(score.uncovered),
      tool_calls: score.toolCalls,
    },
  };
}
