import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { feedText, FNV_START, hashNumbers, hashText } from '../../../processors/behavioral/fnv.ts';

describe('hashes', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of %j is what FNV-1a is known to be', (text, hash) => {
    expect(feedText(FNV_START, text) >>> 0).toBe(hash);
  });

  it('are of the UTF-8 bytes, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '\ud800', '\udc00x', '𝒻é日\u07ff\u0800'),
        (one, two) => {
          const text = two + one + two;
          let hash = FNV_START;
          for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
          expect(feedText(FNV_START, text)).toBe(hash);
        },
      ),
    );
  });

  it('of parts is that of the whole', () => {
    expect(feedText(feedText(FNV_START, 'foo'), 'bar')).toBe(feedText(FNV_START, 'foobar'));
  });

  it('of many texts and sets are hardly ever the same', () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, at) => hashText(`tool ${at}`))).size).toBeGreaterThan(9_990);
    expect(new Set(Array.from({ length: 10_000 }, (_, at) => hashNumbers([at, at + 1]))).size).toBe(10_000);
  });
});
