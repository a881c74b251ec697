import { expect, it } from 'vitest';

import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import { readSource } from '../../support/source-files.ts';

it('the README has every key of the behavioural analysis with its default, and no other', () => {
  const rows = [...readSource('processors/behavioral/README.md').matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)];
  expect(rows.map(([, key, value]) => [key, Number(value)])).toEqual(Object.entries(DEFAULT_BEHAVIORAL_CONFIG));
});
