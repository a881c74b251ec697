import { createHmac } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { maskEntity } from '../../../processors/pii/mask.ts';
import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../../processors/pii/scan.ts';
import { RECOGNIZER_CASES } from './recognizer-cases.ts';

const scan = createScanner(recognizers);

function mask(text: string, key = 'key'): ReturnType<typeof maskEntity>[] {
  return scan(text).entities.map((entity) => maskEntity(text, entity, key));
}

describe('a masked find', () => {
  const texts = Object.values(RECOGNIZER_CASES).flatMap(({ positive }) =>
    positive.map((marked) => marked.replaceAll(/[«»]/g, '')),
  );

  it.each(texts)('holds at most a quarter of the value in %s', (text) => {
    for (const one of mask(text)) {
      const value = text.slice(one.start, one.end);
      const shown = one.excerpt.replaceAll(/[•@.]/g, '');
      expect(JSON.stringify(one)).not.toContain(JSON.stringify(value).slice(1, -1));
      expect(shown.length).toBeLessThanOrEqual(Math.max(value.length / 4, one.entity_type === 'EMAIL_ADDRESS' ? 6 : 0));
    }
  });

  it.each([
    ['card 5210402405591275', 'card 5210 4024 0559 1275'],
    ['card 5210402405591275', 'visa 5210-4024-0559-1275!'],
    ['IBAN GB69PMNJ18913943430745', 'iban gb69 pmnj 1891 3943 4307 45'],
    ['Karen@Northwind.co', 'karen@northwind.co'],
    ['SSN 308-63-0237', 'SSN 308\u200B-63-0237'],
    ['I met Sabrina Magnusson', 'I met SABRINA  MAGNUSSON'.replace('  ', ' ')],
  ])('has one hash for one value: %s and %s', (one, other) => {
    expect(mask(one).map(({ hash }) => hash)).toHaveLength(1);
    expect(mask(one).map(({ hash }) => hash)).toEqual(mask(other).map(({ hash }) => hash));
  });

  it('has another hash with another key, and for another value', () => {
    const [hash] = mask('SSN 308-63-0237').map((one) => one.hash);
    expect(mask('SSN 308-63-0237', 'other')[0]?.hash).not.toBe(hash);
    expect(mask('SSN 308-63-0238')[0]?.hash).not.toBe(hash);
    expect(hash).toBe(createHmac('sha256', 'key').update('US_SSN\u0000308630237').digest('hex'));
  });

  it('shows nothing of a secret', () => {
    const entity = {
      entity_type: 'API_KEY',
      start: 0,
      end: 20,
      score: 1,
      recognition_metadata: { recognizer_name: 'key', kind: 'secret' },
    } as const;
    expect(maskEntity('0123456789abcdefghij', entity, 'key').excerpt).toBe('•••');
  });
});
