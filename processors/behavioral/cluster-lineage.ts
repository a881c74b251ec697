/**
 * Ids that stay with a pattern when it is fitted anew. The cluster that has most of the sessions of an old one is that old
 * one; numbering by size instead gave 14 to 36 % of the sessions another id with every 20 new sessions.
 */
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import { jaccard } from './jaccard.ts';
import type { Medoid } from './star-clusters.ts';

export interface Lineage {
  /** The next new pattern's number; numbers are not used again. */
  readonly nextId: number;
  readonly known: readonly KnownCluster[];
}

export interface KnownCluster {
  readonly id: number;
  readonly medoid: Medoid;
  /** When its first session ended. */
  readonly firstSeenMs: number;
  /** Patterns that it came from when it was split off, or that it has taken in. */
  readonly parentIds: readonly number[];
  /** Nothing belongs to it now; kept because a pattern that comes back gets its number back. */
  readonly isRetired: boolean;
}

export const NO_LINEAGE: Lineage = { nextId: 1, known: [] };

export interface FittedCluster {
  readonly medoid: Medoid;
  readonly firstSeenMs: number;
  readonly sessionIds: readonly string[];
}

export interface LineageStep {
  readonly clusters: readonly FittedCluster[];
  readonly lineage: Lineage;
  /** Where each session was until now. */
  readonly idOf: ReadonlyMap<string, number>;
}

/** @returns the ids in the order of the clusters, and what to remember until the next fit. */
export function continueLineage(
  { clusters, lineage, idOf }: LineageStep,
  settings: Pick<BehavioralConfig, 'retired_similarity' | 'retired_clusters_max'>,
): { readonly ids: readonly number[]; readonly lineage: Lineage } {
  const shared = clusters.map(({ sessionIds }) => countOldIds(sessionIds, idOf));
  const ids = matchBySessions(clusters, shared);
  const taken = new Set(ids.filter((id) => id !== undefined));
  for (const { at, id } of findRevived({ clusters, ids, known: lineage.known, taken }, settings.retired_similarity)) {
    if (ids[at] !== undefined || taken.has(id)) continue;
    ids[at] = id;
    taken.add(id);
  }
  let { nextId } = lineage;
  const order = clusters.map((_, at) => at).sort((a, b) => compareClusters(clusters, a, b));
  for (const at of order) {
    const id = ids[at] ?? nextId++;
    ids[at] = id;
    taken.add(id);
  }
  const known = new Map(lineage.known.map((one) => [one.id, one]));
  const current = clusters.map((cluster, at) => {
    const id = ids[at] ?? 0;
    const before = known.get(id);
    return {
      id,
      medoid: cluster.medoid,
      firstSeenMs: Math.min(before?.firstSeenMs ?? Infinity, cluster.firstSeenMs),
      parentIds: mergeParents(before?.parentIds ?? [], findParents(id, cluster, shared[at] ?? new Map(), taken)),
      isRetired: false,
    };
  });
  const retired = lineage.known
    .filter(({ id }) => !taken.has(id))
    .map((one) => ({ ...one, isRetired: true }))
    .sort((a, b) => b.id - a.id)
    .slice(0, settings.retired_clusters_max);
  return {
    ids: ids.map((id) => id ?? 0),
    lineage: { nextId, known: [...current, ...retired].sort((a, b) => a.id - b.id) },
  };
}

function countOldIds(sessionIds: readonly string[], idOf: ReadonlyMap<string, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sessionId of sessionIds) {
    const id = idOf.get(sessionId);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Pairs by most shared sessions, each side once: the larger part of a split keeps the id, the larger part of a merge gives it. */
function matchBySessions(
  clusters: readonly FittedCluster[],
  shared: readonly ReadonlyMap<number, number>[],
): (number | undefined)[] {
  const pairs = shared.flatMap((counts, at) => [...counts].map(([id, count]) => ({ at, id, count })));
  pairs.sort((a, b) => b.count - a.count || a.id - b.id || compareClusters(clusters, a.at, b.at));
  const ids: (number | undefined)[] = clusters.map(() => undefined);
  const taken = new Set<number>();
  for (const { at, id } of pairs) {
    if (ids[at] !== undefined || taken.has(id)) continue;
    ids[at] = id;
    taken.add(id);
  }
  return ids;
}

function compareClusters(clusters: readonly FittedCluster[], a: number, b: number): number {
  return compareText(clusters[a]?.medoid.key ?? '', clusters[b]?.medoid.key ?? '');
}

interface Revival {
  readonly clusters: readonly FittedCluster[];
  readonly ids: readonly (number | undefined)[];
  readonly known: readonly KnownCluster[];
  readonly taken: ReadonlySet<number>;
}

/**
 * Which new cluster may be which old one that nobody claims, the most alike first: a pattern that comes back, and after a
 * restart, when nobody knows where the sessions were, all of them.
 */
function findRevived(
  { clusters, ids, known, taken }: Revival,
  similarityMin: number,
): { readonly at: number; readonly id: number }[] {
  const pairs = clusters.flatMap(({ medoid }, at) =>
    ids[at] === undefined
      ? known.flatMap((one) => {
          const similarity = taken.has(one.id) ? 0 : jaccard(medoid.shingles, one.medoid.shingles);
          return similarity >= similarityMin && similarity > 0 ? [{ at, id: one.id, similarity }] : [];
        })
      : [],
  );
  return pairs.sort((a, b) => b.similarity - a.similarity || compareClusters(clusters, a.at, b.at) || a.id - b.id);
}

const PARENTS_MAX = 16;

/** A new id comes from where half of its known sessions were; an old one took in an id that exists no more. */
function findParents(
  id: number,
  { sessionIds }: FittedCluster,
  shared: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
): number[] {
  return [...shared]
    .filter(
      ([other, count]) => other !== id && (!taken.has(other) || (!shared.has(id) && 2 * count >= sessionIds.length)),
    )
    .map(([other]) => other);
}

function mergeParents(before: readonly number[], now: readonly number[]): readonly number[] {
  return [...new Set([...before, ...now])].sort((a, b) => a - b).slice(-PARENTS_MAX);
}
