/**
 * A check that speaks of the behavioural analysis says what that found: the measure with its bound, and beside it what the
 * reference system would have called it, so that its users can compare.
 */
import type { BehavioralSummary, Measured } from '../earlier-results.ts';
import { insufficientData, notApplicable, type AgentInput, type CheckResult } from './check.ts';

export interface BehaviourOf {
  readonly measured: (summary: BehavioralSummary) => Measured;
  readonly format: { readonly unit: 'share' | 'count'; readonly noun: string };
  readonly recommendation: (measured: string) => string;
}

export function judgeBehaviour(
  { earlier, config }: AgentInput,
  { measured, format, recommendation }: BehaviourOf,
): CheckResult {
  const { behavioral } = earlier;
  if (behavioral === null) return notApplicable('the behavioural analysis has not run');
  const { status, value, threshold, bound, formula } = measured(behavioral);
  const { dominantShare, oneMinusOutlierRate, oneMinusDominantShare } = behavioral.reference;
  const evidence = {
    value: round(value),
    threshold,
    bound: round(bound),
    formula,
    total_sessions: behavioral.sessions,
    num_clusters: behavioral.clusters,
    num_normal_clusters: behavioral.normalClusters,
    num_outliers: behavioral.outlierIds.length,
    outliers: [...behavioral.outlierIds].sort().slice(0, config.evidence_sessions_max),
    diversity: round(behavioral.diversity),
    reference: {
      dominant_share: round(dominantShare),
      one_minus_outlier_rate: round(oneMinusOutlierRate),
      one_minus_dominant_share: round(oneMinusDominantShare),
    },
  };
  if (status === 'insufficient_data' || value === null) {
    return insufficientData('too few completed sessions to judge behaviour', evidence);
  }
  const amount = format.unit === 'share' ? `${Math.floor(value * 100 + 1e-9)}%` : String(value);
  const noun = format.unit === 'count' && value === 1 ? format.noun.replace(/s$/, '') : format.noun;
  const text = `${amount} ${noun}`;
  if (status === 'passed') return { status, value: text, evidence };
  return { status, value: text, evidence, recommendation: recommendation(text) };
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
