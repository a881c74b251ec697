import { describe, expect, it } from 'vitest';

import { DEFAULT_PII_CONFIG, piiConfig } from '../../../processors/pii/config.ts';
import { DENIED_SCORE, defineRecognizer } from '../../../processors/pii/recognizer.ts';
import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../../processors/pii/scan.ts';

const scan = createScanner(recognizers);

function found(text: string, scanOne = scan): string[] {
  return scanOne(text).entities.map(({ entity_type, start, end }) => `${entity_type} ${text.slice(start, end)}`);
}

/** A recognizer of a made layout, to see what the scan does with it. */
const made = defineRecognizer({
  name: 'made',
  entity: 'MADE',
  about: 'Made for a test.',
  shapes: [{ shape: 'AA-9999', score: 0.4, contextScore: 0.9 }],
  context: { en: ['badge', 'id'], de: ['ausweis'], zh: ['证'] },
  deny: (value) => value === 'AB-1234',
});

describe('context', () => {
  it.each([
    ['badge CD-5678', 0.9],
    ['CD-5678 is on the badge', 0.9],
    ['badges: CD-5678', 0.9],
    ['Ausweis CD-5678', 0.9],
    ['{"userBadge":"CD-5678"}', 0.9],
    ['user_badge=CD-5678', 0.9],
    ['工作证CD-5678', null],
    ['工作证 CD-5678', 0.9],
    ['id CD-5678', 0.9],
  ])('is heard in %s', (text, score) => {
    expect(createScanner([made])(text).entities.map((entity) => entity.score)).toEqual(score === null ? [] : [score]);
  });

  it.each(['CD-5678', 'idea CD-5678', 'forbadge CD-5678', `badge ${'and so on '.repeat(5)}CD-5678`])(
    'is not heard in %s',
    (text) => {
      expect(found(text, createScanner([made]))).toEqual([]);
    },
  );
});

describe('thresholds', () => {
  it('are one for all, and another by type', () => {
    const low = { ...DEFAULT_PII_CONFIG, score_threshold: 0.4 };
    expect(found('CD-5678', createScanner([made], low))).toEqual(['MADE CD-5678']);
    expect(found('CD-5678', createScanner([made], { ...low, entity_thresholds: { MADE: 0.5 } }))).toEqual([]);
    expect(
      found(
        'Read https://nodejs.org',
        createScanner(recognizers, { ...low, score_threshold: 0.5, entity_thresholds: { URL: 0.4 } }),
      ),
    ).toEqual(['URL https://nodejs.org']);
  });

  it('tell an example value only when they are below its score', () => {
    expect(found('badge AB-1234', createScanner([made]))).toEqual([]);
    const all = createScanner([made], { ...DEFAULT_PII_CONFIG, score_threshold: 0.1 });
    expect(all('badge AB-1234').entities.map(({ score }) => score)).toEqual([DENIED_SCORE]);
  });

  it('leave out types that are not asked for', () => {
    const text = 'karen@northwind.co from Austria';
    expect(found(text)).toEqual(['EMAIL_ADDRESS karen@northwind.co', 'LOCATION Austria']);
    expect(found(text, createScanner(recognizers, { ...DEFAULT_PII_CONFIG, entities: ['LOCATION'] }))).toEqual([
      'LOCATION Austria',
    ]);
  });

  it('refuse what is no score', () => {
    expect(piiConfig.safeParse({ score_threshold: 2 }).success).toBe(false);
    expect(piiConfig.safeParse({ unknown: 1 }).success).toBe(false);
  });
});

describe('overlaps', () => {
  it('leave the surer find', () => {
    expect(found('see https://sample.dev/?mail=karen@northwind.co')).toEqual(['EMAIL_ADDRESS karen@northwind.co']);
  });

  it('are the same whatever the order of the recognizers', () => {
    const text =
      'Karen Miller, born 3.4.1985, NHS 999 999 9999 or 609 139 0996, +44 20 7946 1234, 12 Main Street, Austin, TX 78701, karen@northwind.co';
    const backwards = createScanner(recognizers.toReversed());
    expect(scan(text).entities.length).toBeGreaterThan(5);
    expect(backwards(text)).toEqual(scan(text));
  });
});

describe('hidden characters', () => {
  it.each([
    [
      'a zero-width space in every gap',
      'card 5210\u200B4024\u200B0559\u200B1275 ok',
      '5210\u200B4024\u200B0559\u200B1275',
    ],
    ['marks of direction', 'SSN \u202E308-63-0237\u202C.', '308-63-0237'],
    ['a soft hyphen in an address', 'kar\u00ADen@northwind.co', 'kar\u00ADen@northwind.co'],
    ['digits of full width', 'SSN ３０８-６３-０２３７', '３０８-６３-０２３７'],
    [
      'Arabic digits',
      'SSN \u0663\u0660\u0668-\u0666\u0663-\u0660\u0662\u0663\u0667',
      '\u0663\u0660\u0668-\u0666\u0663-\u0660\u0662\u0663\u0667',
    ],
    ['hyphens that are none', 'SSN 308\u201163\u20110237', '308\u201163\u20110237'],
    ['a line break of JSON inside JSON', '{"text":"ssn:\\n308-63-0237\\n"}', '308-63-0237'],
    ['quotes of JSON inside JSON', '{\\"ssn\\":\\"308-63-0237\\"}', '308-63-0237'],
    ['letters of JSON inside JSON', 'I met Antonio Fern\\u00e1ndez', 'Antonio Fern\\u00e1ndez'],
    ['a last letter of JSON inside JSON', 'Dear J\\u00fcrgen Gaud\\u00ed, hello', 'J\\u00fcrgen Gaud\\u00ed'],
    ['hidden characters of JSON inside JSON', 'SSN 308\\u200b-63-0237', '308\\u200b-63-0237'],
    ['spaces that do not break', 'card 5210\u00A04024\u00A00559\u00A01275', '5210\u00A04024\u00A00559\u00A01275'],
  ])('do not hide: %s', (_what, text, value) => {
    expect(scan(text).entities.map(({ start, end }) => text.slice(start, end))).toEqual([value]);
  });

  it('leave offsets in the text as given, behind many of them', () => {
    const text = `${'\u200Ba'.repeat(500)} \u{1F600} karen@northwind.co`;
    expect(found(text)).toEqual(['EMAIL_ADDRESS karen@northwind.co']);
  });

  it('may be halves of a pair', () => {
    expect(found('\uD83D karen@northwind.co \uDE00')).toEqual(['EMAIL_ADDRESS karen@northwind.co']);
  });
});

describe('what is skipped', () => {
  const image = `data:image/png;base64,${'iVBORw0KGgo+/'.repeat(400)}==`;

  it('is encoded binary data, counted, and not what is around it', () => {
    const text = `before karen@northwind.co ${image} after SSN 308-63-0237`;
    const { entities, skipped } = scan(text);
    expect(entities.map(({ start, end }) => text.slice(start, end))).toEqual(['karen@northwind.co', '308-63-0237']);
    expect(skipped).toMatchObject({ blobs: 1, characters: 0, entities: 0 });
    expect(skipped.blobCharacters).toBeGreaterThan(5200);
  });

  it('is found wherever it lies', () => {
    for (let before = 0; before < 1100; before += 97) {
      const { skipped } = scan(`${' '.repeat(before)}${'Ab9/'.repeat(256)} ${'Ab9/'.repeat(255)}`);
      expect(skipped).toMatchObject({ blobs: 1, blobCharacters: 1024 });
    }
  });

  it('is no long JSON web token', () => {
    expect(scan(`eyJ${'hbGciOiJIUzI1NiJ9'.repeat(100)}`).skipped.blobs).toBe(0);
  });

  it('is what is past the limits, and counted', () => {
    const small = createScanner(recognizers, { ...DEFAULT_PII_CONFIG, text_length_max: 20, entities_per_text_max: 1 });
    expect(small('a@northwind.co b@northwind.co').skipped).toMatchObject({ characters: 9 });
    const few = createScanner(recognizers, { ...DEFAULT_PII_CONFIG, entities_per_text_max: 1 });
    const { entities, skipped } = few('a@northwind.co b@northwind.co c@northwind.co');
    expect([entities.length, skipped.entities]).toEqual([1, 2]);
  });
});

describe('nothing', () => {
  it.each(['', ' ', '\u200B', '{}', '\uD800', '123', 'ok'])('is found in %j', (text) => {
    expect(scan(text).entities).toEqual([]);
  });
});
