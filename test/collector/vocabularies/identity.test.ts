/** Names of any length: bounded, told apart, and the same for the same text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  cutIdentity,
  IDENTITY_LENGTH_MAX,
  isCutIdentity,
  toIdentity,
} from '../../../collector/vocabularies/identity.ts';

describe('an identity', () => {
  it.each([
    ['support', 'support'],
    [' support ', 'support'],
    ['"support"', 'support'],
    [7, '7'],
    ['x'.repeat(IDENTITY_LENGTH_MAX), 'x'.repeat(IDENTITY_LENGTH_MAX)],
    ['', null],
    ['   ', null],
    ['[REDACTED]', null],
    [undefined, null],
    [['a'], null],
  ])('of %j is %j', (value, expected) => expect(toIdentity(value)).toBe(expected));

  it('of a long text is its beginning and a hash of all of it', () => {
    const long = 'x'.repeat(IDENTITY_LENGTH_MAX + 1);
    expect(cutIdentity(long)).toMatch(/^x{183}…[0-9a-f]{16}$/);
    expect(toIdentity(JSON.stringify(long))).toBe(cutIdentity(long));
    expect(isCutIdentity(cutIdentity(long))).toBe(true);
    expect(isCutIdentity(long.slice(1))).toBe(false);
  });

  it('is bounded, well formed, another for another text, and itself when it is cut again', () => {
    const text = fc.string({ unit: 'binary', minLength: 150, maxLength: 400 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [cut, other] = [cutIdentity(a), cutIdentity(b)];
        expect(cut.length).toBeLessThanOrEqual(IDENTITY_LENGTH_MAX);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut === other).toBe(a === b);
        expect(cutIdentity(cut)).toBe(cut);
        expect(cutIdentity(`${a}${'x'.repeat(200)}`)).not.toBe(cutIdentity(`${a}${'x'.repeat(201)}`));
      }),
    );
  });
});
