import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createTextIndex } from '../../../processors/behavioral/text-index.ts';

const small = { charactersMax: 262_144, stepsMax: 1e9 };

describe('text index', () => {
  it('finds what a plain search finds, in short texts and in long ones', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '\ud800', '𝒻'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), piece, fc.boolean(), (texts, value, isLong) => {
        const index = createTextIndex(small);
        // So long that it is chained.
        const all = isLong ? ['x'.repeat(20_000), ...texts] : texts;
        for (const text of all) index.append(text);
        const expected = value.length >= 3 && all.some((text) => text.includes(value));
        expect(index.contains(value)).toBe(expected);
      }),
    );
  });

  it('finds what was appended after a question, too', () => {
    const index = createTextIndex(small);
    index.append('x'.repeat(20_000));
    expect(index.contains('needle')).toBe(false);
    index.append('a needle');
    expect(index.contains('needle')).toBe(true);
    expect(index.contains('xa needle')).toBe(false);
  });

  it('reads no further than its limit and counts the rest', () => {
    const index = createTextIndex({ charactersMax: 10, stepsMax: 100 });
    index.append('01234567');
    index.append('abcdef');
    expect(index.contains('345')).toBe(true);
    expect(index.contains('abc')).toBe(false);
    expect(index.charactersLeftOut).toBe(5);
  });

  it('gives up on texts that were made to be slow, and counts it', () => {
    const index = createTextIndex({ charactersMax: 262_144, stepsMax: 1000 });
    // Every three characters of the value are in the text, some 40,000 times; the value is not.
    index.append('abcabd'.repeat(40_000));
    for (let question = 1; question <= 20; question++) {
      expect(index.contains('abcabdabdabc')).toBe(false);
      expect(index.searchesLeftOut).toBe(question);
    }
  });
});
