/**
 * How unusual a session is: the rank of its score among the scores of the baseline's sessions, each left out. A p-value
 * cannot be below 1 / (n + 1), so a small baseline cannot alarm; under 19 sessions there is a rank and no verdict.
 */
import { scoreRaw, type Baseline, type BaselineSettings, type RawScore } from './baseline.ts';
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures } from './features.ts';

export type UnusualLevel = 'usual' | 'unusual' | 'very_unusual' | 'insufficient_data';

export interface OutlierScore extends RawScore {
  /** Share of sessions as unusual as this one or more, itself counted. */
  readonly probability: number;
  readonly level: UnusualLevel;
  /** The same by the number of tool calls alone: what a plain rule would say. */
  readonly lengthProbability: number;
  /** How many other sessions it was compared with. */
  readonly comparedWith: number;
}

export type OutlierSettings = BaselineSettings &
  Pick<BehavioralConfig, 'unusual_probability' | 'very_unusual_probability'>;

export function scoreOutlier(baseline: Baseline, session: SessionFeatures, settings: OutlierSettings): OutlierScore {
  const raw = scoreRaw(baseline, session, settings);
  // One of the baseline's own is among the scores it is compared with: it counts once.
  const isOwn = baseline.own.has(session.sessionId);
  const comparedWith = baseline.size - (isOwn ? 1 : 0);
  const rank = (sorted: Float64Array, value: number): number =>
    (countAtLeast(sorted, value) + (isOwn ? 0 : 1)) / (comparedWith + 1);
  const probability = rank(baseline.sortedScores, raw.score);
  return {
    ...raw,
    probability,
    level: judge(probability, comparedWith, settings),
    lengthProbability: rank(baseline.sortedLengths, raw.toolCalls),
    comparedWith,
  };
}

/** A level needs so many sessions that its probability can be reached at all: 19 for .05, 99 for .01. */
function judge(
  probability: number,
  comparedWith: number,
  { unusual_probability: unusual, very_unusual_probability: veryUnusual }: OutlierSettings,
): UnusualLevel {
  const reaches = (limit: number): boolean => (comparedWith + 1) * limit >= 1 - 1e-9;
  if (reaches(veryUnusual) && probability <= veryUnusual + 1e-12) return 'very_unusual';
  if (!reaches(unusual)) return 'insufficient_data';
  return probability <= unusual + 1e-12 ? 'unusual' : 'usual';
}

/** How many of the sorted values are no smaller. */
export function countAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}
