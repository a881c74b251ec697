/** The memory of parsed texts: it never changes an answer, and it never grows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RecentValues } from '../../../collector/vocabularies/recent-values.ts';

describe('RecentValues', () => {
  it('parses a text once while it is remembered', () => {
    const parsed: string[] = [];
    const recent = new RecentValues((text) => parsed.push(text), { entriesMax: 2, charactersMax: 100 });
    for (const text of ['a', 'a', 'b', 'a', 'c', 'a', 'b']) recent.read(text);
    expect(parsed).toEqual(['a', 'b', 'c', 'b']);
  });

  it('does not remember a text that would push out the others', () => {
    let parses = 0;
    const recent = new RecentValues(() => (parses += 1), { entriesMax: 10, charactersMax: 40 });
    recent.read('small');
    recent.read('x'.repeat(11));
    recent.read('x'.repeat(11));
    recent.read('small');
    expect(parses).toBe(3);
  });

  it('forgets by length as well as by number', () => {
    const parsed: string[] = [];
    const recent = new RecentValues((text) => parsed.push(text), { entriesMax: 100, charactersMax: 40 });
    for (const letter of ['a', 'b', 'c', 'd', 'e', 'a']) recent.read(letter.repeat(10));
    expect(parsed.map((text) => text[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
  });

  it('answers as its function does', () => {
    const recent = new RecentValues((text) => text.length, { entriesMax: 3, charactersMax: 20 });
    fc.assert(fc.property(fc.string({ maxLength: 8 }), (text) => recent.read(text) === text.length));
  });
});
