import { describe, expect, it } from 'vitest';

import { fillHoles, type ContentSource } from '../../../collector/store/cut-contents.ts';
import { RememberedLists } from '../../../collector/store/remembered-lists.ts';

/** Lists of which each extends the one before by its number. */
function countReads(): { readonly source: ContentSource; readonly reads: string[] } {
  const reads: string[] = [];
  const source: ContentSource = {
    readContent(key) {
      reads.push(`content ${key}`);
      return Buffer.from(`<${key}>`);
    },
    readList(key) {
      reads.push(`list ${key}`);
      return { parent: key === 1 ? null : key - 1, appended: { body: Buffer.from(','), holes: [[0, 'c', key]] } };
    },
  };
  return { source, reads };
}

const read = (source: ContentSource, list: number): string =>
  fillHoles({ body: Buffer.from('[]'), holes: [[1, 'l', list]] }, source).toString();

describe('remembered lists', () => {
  it('read each list and each content of a growing conversation once, and say the same', () => {
    const { source, reads } = countReads();
    const remembered = new RememberedLists(source);
    const texts = [1, 2, 3, 4].map((list) => read(remembered, list));
    expect(texts).toEqual([1, 2, 3, 4].map((list) => read(countReads().source, list)));
    expect(reads).toHaveLength(8);
  });

  it('are forgotten beyond the limit, and read again', () => {
    const { source, reads } = countReads();
    const remembered = new RememberedLists(source, 1);
    for (const list of [1, 2, 3, 4]) expect(read(remembered, list)).toBe(read(countReads().source, list));
    expect(reads.length).toBeGreaterThan(8);
  });
});
