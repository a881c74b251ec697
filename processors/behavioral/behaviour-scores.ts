/**
 * The numbers of an agent's behaviour, each a fact of its own: how much of it follows patterns that last (stability), how
 * often a session follows none (outlier rate), whether the next step can be foreseen (predictability), how sure the first
 * one is (uncertainty), and how different two sessions are (diversity).
 */
import type { BehavioralConfig } from './config.ts';
import { measureDrift } from './drift.ts';
import { wilsonInterval } from './wilson.ts';

export interface BehaviourScores {
  readonly sessions: number;
  /** S = C · (1 - D). */
  readonly stability: number;
  /** C, the share of sessions in normal clusters. */
  readonly covered: number;
  /** D, how far the newer half is from the older half beyond chance. */
  readonly drift: number;
  readonly outliers: number;
  readonly outlierRate: number;
  /** Null below two sessions. */
  readonly predictability: number | null;
  /** Half of the width of C's 95 % interval. */
  readonly uncertainty: number;
  /** The chance that two sessions act differently; null below two sessions. */
  readonly diversity: number | null;
  /** exp of the entropy of the normal clusters' shares: how many patterns of equal size would be as diverse; null without any. */
  readonly effectiveModes: number | null;
  readonly confidence: Confidence;
  readonly bounds: { readonly stabilityUpper: number; readonly outlierRateLower: number };
  readonly reference: ReferenceFigures;
}

export type Confidence = 'low' | 'medium' | 'high';

/** What other tools call stability, predictability and uncertainty. Nothing is judged by them. */
export interface ReferenceFigures {
  /** The largest normal cluster's share of all sessions. */
  readonly dominantShare: number;
  readonly oneMinusOutlierRate: number;
  readonly oneMinusDominantShare: number;
}

export interface ScoreInput {
  /** The cluster of each session in order of time, null for none. */
  readonly clusterIds: readonly (number | null)[];
  readonly predictability: number | null;
}

export function scoreBehaviour({ clusterIds, predictability }: ScoreInput, config: BehavioralConfig): BehaviourScores {
  const sessions = clusterIds.length;
  const sizes = countSizes(clusterIds);
  const normal = [...sizes.values()].filter((size) => size >= config.cluster_sessions_min);
  const inNormal = sum(normal);
  const covered = share(inNormal, sessions);
  const drift = measureDrift(
    clusterIds.map((id) => id ?? NO_CLUSTER),
    config,
  );
  const outliers = sessions - sum([...sizes.values()]);
  const outlierRate = share(outliers, sessions);
  const interval = wilsonInterval(inNormal, sessions);
  const dominantShare = share(Math.max(0, ...normal), sessions);
  return {
    sessions,
    stability: covered * (1 - drift),
    covered,
    drift,
    outliers,
    outlierRate,
    predictability,
    uncertainty: interval.halfWidth,
    diversity: measureDiversity([...sizes.values()], sessions),
    effectiveModes: countEffectiveModes(normal),
    confidence: rateConfidence(sessions, interval.halfWidth, config),
    bounds: {
      stabilityUpper: interval.upper * (1 - drift),
      outlierRateLower: wilsonInterval(outliers, sessions).lower,
    },
    reference: {
      dominantShare,
      oneMinusOutlierRate: sessions === 0 ? 0 : 1 - outlierRate,
      oneMinusDominantShare: 1 - dominantShare,
    },
  };
}

const NO_CLUSTER = -1;

function countSizes(clusterIds: readonly (number | null)[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const id of clusterIds) if (id !== null) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  return sizes;
}

/** Simpson's index without replacement (1949); a session without a cluster is like no other. */
function measureDiversity(sizes: readonly number[], sessions: number): number | null {
  if (sessions < 2) return null;
  return 1 - sum(sizes.map((size) => size * (size - 1))) / (sessions * (sessions - 1));
}

function countEffectiveModes(sizes: readonly number[]): number | null {
  const all = sum(sizes);
  return all === 0 ? null : Math.exp(-sum(sizes.map((size) => (size / all) * Math.log(size / all))));
}

function rateConfidence(sessions: number, uncertainty: number, config: BehavioralConfig): Confidence {
  if (sessions < config.verdict_sessions_min || uncertainty > config.uncertainty_max) return 'low';
  const isHigh =
    sessions >= config.high_confidence_sessions_min && uncertainty <= config.high_confidence_uncertainty_max;
  return isHigh ? 'high' : 'medium';
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
