/** A run's result as it is kept and answered, and the few numbers of it that checks are told. */
import type { BehaviourRecord } from '../../collector/model/analysis.ts';
import type { BehavioralSummary, Measured } from '../earlier-results.ts';
import type { BehaviourResult } from './analyze-behaviour.ts';
import type { BehaviourScores } from './behaviour-scores.ts';
import type { BehaviourState } from './behaviour-state.ts';
import type { Verdict } from './behaviour-verdicts.ts';
import { toClusterJson, toDistanceJson } from './cluster-json.ts';
import { toOutlierJson } from './outlier-json.ts';
import { round } from './round.ts';

/** @param unreadable sessions whose kept bytes are damaged. */
export function buildBehaviourRecord(
  result: BehaviourResult,
  { unreadable }: { readonly unreadable: number },
): BehaviourRecord {
  const { scores, baseline, limits } = result;
  return {
    stabilityScore: round(scores.stability),
    predictabilityScore: roundOrNull(scores.predictability),
    clusterDiversity: roundOrNull(scores.diversity),
    numClusters: result.clusters.length,
    numOutliers: scores.outliers,
    totalSessions: result.sessionCount,
    confidence: scores.confidence,
    interpretation: result.interpretation,
    clusters: result.clusters.map((cluster) => ({ ...toClusterJson(cluster) })),
    outliers: result.outliers.map((card) => ({ ...toOutlierJson(card) })),
    centroidDistances: result.centroidDistances.map((distance) => ({ ...toDistanceJson(distance) })),
    details: {
      scores: toScoresJson(scores),
      verdicts: result.verdicts.map((verdict) => ({
        measure: verdict.measure,
        check_id: verdict.checkId,
        status: verdict.status,
        value: roundOrNull(verdict.value),
        threshold: verdict.threshold,
        bound: roundOrNull(verdict.bound),
        formula: verdict.formula,
      })),
      baseline: {
        sessions: baseline.sessions,
        /** Null for all versions together, and for sessions that tell none. */
        version: baseline.version ?? null,
        is_all_versions: baseline.version === undefined,
        is_current: baseline.isCurrent,
      },
      is_refitted: result.isRefitted,
      changes_since_fit: result.changesSinceFit,
      outliers_not_listed: result.outliersNotListed,
      limits: {
        steps_left_out: limits.stepsLeftOut,
        characters_left_out: limits.charactersLeftOut,
        searches_left_out: limits.searchesLeftOut,
        results_unmatched: limits.resultsUnmatched,
        sessions_cut: limits.sessionsCut,
        sessions_unreadable: unreadable,
      },
    },
  };
}

function toScoresJson({ bounds, reference, ...scores }: BehaviourScores) {
  return {
    stability: round(scores.stability),
    covered: round(scores.covered),
    drift: round(scores.drift),
    outlier_rate: round(scores.outlierRate),
    predictability: roundOrNull(scores.predictability),
    uncertainty: round(scores.uncertainty),
    diversity: roundOrNull(scores.diversity),
    effective_modes: roundOrNull(scores.effectiveModes),
    stability_upper: round(bounds.stabilityUpper),
    outlier_rate_lower: round(bounds.outlierRateLower),
    reference: {
      dominant_share: round(reference.dominantShare),
      one_minus_outlier_rate: round(reference.oneMinusOutlierRate),
      one_minus_dominant_share: round(reference.oneMinusDominantShare),
    },
  };
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : round(value);
}

export function buildSummary(
  result: BehaviourResult,
  { sessions }: BehaviourState,
  clusterIds: ReadonlyMap<string, string>,
): BehavioralSummary {
  const measured = new Map(result.verdicts.map((verdict) => [verdict.measure, toMeasured(verdict)]));
  const of = (measure: Verdict['measure']): Measured => measured.get(measure) ?? UNMEASURED;
  return {
    sessions: result.sessionCount,
    clusters: result.clusters.length,
    normalClusters: result.clusters.filter(({ confidence }) => confidence === 'normal').length,
    outlierIds: [...sessions.keys()].filter((sessionId) => !clusterIds.has(sessionId)),
    stability: of('stability'),
    outlierRate: of('outlier_rate'),
    clusterFormation: of('cluster_formation'),
    predictability: of('predictability'),
    uncertainty: of('uncertainty'),
    diversity: result.scores.diversity,
    reference: result.scores.reference,
  };
}

const UNMEASURED: Measured = { status: 'insufficient_data', value: null, threshold: 0, bound: null, formula: '' };

function toMeasured({ status, value, threshold, bound, formula }: Verdict): Measured {
  return { status, value, threshold, bound, formula };
}
