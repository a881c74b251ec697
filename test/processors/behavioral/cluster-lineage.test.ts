import { describe, expect, it } from 'vitest';

import {
  continueLineage,
  NO_LINEAGE,
  type FittedCluster,
  type Lineage,
} from '../../../processors/behavioral/cluster-lineage.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { buildShingles } from '../../../processors/behavioral/shingles.ts';

const cluster = (text: string, sessions: string): FittedCluster => ({
  medoid: { key: text, shingles: buildShingles(text.split(''), 1024) },
  firstSeenMs: 1,
  sessionIds: sessions.split(''),
});

/** Fits one after the other; ids by the medoid's name. */
function follow(...fits: FittedCluster[][]): { ids: Record<string, number>; lineage: Lineage }[] {
  let lineage = NO_LINEAGE;
  let idOf = new Map<string, number>();
  return fits.map((clusters) => {
    const next = continueLineage({ clusters, lineage, idOf }, config);
    lineage = next.lineage;
    idOf = new Map(clusters.flatMap(({ sessionIds }, at) => sessionIds.map((id) => [id, next.ids[at] ?? 0])));
    return { ids: Object.fromEntries(clusters.map(({ medoid }, at) => [medoid.key, next.ids[at] ?? 0])), lineage };
  });
}

describe('lineage', () => {
  it('keeps the ids whatever the order and the sizes of the clusters', () => {
    const [first, second] = follow(
      [cluster('abc', '123'), cluster('xyz', '45')],
      [cluster('xyz', '456789'), cluster('abc', '13')],
    );
    expect(second?.ids).toEqual(first?.ids);
  });

  it('gives the id to the larger part of a split, and a new one to the other', () => {
    const [, second] = follow([cluster('abc', '12345')], [cluster('abd', '12'), cluster('abe', '345')]);
    expect(second?.ids).toEqual({ abe: 1, abd: 2 });
    expect(second?.lineage.known.find(({ id }) => id === 2)?.parentIds).toEqual([1]);
  });

  it('gives a merged pattern the id with more members, and remembers the other', () => {
    const [, second] = follow([cluster('abc', '123'), cluster('xyz', '45678')], [cluster('abx', '12345678')]);
    expect(second?.ids).toEqual({ abx: 2 });
    expect(second?.lineage.known.find(({ id }) => id === 2)?.parentIds).toEqual([1]);
    expect(second?.lineage.known.find(({ id }) => id === 1)?.isRetired).toBe(true);
  });

  it('gives a pattern that comes back its number, and no other the number of one that is gone', () => {
    const fits = follow(
      [cluster('abcdef', '123'), cluster('xyz', '45')],
      [cluster('xyz', '45')],
      [cluster('xyz', '45'), cluster('klmnop', '678')],
      [cluster('xyz', '45'), cluster('abcdeff', '90')],
    );
    expect(fits.map(({ ids }) => Object.values(ids))).toEqual([[1, 2], [2], [2, 3], [2, 1]]);
  });

  it('remembers no more retired patterns than it may', () => {
    const few = { ...config, retired_clusters_max: 2 };
    let lineage = NO_LINEAGE;
    for (const text of ['abc', 'def', 'ghi', 'jkl', 'mno'])
      ({ lineage } = continueLineage({ clusters: [cluster(text, text)], lineage, idOf: new Map() }, few));
    expect(lineage.known.map(({ id }) => id)).toEqual([3, 4, 5]);
    expect(lineage.nextId).toBe(6);
  });
});
