import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jaccard } from '../../../processors/behavioral/jaccard.ts';
import { buildShingles, describeShingles, hashShingle } from '../../../processors/behavioral/shingles.ts';

const MAX = 1024;
const shinglesOf = (text: string): Uint32Array => buildShingles(text.split(''), MAX);

describe('shingles', () => {
  it('of a, b, b are what the definition says', () => {
    expect([...describeShingles('abb'.split('')).values()].sort()).toEqual(
      ['u:a', 'u:b', 'b:^>a', 'b:a>b', 'b:b>b', 'b:b>$', 'g:^>a>b', 'g:a>b>b', 'g:b>b>$', 's:a>b'].sort(),
    );
    expect(shinglesOf('abb')).toHaveLength(10);
  });

  it.each([
    ['abc', 'abcc', 0.6667],
    ['abc', 'abd', 0.2941],
    ['abc', 'cba', 0.1579],
    ['abcde', 'abxde', 0.4483],
  ])('make %s and %s alike by %d', (a, b, similarity) => {
    expect(jaccard(shinglesOf(a), shinglesOf(b))).toBeCloseTo(similarity, 4);
  });

  it('are described by the very hashes that are compared', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'read_file', 'ünï', '→other'), { maxLength: 12 }), (names) => {
        expect([...describeShingles(names).keys()].sort((a, b) => a - b)).toEqual([...buildShingles(names, 10_000)]);
      }),
    );
  });

  it('of sessions without steps are one and the same', () => {
    expect([...shinglesOf('')]).toEqual([hashShingle('u', ['none'])]);
  });

  it('tell a tool named like an anchor from the anchor', () => {
    expect(shinglesOf('^a')).not.toEqual(shinglesOf('a'));
    expect(jaccard(shinglesOf('^'), shinglesOf('$'))).toBeLessThan(1);
  });

  it('of which there are too many are the smallest, in every session the same choice', () => {
    const names = Array.from({ length: 500 }, (_, at) => `tool ${at}`);
    const all = buildShingles(names, 1e6);
    expect(buildShingles(names, 64)).toEqual(all.slice(0, 64));
  });
});

describe('similarity', () => {
  const set = fc.uniqueArray(fc.nat(60), { maxLength: 30 }).map((list) => Uint32Array.from(list).sort());

  it('is symmetric, within 0 and 1, and 1 with itself', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(jaccard(a, b)).toBe(jaccard(b, a));
        expect(jaccard(a, b)).toBeGreaterThanOrEqual(0);
        expect(jaccard(a, b)).toBeLessThanOrEqual(1);
        expect(jaccard(a, a)).toBe(1);
      }),
    );
  });

  it('is what sets say', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const shared = new Set(a).intersection(new Set(b)).size;
        const all = new Set(a).union(new Set(b)).size;
        expect(jaccard(a, b)).toBe(all === 0 ? 1 : shared / all);
      }),
    );
  });
});
