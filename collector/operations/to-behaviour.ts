/**
 * What a run said of an agent's behaviour, as REST answers it. It was written by whichever version of the program ran then:
 * what this one cannot read is left out whole until the next run, and counted.
 */
import type { StoredBehaviour } from '../store/analysis-store.ts';
import { msToIso } from '../model/unix-nano.ts';
import type { Counters } from '../telemetry.ts';
import { behaviouralAnalysis, type BehaviouralAnalysis } from './behaviour-schemas.ts';

export function toBehaviour(stored: StoredBehaviour | null, counters: Counters): BehaviouralAnalysis | null {
  if (stored === null) return null;
  const { analysis, behaviour } = stored;
  const read = behaviouralAnalysis.safeParse({
    analysis_id: analysis.id,
    created_at: msToIso(analysis.createdAtMs),
    total_sessions: behaviour.totalSessions,
    num_clusters: behaviour.numClusters,
    num_outliers: behaviour.numOutliers,
    stability_score: behaviour.stabilityScore,
    predictability_score: behaviour.predictabilityScore,
    cluster_diversity: behaviour.clusterDiversity,
    confidence: behaviour.confidence,
    interpretation: behaviour.interpretation,
    clusters: behaviour.clusters,
    outliers: behaviour.outliers,
    centroid_distances: behaviour.centroidDistances,
    details: behaviour.details,
  });
  if (read.success) return read.data;
  counters.add('live_trace_behaviour_unreadable', {});
  return null;
}
