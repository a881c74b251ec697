/** Lists remembered in a ring of bytes: what comes back is what was remembered last under that name, or nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RecentLists, type SeenList } from '../../../collector/store/recent-lists.ts';

const list = (body: string, length: number): SeenList => ({
  length,
  parent: null,
  appended: { body: Buffer.from(body), holes: [] },
  row: { listKey: null },
});

const entry = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  bytes: fc.string({ minLength: 1, maxLength: 40 }),
  body: fc.string({ maxLength: 10 }),
});

describe('RecentLists', () => {
  it('gives back what was remembered last under a name, whole or not at all', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const recent = new RecentLists(100);
        const last = new Map<string, { bytes: Buffer; seen: SeenList }>();
        for (const { name, bytes: text, body } of entries) {
          const bytes = Buffer.from(text);
          const seen = list(body, bytes.length);
          recent.remember(name, bytes, seen);
          last.set(name, { bytes, seen });
          for (const [known, { bytes: head, seen: expected }] of last) {
            const extended = recent.findExtendedBy(Buffer.concat([head, Buffer.from(']')]), known);
            if (known === name && bytes.length + Buffer.byteLength(body) <= 100) expect(extended).not.toBeNull();
            if (extended === null) continue;
            found += 1;
            expect(extended).toEqual(expected);
            // The same row, so that a key it gets is there for the next list that extends it.
            expect(extended.row).toBe(expected.row);
          }
        }
      }),
    );
    expect(found).toBeGreaterThan(1000);
  });

  it('keeps as many as there is room for, and lets the oldest go first', () => {
    const recent = new RecentLists(100);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const isKnown = (name: string): boolean => recent.findExtendedBy(Buffer.from(`${name.repeat(20)}]`), name) !== null;
    for (const name of names) recent.remember(name, Buffer.from(name.repeat(20)), list('', 20));
    expect(names.filter(isKnown)).toEqual(names);
    recent.remember('f', Buffer.from('f'.repeat(30)), list('', 30));
    expect(names.filter(isKnown)).toEqual(['c', 'd', 'e']);
    recent.forget();
    expect(names.filter(isKnown)).toEqual([]);
  });

  it('finds only what goes on where the list ends', () => {
    const recent = new RecentLists(100);
    recent.remember('a', Buffer.from('[1,2'), list('', 4));
    expect(recent.findExtendedBy(Buffer.from('[1,2'), 'a')).toBeNull();
    expect(recent.findExtendedBy(Buffer.from('[1,3]'), 'a')).toBeNull();
    expect(recent.findExtendedBy(Buffer.from('[1,2]'), 'b')).toBeNull();
    expect(recent.findExtendedBy(Buffer.from('[1,2]'), 'a')).not.toBeNull();
  });

  it('does not remember what is longer than all the room there is', () => {
    const recent = new RecentLists(100);
    recent.remember('a', Buffer.from('[1,2'), list('', 4));
    recent.remember('a', Buffer.alloc(101, 'x'), list('', 101));
    expect(recent.findExtendedBy(Buffer.alloc(102, 'x'), 'a')).toBeNull();
    expect(recent.findExtendedBy(Buffer.from('[1,2]'), 'a')).toBeNull();
  });
});
