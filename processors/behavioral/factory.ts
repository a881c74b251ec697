/** The behavioural analysis as a processor of the sessions pipeline: features of each session, then all of an agent's together. */
import { defineProcessor, type AgentOutcome, type AgentRun, type CompletedSession } from '../processor.ts';
import { analyzeBehaviour } from './analyze-behaviour.ts';
import { buildBehaviourRecord, buildSummary } from './behaviour-record.ts';
import { EMPTY_STATE, type BehaviourState } from './behaviour-state.ts';
import { buildSessionTrace, needsContents } from './build-session-trace.ts';
import { nameCluster } from './cluster-json.ts';
import type { ClusterSummary } from './cluster-summary.ts';
import { behavioralConfig, type BehavioralConfig } from './config.ts';
import { decodeFeatures, encodeFeatures, FEATURES_VERSION } from './feature-bytes.ts';
import { buildFeatures } from './features.ts';
import { decodeLineage, encodeLineage } from './lineage-bytes.ts';
import type { SessionTrace } from './session-trace.ts';

export interface BehavioralState {
  readonly behaviour: BehaviourState;
  /** Of sessions that are in a pattern. */
  readonly clusterIds: ReadonlyMap<string, string>;
}

export const behavioralProcessor = defineProcessor<BehavioralConfig, BehavioralState>({
  type: 'behavioral',
  about: 'what sessions of an agent have in common, and which are unusual',
  config: behavioralConfig,
  keptVersion: FEATURES_VERSION,
  needsContents: ({ kind }) => needsContents(kind),
  sessionsMax: ({ window_sessions_max: max }) => max,
  analyzeSession: (session, config) => encodeFeatures(buildFeatures(traceSession(session), config)),
  analyzeAgent,
});

export function traceSession({ record, spans }: CompletedSession): SessionTrace {
  return buildSessionTrace({ sessionId: record.id, agentVersion: mostUsed(record.totals.agentVersions), spans });
}

function mostUsed(counts: ReadonlyMap<string, number>): string | null {
  const [first] = [...counts].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}

function analyzeAgent(run: AgentRun<BehavioralState>, config: BehavioralConfig): AgentOutcome<BehavioralState> {
  const decoded = [...run.added.values()].map(decodeFeatures);
  const added = decoded.filter((features) => features !== null);
  const { state: behaviour, result } = analyzeBehaviour({
    previous: run.state?.behaviour ?? restore(run.memory),
    added,
    removedIds: run.removedIds,
    excludedIds: new Set(),
    refit: 'due',
    nowMs: run.nowMs,
    config,
  });
  const clusterIds = collectClusterIds(result.clusters);
  return {
    state: { behaviour, clusterIds },
    memory: encodeLineage(behaviour.lineage),
    results: { behavioral: buildSummary(result, behaviour, clusterIds) },
    checks: [],
    behaviour: buildBehaviourRecord(result, { unreadable: decoded.length - added.length }),
    findings: [],
    clearedFindingIds: [],
    clusterIds: findMoved(clusterIds, behaviour, run),
  };
}

function restore(memory: Uint8Array | null): BehaviourState | null {
  const lineage = memory === null ? null : decodeLineage(memory);
  return lineage === null ? null : { ...EMPTY_STATE, lineage };
}

function collectClusterIds(clusters: readonly ClusterSummary[]): ReadonlyMap<string, string> {
  return new Map(clusters.flatMap(({ id, sessionIds }) => sessionIds.map((one) => [one, nameCluster(id)] as const)));
}

/** Of a first run all of them. Sessions that left the window are in no pattern. */
function findMoved(
  clusterIds: ReadonlyMap<string, string>,
  { sessions }: BehaviourState,
  { state, added, removedIds }: AgentRun<BehavioralState>,
): ReadonlyMap<string, string | null> {
  const moved = new Map<string, string | null>();
  for (const sessionId of sessions.keys()) {
    const id = clusterIds.get(sessionId) ?? null;
    // One that came again was opened meanwhile, and nobody knows what is kept of it.
    const isKnown = state?.behaviour.sessions.has(sessionId) === true && !added.has(sessionId);
    if (!isKnown || id !== (state.clusterIds.get(sessionId) ?? null)) moved.set(sessionId, id);
  }
  const removed = new Set(removedIds);
  for (const sessionId of state?.clusterIds.keys() ?? [])
    if (!sessions.has(sessionId) && !removed.has(sessionId)) moved.set(sessionId, null);
  return moved;
}
