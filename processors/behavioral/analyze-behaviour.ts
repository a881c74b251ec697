/**
 * One run of the analysis of one agent: what was known, the sessions that came and went, in; what is known now and what
 * there is to say, out. Pure: no clock, no store, no chance. A session that comes again replaces itself.
 */
import { scoreBehaviour, type BehaviourScores } from './behaviour-scores.ts';
import { EMPTY_STATE, type BehaviourState } from './behaviour-state.ts';
import { judgeBehaviour, type Verdict } from './behaviour-verdicts.ts';
import { cutWindow, sortByTime } from './behaviour-window.ts';
import { measureDistances, summarizeClusters, type ClusterDistance, type ClusterSummary } from './cluster-summary.ts';
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures } from './features.ts';
import { fitBehaviour, nameExcluded, placeSession } from './fit-behaviour.ts';
import { interpretBehaviour } from './interpretation.ts';
import { describeOutlier, describeUsual, findNewTools, type OutlierCard } from './outlier-card.ts';
import type { ReadingLimits } from './session-steps.ts';
import { collectUsualNumbers } from './usual-numbers.ts';

export interface BehaviourRun {
  /** Null for an agent that was never analysed. */
  readonly previous: BehaviourState | null;
  /** Completed sessions that are new, or that went on after they had been analysed. */
  readonly added: readonly SessionFeatures[];
  readonly removedIds: readonly string[];
  /** Sessions that the user marked as bad: analysed, but no part of what is usual. */
  readonly excludedIds: ReadonlySet<string>;
  /** `always` when somebody asks for the analysis; `due` fits anew only when enough has changed. */
  readonly refit: 'always' | 'due';
  /** What the server's clock says; null where it need not be asked. See `cutWindow`. */
  readonly nowMs: number | null;
  readonly config: BehavioralConfig;
}

export interface BehaviourResult {
  readonly sessionCount: number;
  readonly clusters: readonly ClusterSummary[];
  readonly centroidDistances: readonly ClusterDistance[];
  /** The most unusual first: sessions in no cluster, with an unusual score, or with a tool that no other session used. */
  readonly outliers: readonly OutlierCard[];
  readonly outliersNotListed: number;
  readonly scores: BehaviourScores;
  readonly verdicts: readonly Verdict[];
  readonly interpretation: string;
  readonly baseline: BaselineSummary;
  /** Whether this run fitted the patterns anew, and how many changes since have only a provisional place. */
  readonly isRefitted: boolean;
  readonly changesSinceFit: number;
  /** Sums over the window of what was not read of its sessions. */
  readonly limits: ReadingLimits & { readonly sessionsCut: number };
}

export interface BaselineSummary {
  readonly sessions: number;
  /** Undefined: all versions together. */
  readonly version: string | null | undefined;
  /** False while the newest version has too few sessions to be its own baseline. */
  readonly isCurrent: boolean;
}

export function analyzeBehaviour(run: BehaviourRun): {
  readonly state: BehaviourState;
  readonly result: BehaviourResult;
} {
  const previous = run.previous ?? EMPTY_STATE;
  const { sorted, changes } = moveWindow(previous, run);
  const isRefitted =
    run.refit === 'always' ||
    sorted.length <= run.config.refit_always_sessions_max ||
    isRefitDue(previous, changes, run);
  const state = isRefitted
    ? fitBehaviour({ sorted, previous, excludedIds: run.excludedIds, config: run.config })
    : addToFit(previous, { sorted, changes, config: run.config });
  return { state, result: summarize(state, { isRefitted, config: run.config }) };
}

/** The window as it is now, in order of time, and how many sessions came, came again or went since the last fit. */
function moveWindow(
  previous: BehaviourState,
  { added, removedIds, nowMs, config }: BehaviourRun,
): { readonly sorted: readonly SessionFeatures[]; readonly changes: number } {
  const sessions = new Map(previous.sessions);
  for (const id of removedIds) sessions.delete(id);
  for (const session of added) sessions.set(session.sessionId, session);
  const sorted = cutWindow(sortByTime(sessions.values()), { nowMs, config });
  const changed = new Set(added.map(({ sessionId }) => sessionId));
  const standing = sorted.filter(({ sessionId }) => previous.sessions.has(sessionId) && !changed.has(sessionId)).length;
  const gone = previous.sessions.size - standing;
  const come = sorted.length - standing;
  // One that came again is both, and counts once.
  return { sorted, changes: previous.changes + Math.max(gone, come) };
}

function isRefitDue({ fit }: BehaviourState, changes: number, { excludedIds, config }: BehaviourRun): boolean {
  if (fit === null || fit.excludedKey !== nameExcluded(excludedIds)) return true;
  return changes >= Math.max(config.refit_sessions_min, config.refit_share * fit.sessionCount);
}

function addToFit(
  { fit, placements, sessions, lineage }: BehaviourState,
  {
    sorted,
    changes,
    config,
  }: { readonly sorted: readonly SessionFeatures[]; readonly changes: number; readonly config: BehavioralConfig },
): BehaviourState {
  return {
    sessions: new Map(sorted.map((session) => [session.sessionId, session])),
    fit,
    placements: new Map(
      sorted.flatMap((session) => {
        const isKnown = sessions.get(session.sessionId) === session;
        const known = isKnown ? placements.get(session.sessionId) : undefined;
        const placement = known ?? (fit === null ? undefined : placeSession(session, fit, config));
        return placement === undefined ? [] : [[session.sessionId, placement]];
      }),
    ),
    changes,
    lineage,
  };
}

function summarize(
  state: BehaviourState,
  { isRefitted, config }: { readonly isRefitted: boolean; readonly config: BehavioralConfig },
): BehaviourResult {
  const { fit, sessions: window } = state;
  const sessions = [...window.values()];
  const members = collectMembers(state);
  const clusters =
    fit === null
      ? []
      : summarizeClusters({ members, fit, lineage: state.lineage, sessionCount: sessions.length }, config);
  const listed = new Set(clusters.map(({ id }) => id));
  const clusterIds = sessions.map(({ sessionId }) => {
    const id = state.placements.get(sessionId)?.place.clusterId ?? null;
    return id !== null && listed.has(id) ? id : null;
  });
  const scores = scoreBehaviour({ clusterIds, predictability: fit?.predictability ?? null }, config);
  const normalClusters = clusters.filter(({ confidence }) => confidence === 'normal').length;
  const { outliers, outliersNotListed } = listOutliers(state, { listed, config });
  return {
    sessionCount: sessions.length,
    clusters,
    centroidDistances: fit === null ? [] : measureDistances(clusters, fit),
    outliers,
    outliersNotListed,
    scores,
    verdicts: judgeBehaviour(scores, normalClusters, config),
    interpretation: interpretBehaviour(scores, normalClusters, config),
    baseline: {
      sessions: fit?.baseline.size ?? 0,
      version: fit?.baselineVersion,
      isCurrent: fit?.baselineIsCurrent ?? true,
    },
    isRefitted,
    changesSinceFit: state.changes,
    limits: sumLimits(sessions),
  };
}

function collectMembers({ sessions, placements }: BehaviourState): Map<number, SessionFeatures[]> {
  const members = new Map<number, SessionFeatures[]>();
  for (const [sessionId, session] of sessions) {
    const id = placements.get(sessionId)?.place.clusterId ?? null;
    if (id === null) continue;
    const list = members.get(id);
    if (list === undefined) members.set(id, [session]);
    else list.push(session);
  }
  return members;
}

function listOutliers(
  { fit, sessions, placements }: BehaviourState,
  { listed, config }: { readonly listed: ReadonlySet<number>; readonly config: BehavioralConfig },
): Pick<BehaviourResult, 'outliers' | 'outliersNotListed'> {
  if (fit === null) return { outliers: [], outliersNotListed: 0 };
  const baselineSessions = fit.baselineIds.flatMap((id) => sessions.get(id) ?? []);
  const usual = describeUsual(baselineSessions, collectUsualNumbers(baselineSessions));
  const context = { baseline: fit.baseline, usual, config };
  const found = [...placements].flatMap(([sessionId, { place, score }]) => {
    const session = sessions.get(sessionId);
    if (session === undefined) return [];
    const clusterId = place.clusterId !== null && listed.has(place.clusterId) ? place.clusterId : null;
    const isUnusual = score.level === 'unusual' || score.level === 'very_unusual';
    // A tool that nobody else used is a fact and needs no rank: with it in one step a score may still be within the usual.
    const usesNewTool = score.comparedWith >= config.coverage_sessions_min && findNewTools(session, context).length > 0;
    return isUnusual || usesNewTool || clusterId === null ? [{ session, score, place: { ...place, clusterId } }] : [];
  });
  found.sort(
    (a, b) =>
      a.score.probability - b.score.probability ||
      b.score.score - a.score.score ||
      compareText(a.session.sessionId, b.session.sessionId),
  );
  return {
    outliers: found
      .slice(0, config.outliers_listed_max)
      .map(({ session, score, place }) => describeOutlier(session, { score, place }, context)),
    outliersNotListed: Math.max(0, found.length - config.outliers_listed_max),
  };
}

function sumLimits(sessions: readonly SessionFeatures[]): BehaviourResult['limits'] {
  const sums = { stepsLeftOut: 0, charactersLeftOut: 0, searchesLeftOut: 0, resultsUnmatched: 0, sessionsCut: 0 };
  for (const { limits } of sessions) {
    sums.stepsLeftOut += limits.stepsLeftOut;
    sums.charactersLeftOut += limits.charactersLeftOut;
    sums.searchesLeftOut += limits.searchesLeftOut;
    sums.resultsUnmatched += limits.resultsUnmatched;
    if (limits.stepsLeftOut + limits.charactersLeftOut + limits.searchesLeftOut > 0) sums.sessionsCut++;
  }
  return sums;
}
