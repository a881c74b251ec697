/** One session in full, asked for when somebody looks: its card, and where it leaves the way of its neighbours. */
import { scoreSteps } from './baseline.ts';
import type { BehaviourState } from './behaviour-state.ts';
import type { BehavioralConfig } from './config.ts';
import { findDivergence, type Divergence } from './first-divergence.ts';
import { describeOutlier, describeUsual, type OutlierCard } from './outlier-card.ts';
import { collectUsualNumbers } from './usual-numbers.ts';

export interface SessionExplanation {
  readonly card: OutlierCard;
  readonly divergence: Divergence | null;
}

/** @returns null for a session outside of the window. */
export function explainSession(
  state: BehaviourState,
  sessionId: string,
  config: BehavioralConfig,
): SessionExplanation | null {
  const { fit, sessions, placements } = state;
  const session = sessions.get(sessionId);
  const placement = placements.get(sessionId);
  if (fit === null || session === undefined || placement === undefined) return null;
  const others = fit.baselineIds.flatMap((id) => sessions.get(id) ?? []);
  const usual = describeUsual(others, collectUsualNumbers(others));
  const surprisals = scoreSteps(fit.baseline, session);
  return {
    card: describeOutlier(session, placement, { baseline: fit.baseline, usual, config }),
    divergence: findDivergence({ session, others, surprisals }, config),
  };
}
