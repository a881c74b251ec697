/**
 * Patterns as stars around medoids (Aslam, Pelekhov and Rus, 2004), refined like k-medoids. Never connected components: they
 * chain, and at 10,000 sessions everything is one pattern (ARI .00 where stars have .92). What is found depends on the sets
 * alone, not on their order and not on what the sessions are called.
 */
import type { BehavioralConfig } from './config.ts';
import { jaccard } from './jaccard.ts';
import { buildOverlapIndex, countOverlaps } from './overlap-index.ts';
import { collapseVariants, type ShingleVariant } from './shingle-variants.ts';

export interface Medoid {
  readonly key: string;
  readonly shingles: Uint32Array;
}

export interface StarFit {
  readonly medoids: readonly Medoid[];
  /** For every set the place of its medoid, -1 for none. */
  readonly medoidOf: Int32Array;
}

export type StarSettings = Pick<
  BehavioralConfig,
  'edge_similarity' | 'join_similarity' | 'merge_similarity' | 'refine_rounds'
>;

/** A new medoid is chosen among so many members of a cluster, and by how near it is to them. */
const CANDIDATES_MAX = 64;

export function fitStars(sets: readonly Uint32Array[], settings: StarSettings): StarFit {
  const { variants, variantOf } = collapseVariants(sets);
  let medoids = findStars(variants, settings.edge_similarity);
  let assigned = assignAll(variants, medoids, settings.join_similarity);
  for (let round = 0; round < settings.refine_rounds; round++) {
    medoids = refineMedoids({ variants, assigned, medoids, mergeSimilarity: settings.merge_similarity });
    assigned = assignAll(variants, medoids, settings.join_similarity);
  }
  // A medoid that nobody joined is no pattern.
  const kept = medoids.map((_, place) => assigned.includes(place));
  const places = kept.map((_, place) => kept.slice(0, place).filter(Boolean).length);
  return {
    medoids: medoids.filter((_, place) => kept[place]).map(({ key, shingles }) => ({ key, shingles })),
    medoidOf: Int32Array.from(variantOf, (variant) => places[assigned[variant] ?? -1] ?? -1),
  };
}

/** The nearest medoid that is near enough. Of equally near ones the first counts, so medoids are in the order of their keys. */
export function findMedoid(
  shingles: Uint32Array,
  medoids: readonly Medoid[],
  joinSimilarity: number,
): { readonly place: number; readonly similarity: number } {
  const nearest = findNearestMedoid(shingles, medoids);
  return nearest.similarity >= joinSimilarity ? nearest : { place: -1, similarity: nearest.similarity };
}

export function findNearestMedoid(
  shingles: Uint32Array,
  medoids: readonly Medoid[],
): { readonly place: number; readonly similarity: number } {
  let place = -1;
  let similarity = 0;
  for (let at = 0; at < medoids.length; at++) {
    const other = medoids[at]?.shingles;
    if (other === undefined) continue;
    // No more alike than their sizes allow.
    const most = Math.min(shingles.length, other.length) / Math.max(shingles.length, other.length);
    if (most <= similarity) continue;
    const found = jaccard(shingles, other);
    if (found > similarity) [place, similarity] = [at, found];
  }
  return { place, similarity };
}

function findStars(variants: readonly ShingleVariant[], edgeSimilarity: number): ShingleVariant[] {
  const neighbours = findNeighbours(variants, edgeSimilarity);
  const degrees = variants.map(({ weight }, at) => {
    return (neighbours[at] ?? []).reduce((sum, other) => sum + (variants[other]?.weight ?? 0), weight);
  });
  // Variants are in the order of their keys, and sorting is stable: (degree, key).
  const order = variants.map((_, at) => at).sort((a, b) => (degrees[b] ?? 0) - (degrees[a] ?? 0));
  const covered = new Uint8Array(variants.length);
  const medoids: number[] = [];
  for (const at of order) {
    if (covered[at] === 1) continue;
    covered[at] = 1;
    for (const other of neighbours[at] ?? []) covered[other] = 1;
    if ((degrees[at] ?? 0) >= 2) medoids.push(at);
  }
  return pick(variants, medoids);
}

function findNeighbours(variants: readonly ShingleVariant[], edgeSimilarity: number): number[][] {
  const index = buildOverlapIndex(variants.map(({ shingles }) => shingles));
  return variants.map(({ shingles }, at) => {
    const overlaps = countOverlaps(index, shingles);
    const near: number[] = [];
    for (let other = 0; other < variants.length; other++) {
      const shared = overlaps[other] ?? 0;
      const all = shingles.length + (variants[other]?.shingles.length ?? 0) - shared;
      if (other !== at && shared > 0 && shared >= edgeSimilarity * all) near.push(other);
    }
    return near;
  });
}

function assignAll(
  variants: readonly ShingleVariant[],
  medoids: readonly Medoid[],
  joinSimilarity: number,
): Int32Array {
  return Int32Array.from(variants, ({ shingles }) => findMedoid(shingles, medoids, joinSimilarity).place);
}

interface Assignment {
  readonly variants: readonly ShingleVariant[];
  readonly assigned: Int32Array;
  readonly medoids: readonly ShingleVariant[];
  readonly mergeSimilarity: number;
}

/** The middle of each cluster is its new medoid; walked from the heaviest, one too near to one before is dropped. */
function refineMedoids({ variants, assigned, medoids, mergeSimilarity }: Assignment): ShingleVariant[] {
  const clusters = medoids.map(() => ({ weight: 0, members: [] as number[] }));
  for (const [at, place] of assigned.entries()) {
    const cluster = clusters[place];
    if (cluster === undefined) continue;
    cluster.weight += variants[at]?.weight ?? 0;
    cluster.members.push(at);
  }
  const middles = clusters
    .filter(({ members }) => members.length > 0)
    .map(({ weight, members }) => ({ weight, medoid: findMiddle(variants, members) }))
    .sort((a, b) => b.weight - a.weight || a.medoid - b.medoid);
  const kept: number[] = [];
  for (const { medoid } of middles) {
    const own = variants[medoid]?.shingles ?? NO_SHINGLES;
    const isNear = kept.some((other) => jaccard(own, variants[other]?.shingles ?? NO_SHINGLES) >= mergeSimilarity);
    if (!isNear) kept.push(medoid);
  }
  return pick(variants, kept);
}

const NO_SHINGLES = new Uint32Array(0);

/** The member with the greatest mean similarity to the members, by weight; of equals the one with the smallest key. */
function findMiddle(variants: readonly ShingleVariant[], members: readonly number[]): number {
  const looked = members.slice(0, CANDIDATES_MAX).flatMap((at) => variants[at] ?? []);
  const sums = new Float64Array(looked.length);
  for (const [at, one] of looked.entries()) {
    sums[at] = (sums[at] ?? 0) + one.weight;
    for (let other = at + 1; other < looked.length; other++) {
      const two = looked[other];
      if (two === undefined) continue;
      const similarity = jaccard(one.shingles, two.shingles);
      sums[at] = (sums[at] ?? 0) + two.weight * similarity;
      sums[other] = (sums[other] ?? 0) + one.weight * similarity;
    }
  }
  let middle = 0;
  // Sums of the same numbers in another order differ in their last bits, which must not decide.
  for (let at = 1; at < sums.length; at++) if ((sums[at] ?? 0) > (sums[middle] ?? 0) + 1e-9) middle = at;
  return members[middle] ?? 0;
}

/** In the order of keys, which is that of the places. */
function pick(variants: readonly ShingleVariant[], places: readonly number[]): ShingleVariant[] {
  return [...places].sort((a, b) => a - b).flatMap((at) => variants[at] ?? []);
}
