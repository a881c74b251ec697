/**
 * Judges the scores against their thresholds. Something is critical only if the whole 95 % interval fails: healthy agents of
 * ten sessions fail the plain threshold of stability in 81 % of the cases by the largest cluster's share, and in 3 % by ours.
 */
import type { BehaviourScores } from './behaviour-scores.ts';
import type { BehavioralConfig } from './config.ts';

export type VerdictStatus = 'passed' | 'warning' | 'critical' | 'insufficient_data';

export interface Verdict {
  readonly measure: 'stability' | 'outlier_rate' | 'cluster_formation' | 'predictability' | 'uncertainty';
  /** The id that the reference system gave this check. */
  readonly checkId: string;
  readonly status: VerdictStatus;
  readonly value: number | null;
  readonly threshold: number;
  /** The end of the interval that decided, where there is one. */
  readonly bound: number | null;
  /** How the value is computed. */
  readonly formula: string;
}

export function judgeBehaviour(scores: BehaviourScores, normalClusters: number, config: BehavioralConfig): Verdict[] {
  const { sessions } = scores;
  const enough = (status: VerdictStatus): VerdictStatus =>
    sessions < config.verdict_sessions_min ? 'insufficient_data' : status;
  const byBound = (pointFails: boolean, boundFails: boolean): VerdictStatus => {
    const canBeCritical = sessions >= config.critical_sessions_min;
    if (boundFails) return enough(canBeCritical ? 'critical' : 'warning');
    return enough(pointFails && canBeCritical ? 'warning' : 'passed');
  };
  const warnIf = (fails: boolean): VerdictStatus => enough(fails ? 'warning' : 'passed');
  const { stability, outlierRate, predictability, uncertainty, bounds } = scores;
  return [
    {
      measure: 'stability',
      checkId: 'BEHAV_001_STABILITY_SCORE',
      status: byBound(stability < config.stability_min, bounds.stabilityUpper < config.stability_min),
      value: stability,
      threshold: config.stability_min,
      bound: bounds.stabilityUpper,
      formula: 'share of sessions in normal clusters, times one minus the drift between older and newer sessions',
    },
    {
      measure: 'outlier_rate',
      checkId: 'BEHAV_002_OUTLIER_RATE',
      status: byBound(outlierRate >= config.outlier_rate_max, bounds.outlierRateLower >= config.outlier_rate_max),
      value: outlierRate,
      threshold: config.outlier_rate_max,
      bound: bounds.outlierRateLower,
      formula: 'share of sessions in no cluster',
    },
    {
      measure: 'cluster_formation',
      checkId: 'BEHAV_003_CLUSTER_FORMATION',
      status: warnIf(normalClusters === 0),
      value: normalClusters,
      threshold: 1,
      bound: null,
      formula: 'clusters of three sessions or more',
    },
    {
      measure: 'predictability',
      checkId: 'BEHAV_004_PREDICTABILITY',
      status: predictability === null ? 'insufficient_data' : warnIf(predictability < config.predictability_min),
      value: predictability,
      threshold: config.predictability_min,
      bound: null,
      formula: 'share of steps that the other sessions foretell',
    },
    {
      measure: 'uncertainty',
      checkId: 'BEHAV_005_UNCERTAINTY_THRESHOLD',
      status: warnIf(uncertainty > config.uncertainty_max),
      value: uncertainty,
      threshold: config.uncertainty_max,
      bound: null,
      formula: 'half of the width of the 95 % interval of the share of sessions in normal clusters',
    },
  ];
}
