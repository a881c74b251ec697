/**
 * What secretlint's recommended rules find among drawn secrets and identifiers, ours find too. It is kept by people who
 * follow what issuers change, so a new version that finds more fails here and says what is missing. It also takes
 * `ghp_xxxx…` for a token, which is why documentation is left out.
 */
import { expect, it } from 'vitest';

import { findSecrets } from '../../../../processors/pii/secrets/find-secrets.ts';
import { makeHarmlessSamples } from '../../../support/harmless-samples.ts';
import { makeSecretSamples } from '../../../support/secret-samples.ts';
import { askSecretlint } from '../../../support/secretlint.ts';

const seed = process.env.LIVE_TRACE_SEED ?? String(Math.floor(Math.random() * 2 ** 32));

it(`finds what secretlint finds (LIVE_TRACE_SEED=${seed})`, () => {
  const texts = [
    ...makeSecretSamples(seed, 12).map(({ text }) => text),
    ...makeHarmlessSamples(seed, 5).map(({ text }) => text),
  ];
  let known = 0;
  const missed = texts.flatMap((text) => {
    const ours = findSecrets(text);
    return askSecretlint(text).flatMap(({ rule, start, end }) => {
      known++;
      return ours.some((one) => one.start < end && one.end > start) ? [] : [`${rule}: ${text.slice(start, end)}`];
    });
  });
  expect(known).toBeGreaterThan(200);
  // A drawn body has a word such as `fake` within once in a thousand.
  expect(missed.slice(2)).toEqual([]);
});
