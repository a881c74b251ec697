/** Fits an agent's window anew: patterns on the sample, ids from the lineage, the baseline, and a place for every session. */
import { buildBaseline } from './baseline.ts';
import type { BehaviourFit, BehaviourState, Placement } from './behaviour-state.ts';
import { chooseBaseline, sampleSessions } from './behaviour-window.ts';
import { continueLineage, type FittedCluster } from './cluster-lineage.ts';
import type { BehavioralConfig } from './config.ts';
import { listStepNames, type SessionFeatures } from './features.ts';
import { scoreOutlier } from './outlier-score.ts';
import type { Place } from './outlier-card.ts';
import { measurePredictability } from './predictability.ts';
import { findMedoid, findNearestMedoid, fitStars } from './star-clusters.ts';

/** Fewer sessions are no pattern, even where a medoid was found. */
const CLUSTER_SESSIONS_MIN = 2;

export interface FitInput {
  /** In order of time. */
  readonly sorted: readonly SessionFeatures[];
  readonly previous: BehaviourState;
  readonly excludedIds: ReadonlySet<string>;
  readonly config: BehavioralConfig;
}

export function fitBehaviour({ sorted, previous, excludedIds, config }: FitInput): BehaviourState {
  const sample = sampleSessions(sorted, config.sample_sessions_max);
  const fitted = findClusters(sorted, sample, config);
  const idOf = new Map<string, number>();
  for (const [sessionId, { place }] of previous.placements)
    if (place.clusterId !== null) idOf.set(sessionId, place.clusterId);
  const { ids, lineage } = continueLineage({ clusters: fitted, lineage: previous.lineage, idOf }, config);
  const choice = chooseBaseline(sorted, { excludedIds, config });
  const fit: BehaviourFit = {
    sessionCount: sorted.length,
    clusters: fitted.map(({ medoid }, at) => ({ id: ids[at] ?? 0, medoid })),
    baseline: buildBaseline(choice.sessions, config),
    baselineVersion: choice.version,
    baselineIsCurrent: choice.isCurrent,
    baselineIds: choice.sessions.map(({ sessionId }) => sessionId),
    predictability: measurePredictability(sample.map(listStepNames), config.model_steps_max),
    excludedKey: nameExcluded(excludedIds),
  };
  // Who is in which cluster is known already, and a session whose medoid turned out to be alone is in none.
  const member = new Map(fitted.flatMap(({ sessionIds }, at) => sessionIds.map((id) => [id, ids[at] ?? null])));
  const placements = new Map(
    sorted.map((session): [string, Placement] => {
      const nearest = findNearestPlace(session, fit);
      const place = { ...nearest, clusterId: member.get(session.sessionId) ?? null };
      return [session.sessionId, { place, score: scoreOutlier(fit.baseline, session, config) }];
    }),
  );
  return {
    sessions: new Map(sorted.map((session) => [session.sessionId, session])),
    fit,
    placements,
    changes: 0,
    lineage,
  };
}

/** The place of a session that came after the fit, and how unusual it is: costs that session alone. */
export function placeSession(session: SessionFeatures, fit: BehaviourFit, config: BehavioralConfig): Placement {
  const nearest = findNearestPlace(session, fit);
  const clusterId = nearest.similarity >= config.join_similarity ? nearest.nearestClusterId : null;
  return { place: { ...nearest, clusterId }, score: scoreOutlier(fit.baseline, session, config) };
}

export function nameExcluded(excludedIds: ReadonlySet<string>): string {
  return JSON.stringify([...excludedIds].sort());
}

function findClusters(
  sorted: readonly SessionFeatures[],
  sample: readonly SessionFeatures[],
  config: BehavioralConfig,
): FittedCluster[] {
  const { medoids } = fitStars(
    sample.map(({ shingles }) => shingles),
    config,
  );
  const members = medoids.map((): SessionFeatures[] => []);
  for (const session of sorted)
    members[findMedoid(session.shingles, medoids, config.join_similarity).place]?.push(session);
  return medoids.flatMap((medoid, at) => {
    const sessions = members[at] ?? [];
    if (sessions.length < CLUSTER_SESSIONS_MIN) return [];
    const sessionIds = sessions.map(({ sessionId }) => sessionId);
    return [{ medoid, sessionIds, firstSeenMs: sessions[0]?.endedMs ?? 0 }];
  });
}

function findNearestPlace({ shingles }: SessionFeatures, { clusters }: BehaviourFit): Omit<Place, 'clusterId'> {
  const { place, similarity } = findNearestMedoid(
    shingles,
    clusters.map(({ medoid }) => medoid),
  );
  return { nearestClusterId: clusters[place]?.id ?? null, similarity };
}
