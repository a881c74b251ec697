import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../../processors/pii/scan.ts';
import { ODD_CHARACTERS } from '../../support/hostile-texts.ts';
import { RECOGNIZER_CASES } from './recognizer-cases.ts';

const scan = createScanner(recognizers);
const byName = new Map(recognizers.map((recognizer) => [recognizer.name, createScanner([recognizer])]));

const TEXTS = Object.values(RECOGNIZER_CASES).flatMap(({ positive, negative }) =>
  [...positive, ...negative].map((marked) => marked.replaceAll(/[«»]/g, '')),
);

const caseText = fc.constantFrom(...TEXTS);
/** What patterns have trouble with: digits, signs between them, letters of other scripts, what is folded away, halves of pairs. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789-./() +x:@_aAzZ#\n\t,;"\'=')), maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(...ODD_CHARACTERS),
        maxLength: 12,
      }),
      fc.string({ unit: 'binary', maxLength: 30 }),
      caseText,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('any text', () => {
  it('gives finds in order, apart, within the text, and the same twice', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { entities } = scan(text);
        let end = 0;
        for (const entity of entities) {
          expect(entity.start).toBeGreaterThanOrEqual(end);
          expect(entity.end).toBeGreaterThan(entity.start);
          expect(entity.score).toBeGreaterThanOrEqual(0.5);
          expect(entity.score).toBeLessThanOrEqual(1);
          end = entity.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        expect(scan(text).entities).toEqual(entities);
      }),
      { numRuns: 3000 },
    );
  });

  it('has its finds moved by as much as is put before it', () => {
    fc.assert(
      fc.property(caseText, fc.integer({ min: 1, max: 3000 }), (text, length) => {
        const before = `${'. '.repeat(Math.ceil(length / 2))}\n\n`;
        const moved = scan(before + text).entities.map((entity) => ({
          ...entity,
          start: entity.start - before.length,
          end: entity.end - before.length,
        }));
        expect(moved).toEqual(scan(text).entities);
      }),
    );
  });

  it('has the finds of both texts when two are far apart', () => {
    fc.assert(
      fc.property(caseText, caseText, (one, other) => {
        const apart = `\n${'.\n'.repeat(60)}`;
        const types = (text: string): string[] =>
          scan(text).entities.map(({ entity_type, score }) => `${entity_type} ${score}`);
        // A text without capitals is read in another way, which both then are not.
        fc.pre([one, other].every((text) => /\p{Lu}/u.test(text)));
        expect(types(one + apart + other)).toEqual([...types(one), ...types(other)]);
      }),
    );
  });

  it('hides nothing behind characters that are not seen', () => {
    fc.assert(
      fc.property(
        caseText,
        fc.constantFrom('\u200B', '\u2060', '\u00AD', '\u202E'),
        fc.infiniteStream(fc.boolean()),
        (text, hidden, choices) => {
          const choose = (): boolean => choices.next().value ?? false;
          const spread = Array.from(text, (sign) => (choose() ? hidden + sign : sign)).join('');
          const values = (given: string): string[] =>
            scan(given).entities.map(
              ({ entity_type, start, end }) => `${entity_type} ${given.slice(start, end).replaceAll(hidden, '')}`,
            );
          expect(values(spread)).toEqual(values(text));
        },
      ),
    );
  });

  it('has finds that are found again at their place when the rest is gone', () => {
    fc.assert(
      fc.property(caseText, (text) => {
        for (const { start, end, recognition_metadata } of scan(text).entities) {
          // Context may be all of what makes a find; what is erased is farther away than context reaches.
          const alone = `${' '.repeat(Math.max(0, start - 60))}${text.slice(Math.max(0, start - 60), end + 60)}`;
          const again = byName.get(recognition_metadata.recognizer_name)?.(alone).entities ?? [];
          expect(again.some((entity) => entity.start === start && entity.end === end)).toBe(true);
        }
      }),
    );
  });
});
