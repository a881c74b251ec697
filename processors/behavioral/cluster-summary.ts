/** A pattern as people see it: how many sessions follow it, what they have in common, and how far patterns are from each other. */
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import type { BehaviourFit } from './behaviour-state.ts';
import type { KnownCluster, Lineage } from './cluster-lineage.ts';
import { listStepNames, type SessionFeatures, type SessionNumbers } from './features.ts';
import { jaccard } from './jaccard.ts';
import { median, sortNumbers } from './quantile.ts';
import type { Medoid } from './star-clusters.ts';

export interface ClusterSummary {
  readonly id: number;
  readonly size: number;
  /** Of all sessions of the window. */
  readonly share: number;
  /** `normal` from three sessions on. */
  readonly confidence: 'normal' | 'low';
  /** Too small a part of the window to be shown by itself. */
  readonly isRare: boolean;
  /** From the oldest to the newest. */
  readonly sessionIds: readonly string[];
  readonly firstSeenMs: number;
  readonly parentIds: readonly number[];
  /** The session in the middle: the one that stands for the pattern. */
  readonly medoidSessionId: string | null;
  readonly characteristics: ClusterCharacteristics;
  readonly insight: string;
}

export interface ClusterCharacteristics {
  readonly durationMs: TypicalNumber | null;
  readonly toolCalls: TypicalNumber | null;
  readonly tokens: TypicalNumber | null;
  /** In half of the sessions or more, the most common first. */
  readonly commonTools: readonly string[];
  /** The steps of the middle session. */
  readonly typicalSteps: readonly string[];
  /** The first five steps that most sessions begin with. */
  readonly commonStart: readonly string[];
  readonly commonModels: readonly string[];
}

export interface TypicalNumber {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface ClusterDistance {
  readonly fromId: number;
  readonly toId: number;
  readonly distance: number;
  readonly similarity: number;
}

export interface ClusterInput {
  /** By cluster, from the oldest session to the newest. */
  readonly members: ReadonlyMap<number, readonly SessionFeatures[]>;
  readonly fit: BehaviourFit;
  readonly lineage: Lineage;
  readonly sessionCount: number;
}

/** The largest first. */
export function summarizeClusters(input: ClusterInput, config: BehavioralConfig): ClusterSummary[] {
  const { members, fit, lineage, sessionCount } = input;
  const known = new Map(lineage.known.map((one) => [one.id, one]));
  return fit.clusters
    .flatMap(({ id, medoid }) => {
      const sessions = members.get(id) ?? [];
      return sessions.length < 2
        ? []
        : [summarizeCluster({ id, medoid, sessions, known: known.get(id), sessionCount }, config)];
    })
    .sort((a, b) => b.size - a.size || a.id - b.id)
    .map((cluster, rank) => ({ ...cluster, insight: describeCluster(cluster, rank) }));
}

const LISTED_STEPS_MAX = 20;
const START_STEPS = 5;
const MODELS_MAX = 3;

function summarizeCluster(
  {
    id,
    medoid,
    sessions,
    known,
    sessionCount,
  }: {
    readonly id: number;
    readonly medoid: Medoid;
    readonly sessions: readonly SessionFeatures[];
    readonly known: KnownCluster | undefined;
    readonly sessionCount: number;
  },
  config: BehavioralConfig,
): Omit<ClusterSummary, 'insight'> {
  // Its session may have left the window; then the one most like it stands for it.
  const middle = findMiddle(sessions, medoid);
  const size = sessions.length;
  const share = size / sessionCount;
  return {
    id,
    size,
    share,
    confidence: size >= config.cluster_sessions_min ? 'normal' : 'low',
    isRare: share < config.rare_share,
    sessionIds: sessions.map(({ sessionId }) => sessionId),
    firstSeenMs: known?.firstSeenMs ?? sessions[0]?.endedMs ?? 0,
    parentIds: known?.parentIds ?? [],
    medoidSessionId: middle?.sessionId ?? null,
    characteristics: {
      durationMs: typical(sessions, 'durationMs'),
      toolCalls: typical(sessions, 'toolCalls'),
      tokens: typical(sessions, 'tokens'),
      commonTools: rank(sessions.flatMap(({ steps }) => steps.names))
        .filter(({ count }) => 2 * count >= size)
        .map(({ name }) => name),
      typicalSteps: middle === undefined ? [] : listStepNames(middle).slice(0, LISTED_STEPS_MAX),
      commonStart: parseStart(rank(sessions.map((one) => JSON.stringify(listStart(one))))[0]?.name),
      commonModels: rank(sessions.flatMap(({ models }) => models))
        .slice(0, MODELS_MAX)
        .map(({ name }) => name),
    },
  };
}

function findMiddle(sessions: readonly SessionFeatures[], medoid: Medoid): SessionFeatures | undefined {
  let middle: SessionFeatures | undefined;
  let best = -1;
  for (const session of sessions) {
    const similarity = jaccard(session.shingles, medoid.shingles);
    if (similarity > best) [middle, best] = [session, similarity];
    if (best === 1) break;
  }
  return middle;
}

function typical(sessions: readonly SessionFeatures[], key: keyof SessionNumbers): TypicalNumber | null {
  const sorted = sortNumbers(sessions.flatMap(({ numbers }) => numbers[key] ?? []));
  const middle = median(sorted);
  const [min, max] = [sorted[0], sorted.at(-1)];
  return middle === null || min === undefined || max === undefined ? null : { median: middle, min, max };
}

function rank(names: readonly string[]): { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name));
}

function listStart({ steps }: SessionFeatures): string[] {
  return Array.from(steps.nameOf.subarray(0, START_STEPS), (place) => steps.names[place] ?? '');
}

function parseStart(text: string | undefined): string[] {
  const parsed: unknown = text === undefined ? [] : JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function describeCluster({ confidence, share, size }: Omit<ClusterSummary, 'insight'>, rank: number): string {
  const part = `${Math.round(100 * share)} % of the sessions`;
  if (confidence === 'low') return `A pattern of only ${size} sessions: more are needed to be sure of it.`;
  if (rank === 0 && share > 0.7) return `What this agent mostly does: ${part}.`;
  return share < 0.1 ? `An edge case: ${part}.` : `One of the things this agent does: ${part}.`;
}

/** Between the medoids of every two listed patterns, the lower id first. */
export function measureDistances(clusters: readonly ClusterSummary[], fit: BehaviourFit): ClusterDistance[] {
  const listed = new Set(clusters.map(({ id }) => id));
  const medoids = fit.clusters.filter(({ id }) => listed.has(id)).sort((a, b) => a.id - b.id);
  return medoids.flatMap((from, at) =>
    medoids.slice(at + 1).map((to) => {
      const similarity = jaccard(from.medoid.shingles, to.medoid.shingles);
      return { fromId: from.id, toId: to.id, distance: round(1 - similarity), similarity: round(similarity) };
    }),
  );
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}
