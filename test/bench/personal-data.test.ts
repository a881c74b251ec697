import { describe, expect, it } from 'vitest';

import { recognizers } from '../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../processors/pii/scan.ts';
import { LABELLED_TEXTS, readLabelledTexts } from '../support/labelled-texts.ts';
import { judge, rate, readNegatives, STRUCTURED, sum } from './personal-data.ts';

const scan = createScanner(recognizers);
const missing = LABELLED_TEXTS === null;

describe.skipIf(missing)(`labelled sentences${missing ? ' (no development data)' : ''}`, () => {
  it('have nearly all of their cards, accounts, addresses and numbers found, and most names', () => {
    const texts = readLabelledTexts(LABELLED_TEXTS ?? '');
    const counts = judge(scan, texts);
    expect(texts.length).toBeGreaterThan(2000);
    expect(rate(sum(counts, STRUCTURED)).score).toBeGreaterThanOrEqual(0.95);
    expect(rate(sum(counts, ['PERSON'])).score).toBeGreaterThanOrEqual(0.75);
  });
});

describe('a text without personal data', () => {
  it.each(readNegatives())('has none reported: $name', ({ text }) => {
    expect(text.length).toBeGreaterThan(1000);
    expect(scan(text).entities.map(({ start, end }) => text.slice(start, end))).toEqual([]);
  });
});

describe('the count', () => {
  const label = { entity: 'US_SSN', start: 4, end: 15 };

  it.each([
    ['a find of the same type that overlaps', 'SSN 308-63-0237', [label], { right: 1, wrong: 0, missed: 0 }],
    ['a find where nothing is labelled', 'SSN 308-63-0237', [], { right: 0, wrong: 1, missed: 0 }],
    ['a label of which nothing is found', 'SSN 000-63-0237', [label], { right: 0, wrong: 0, missed: 1 }],
    [
      'a label of another type there',
      'SSN 308-63-0237',
      [{ ...label, entity: 'PERSON' }],
      { right: 0, wrong: 1, missed: 0 },
    ],
  ])('is right for %s', (_what, text, labels, counts) => {
    expect(judge(scan, [{ text, labels, template: 1 }]).get('US_SSN')).toEqual(counts);
  });
});
