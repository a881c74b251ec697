import { describe, expect, it } from 'vitest';

import { seedRandom } from '../../../processors/behavioral/random-numbers.ts';
import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../../processors/pii/scan.ts';
import { HOSTILE_TEXTS, makeRandomText } from '../../support/hostile-texts.ts';

const scan = createScanner(recognizers);

/** How much of each text is read; a pattern that is worse than linear would not end within the time limit of the tests. */
const LENGTH = 300_000;
const RANDOM_TEXTS = 20_000;

describe('a text that is made to be slow', () => {
  it.each(HOSTILE_TEXTS)('is scanned to its end: $name', ({ unit }) => {
    const text = unit.repeat(Math.ceil(LENGTH / unit.length));
    const { entities, skipped } = scan(`${text}\n\nkaren@northwind.co`);
    if (skipped.entities === 0) expect(entities.at(-1)?.entity_type).toBe('EMAIL_ADDRESS');
    expect(entities.length).toBeLessThanOrEqual(10_000);
  });
});

it('has an answer for any text', () => {
  const seed = String(performance.timeOrigin);
  const random = seedRandom(seed);
  for (let count = 0; count < RANDOM_TEXTS; count++) {
    const text = makeRandomText(random, 40);
    const { entities } = scan(text);
    const isInOrder = entities.every(
      ({ start, end }, at) => start >= (entities[at - 1]?.end ?? 0) && end > start && end <= text.length,
    );
    expect(isInOrder, `text ${count} of seed ${seed}: ${JSON.stringify(text)}`).toBe(true);
  }
});
