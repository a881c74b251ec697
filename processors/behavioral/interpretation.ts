/** The scores in one or two sentences. Says what is the case, never why. */
import type { BehaviourScores } from './behaviour-scores.ts';
import type { BehavioralConfig } from './config.ts';

export function interpretBehaviour(scores: BehaviourScores, normalClusters: number, config: BehavioralConfig): string {
  const { sessions, covered, drift, outliers, predictability } = scores;
  if (sessions < 2)
    return `Two completed sessions are needed to compare; there ${sessions === 1 ? 'is one' : 'are none'}.`;
  const sentences = [
    normalClusters === 0
      ? `No pattern yet: no three of the ${sessions} sessions act alike.`
      : `${percent(covered)} of ${sessions} sessions follow ${normalClusters === 1 ? 'one pattern' : `${normalClusters} patterns`}${describeOutliers(outliers)}.`,
  ];
  if (drift > 0)
    sentences.push(`The newer half of the sessions acts differently from the older half (drift ${percent(drift)}).`);
  if (predictability !== null && normalClusters > 0)
    sentences.push(`The next step is the expected one ${percent(predictability)} of the time.`);
  if (sessions < config.verdict_sessions_min)
    sentences.push(`${config.verdict_sessions_min} sessions are needed for a verdict.`);
  return sentences.join(' ');
}

function describeOutliers(outliers: number): string {
  if (outliers === 0) return '';
  return outliers === 1 ? ', and one is like no other' : `, and ${outliers} are like no other`;
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}
