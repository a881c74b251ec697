import { expect, it } from 'vitest';

import { tierOf } from '../../../processors/pii/tier.ts';

it.each([
  [1, 'high'],
  [0.8, 'high'],
  [0.799, 'medium'],
  [0.5, 'medium'],
  [0.499, 'low'],
  [0, 'low'],
])('a score of %d is %s', (score, tier) => {
  expect(tierOf(score)).toBe(tier);
});
