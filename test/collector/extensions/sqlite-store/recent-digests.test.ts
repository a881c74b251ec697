/** A table of digests remembers what a Map would, within two generations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RecentDigests } from '../../../../collector/extensions/sqlite-store/recent-digests.ts';

/** Digests that agree in the word they are placed by, so that they meet in the table. */
const digest = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map(([first, middle, last]) => {
  const words = new Uint32Array(8);
  words[0] = first * 0x1000_0000;
  words[3] = middle;
  words[7] = last;
  return words;
});

describe('RecentDigests', () => {
  it('knows the newest half of what it may hold, and nothing that was not set', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(digest, fc.integer({ min: 1, max: 1e15 })), { maxLength: 60 }), (entries) => {
        const recent = new RecentDigests(16);
        const all = new Map<string, number>();
        const order: string[] = [];
        for (const [words, key] of entries) {
          recent.set(words, key);
          all.set(words.join(), key);
          order.push(words.join());
          for (const name of new Set(order.slice(-8))) {
            expect(recent.get(Uint32Array.from(name.split(','), Number))).toBe(all.get(name));
          }
        }
        for (const [name, key] of all) {
          expect([key, undefined]).toContain(recent.get(Uint32Array.from(name.split(','), Number)));
        }
        recent.clear();
        for (const [words] of entries) expect(recent.get(words)).toBeUndefined();
      }),
    );
  });

  it('tells digests apart that differ in one bit', () => {
    const recent = new RecentDigests(1000);
    const base = Uint32Array.from({ length: 8 }, (_, index) => index);
    recent.set(base, 1);
    for (let bit = 0; bit < 256; bit++) {
      const other = Uint32Array.from(base);
      other[bit >> 5] = (other[bit >> 5] ?? 0) ^ (1 << (bit & 31));
      expect(recent.get(other)).toBeUndefined();
    }
    expect(recent.get(base)).toBe(1);
  });
});
