import { describe, expect, it } from 'vitest';

import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { jaccard } from '../../../processors/behavioral/jaccard.ts';
import { seedRandom, shuffle } from '../../../processors/behavioral/random-numbers.ts';
import { buildShingles } from '../../../processors/behavioral/shingles.ts';
import { findMedoid, fitStars } from '../../../processors/behavioral/star-clusters.ts';
import { adjustedRandIndex } from '../../support/rand-index.ts';
import { createSyntheticAgent, playSessions } from '../../support/synthetic-agents.ts';

const shinglesOf = (text: string): Uint32Array => buildShingles(text.split(''), 1024);

interface Played {
  readonly sets: readonly Uint32Array[];
  readonly modes: readonly number[];
}

function play({ seed, noise, count = 300 }: { seed: string; noise: number; count?: number }): Played {
  const agent = createSyntheticAgent({ seed, modes: 4 });
  const sessions = playSessions({ agent, count, noise, noiseSessions: 0.05 });
  return { sets: sessions.map(({ features }) => features.shingles), modes: sessions.map(({ mode }) => mode) };
}

/** How well the modes come back; sessions of random tools belong nowhere and are not asked for. */
function recovery({ sets, modes }: Played): number {
  const { medoidOf } = fitStars(sets, config);
  return adjustedRandIndex(
    modes.flatMap((mode, at) => (mode === -1 ? [] : [[String(mode), String(medoidOf[at])] as const])),
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const SEEDS = Array.from({ length: 10 }, (_, at) => `stars ${at}`);

describe('star clusters', () => {
  it('of three and three sessions are two, and the odd one stays out', () => {
    const { medoids, medoidOf } = fitStars(['abc', 'abc', 'abcc', 'xyz', 'xyz', 'xyyz', 'qr'].map(shinglesOf), config);
    expect(medoids).toHaveLength(2);
    expect(new Set(medoidOf.slice(0, 3)).size).toBe(1);
    expect(new Set(medoidOf.slice(3, 6)).size).toBe(1);
    expect(medoidOf[0]).not.toBe(medoidOf[3]);
    expect(medoidOf[6]).toBe(-1);
  });

  it.each([
    [0.15, 0.9],
    [0.35, 0.65],
  ])('recover four modes at noise %d with a mean ARI of at least %d over ten agents', (noise, least) => {
    const found = SEEDS.map((seed) => recovery(play({ seed, noise })));
    expect(mean(found), `ARI by agent: ${found.map((one) => one.toFixed(2)).join(' ')}`).toBeGreaterThanOrEqual(least);
  });

  it('leave sessions of random tools out of the patterns', () => {
    const counts = SEEDS.map((seed) => {
      const { sets, modes } = play({ seed, noise: 0.15 });
      const { medoidOf } = fitStars(sets, config);
      const noise = modes.flatMap((mode, at) => (mode === -1 ? [medoidOf[at]] : []));
      return { all: noise.length, left: noise.filter((place) => place === -1).length };
    });
    const left = counts.reduce((sum, one) => sum + one.left, 0);
    expect(left / counts.reduce((sum, one) => sum + one.all, 0)).toBeGreaterThan(0.9);
  });

  it.each(SEEDS.slice(0, 4))('do not depend on the order of the sessions (%s)', (seed) => {
    const { sets } = play({ seed, noise: 0.25 });
    const order = sets.map((_, at) => at);
    shuffle(order, seedRandom(seed));
    const before = fitStars(sets, config);
    const after = fitStars(
      order.map((at) => sets[at] ?? new Uint32Array()),
      config,
    );
    expect(after.medoids).toEqual(before.medoids);
    expect([...after.medoidOf]).toEqual(order.map((at) => before.medoidOf[at]));
  });

  it('do not become one where each of 1,100 sessions is like the next only', () => {
    const sets = Array.from({ length: 1100 }, (_, at) =>
      Uint32Array.from({ length: 20 }, (_, member) => 8 * at + member),
    );
    expect(jaccard(sets[0]!, sets[1]!)).toBeGreaterThan(config.edge_similarity);
    expect(jaccard(sets[0]!, sets[2]!)).toBeLessThan(config.join_similarity);
    const { medoids, medoidOf } = fitStars(sets, config);
    expect(medoids.length).toBeGreaterThan(100);
    expect(
      Math.max(
        ...Map.groupBy(medoidOf, (place) => place)
          .values()
          .map((list) => list.length),
      ),
    ).toBeLessThan(10);
  });

  it.each<[string, readonly string[]]>([
    ['no session', []],
    ['one session', ['abc']],
    ['two different ones', ['abc', 'xyz']],
  ])('of %s are none', (_case, texts) => {
    const { medoids, medoidOf } = fitStars(texts.map(shinglesOf), config);
    expect(medoids).toEqual([]);
    expect([...medoidOf]).toEqual(texts.map(() => -1));
  });

  it('of equal sessions are one, also of sessions without steps', () => {
    expect([...fitStars(['', '', ''].map(shinglesOf), config).medoidOf]).toEqual([0, 0, 0]);
  });

  it('keep their medoids less alike than what would be merged', () => {
    for (const seed of SEEDS.slice(0, 3)) {
      const { medoids } = fitStars(play({ seed, noise: 0.35 }).sets, config);
      for (const [at, one] of medoids.entries())
        for (const other of medoids.slice(at + 1))
          expect(jaccard(one.shingles, other.shingles), seed).toBeLessThan(config.merge_similarity);
    }
  });

  it('take a new session in where it is most alike, and nowhere below the rim', () => {
    const medoids = ['abcdef', 'uvwxyz'].map((text) => ({ key: text, shingles: shinglesOf(text) }));
    expect(findMedoid(shinglesOf('uvwxy'), medoids, config.join_similarity).place).toBe(1);
    expect(findMedoid(shinglesOf('mno'), medoids, config.join_similarity)).toEqual({ place: -1, similarity: 0 });
  });
});
