/**
 * A session as a set for asking which of its parts no baseline session has: shingles without skips and each tool with its
 * provenance, at the count levels 1, 2, 4 and 8. Here loops matter, unlike in clusters: `b:read>read #8` is a part.
 */
import { finishHash } from './fnv.ts';
import { listStepNames, type SessionFeatures } from './features.ts';
import { PROVENANCE_LETTERS } from './provenance.ts';
import { describeShingles, hashShingle, toSortedSet, visitShingles } from './shingles.ts';

const LEVELS = [1, 2, 4, 8] as const;

export function buildCoverage(features: Pick<SessionFeatures, 'steps'>, max: number): Uint32Array {
  const parts: number[] = [];
  for (const [hash, count] of countParts(features)) {
    for (const level of LEVELS) if (count >= level) parts.push(toPart(hash, level));
  }
  return toSortedSet(new Set(parts), max);
}

/** The parts of a session that a set lacks, for people: `b:pay>pay #2`, `p:pay(N)`. In the order of the session's steps. */
export function describeUncovered(features: Pick<SessionFeatures, 'steps'>, covered: Uint32Array): string[] {
  const known = new Set(covered);
  const texts = new Map([...describeShingles(listStepNames(features)), ...describeTools(features)]);
  return [...countParts(features)].flatMap(([hash, count]) => {
    const missing = LEVELS.find((level) => count >= level && !known.has(toPart(hash, level)));
    const text = texts.get(hash);
    if (missing === undefined || text === undefined) return [];
    return missing === 1 ? [text] : [`${text} #${missing}`];
  });
}

function countParts(features: Pick<SessionFeatures, 'steps'>): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (hash: number): void => void counts.set(hash, (counts.get(hash) ?? 0) + 1);
  visitShingles(listStepNames(features), add, { skips: false });
  const hashes = new Map<number, number>();
  const { nameOf, provenanceOf, names } = features.steps;
  for (let at = 0; at < nameOf.length; at++) {
    const [place, letters] = [nameOf[at] ?? 0, provenanceOf[at] ?? 0];
    const key = place * PROVENANCE_LETTERS.length + letters;
    const hash = hashes.get(key) ?? hashTool(names[place] ?? '', letters);
    hashes.set(key, hash);
    add(hash);
  }
  return counts;
}

function describeTools({ steps }: Pick<SessionFeatures, 'steps'>): Map<number, string> {
  const texts = new Map<number, string>();
  for (const [at, place] of steps.nameOf.entries()) {
    const [name, letters] = [steps.names[place] ?? '', steps.provenanceOf[at] ?? 0];
    texts.set(hashTool(name, letters), `p:${name}(${PROVENANCE_LETTERS[letters] ?? ''})`);
  }
  return texts;
}

function hashTool(name: string, letters: number): number {
  return hashShingle('p', [name, PROVENANCE_LETTERS[letters] ?? '']);
}

function toPart(hash: number, level: number): number {
  return finishHash(hash ^ Math.imul(level, 0x9e3779b1));
}
