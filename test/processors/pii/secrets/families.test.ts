/** Every kind of secret, drawn anew, is found by the right name in any context; what only resembles it is not. */
import { describe, expect, it } from 'vitest';

import { seedRandom } from '../../../../processors/behavioral/random-numbers.ts';
import { SECRET_FAMILIES } from '../../../../processors/pii/secrets/families/index.ts';
import { findSecrets } from '../../../../processors/pii/secrets/find-secrets.ts';
import { draw, makeSample, SECRET_KINDS } from '../../../support/secret-samples.ts';

const SEED = process.env.LIVE_TRACE_SEED ?? String(Math.floor(Math.random() * 2 ** 32));
const POSITIVES = 12;
const RANDOM_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const entities = [...new Set(SECRET_KINDS.map(({ entity }) => entity))];

describe(`secrets drawn with LIVE_TRACE_SEED=${SEED}`, () => {
  it.each(entities)('%s is found whatever stands around it', (entity) => {
    const random = seedRandom(`${SEED} ${entity}`);
    const samples = SECRET_KINDS.filter((kind) => kind.entity === entity).flatMap((kind) =>
      Array.from({ length: POSITIVES }, () => makeSample(kind, random)),
    );
    expect(samples.length).toBeGreaterThanOrEqual(5);
    const missed = samples.filter(
      ({ text, start, end }) =>
        !findSecrets(text).some(
          (found) => found.entity_type === entity && found.start >= start && found.end <= end && found.end > end - 3,
        ),
    );
    // One in a hundred draws looks typed; two of twelve do not.
    expect(missed.slice(1).map(({ text }) => text)).toEqual([]);
  });
});

const prefixes = SECRET_FAMILIES.flatMap(({ name, tokens }) =>
  tokens.flatMap(({ prefixes: list, entity }) => list.map((prefix) => ({ family: name, entity, prefix }))),
).filter(({ prefix }) => prefix.length >= 2);

describe('what only resembles a secret', () => {
  const random = seedRandom(`${SEED} negatives`);
  it.each(prefixes)('$family: $prefix with nothing drawn behind it', ({ prefix }) => {
    const body = draw(random, RANDOM_CHARACTERS, 60);
    const negatives = [
      prefix,
      `${prefix}${'x'.repeat(40)}`,
      `${prefix}abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz`,
      `${prefix}your-key-here`,
      `${prefix}<your key>`,
      `${prefix}[A-Za-z0-9]{36}`,
      `${prefix}${body.slice(0, 5)}`,
      `${prefix}...${body.slice(0, 4)}`,
      `${prefix}${'*'.repeat(20)}${body.slice(0, 4)}`,
      `a sentence that says ${prefix} and goes on`,
    ];
    expect(negatives.filter((text) => findSecrets(text).length > 0)).toEqual([]);
  });

  it.each(['ghp_', 'glpat-', 'AKIA', 'AIza', 'hf_', 'gsk_', 'npm_', 'dapi', 'sk_live_', 'shpat_'])(
    '%s within a word or a picture',
    (prefix) => {
      const kind = SECRET_KINDS.flatMap(({ make }) => Array.from({ length: 8 }, () => make(random))).find((secret) =>
        secret.startsWith(prefix),
      );
      if (kind === undefined) throw new Error(`no sample begins with ${prefix}`);
      const base64 = `${draw(random, RANDOM_CHARACTERS, 130)}/`;
      const texts = [
        `q${kind}`,
        `snake_${kind}`,
        `7${kind}`,
        `data:image/png;base64,${base64}${kind.replaceAll(/[_-]/g, '/')}+${base64}`,
      ];
      expect(texts.filter((text) => findSecrets(text).length > 0)).toEqual([]);
    },
  );
});

describe('the table of contents', () => {
  it('has samples of every entity of every family', () => {
    const told = SECRET_FAMILIES.flatMap(({ tokens, marked, links, assigned }) =>
      [...tokens, ...marked, ...links, ...assigned].map(({ entity }) => entity),
    );
    const untested = ['ADYEN_API_KEY', 'TYPEFORM_TOKEN', 'ZAPIER_MCP_TOKEN', 'AZURE_API_KEY'];
    expect([...new Set(told)].filter((entity) => !entities.includes(entity) && !untested.includes(entity))).toEqual([]);
  });

  it('names every family once and every prefix by what its pattern begins with', () => {
    expect(new Set(SECRET_FAMILIES.map(({ name }) => name)).size).toBe(SECRET_FAMILIES.length);
    expect(prefixes.filter(({ prefix }) => !/^[\x21-\x7e]+$/.test(prefix))).toEqual([]);
  });

  it('has patterns that are sticky, so that each is tried in one place', () => {
    const patterns = SECRET_FAMILIES.flatMap(({ tokens, marked, links }) =>
      [...tokens, ...marked, ...links].map(({ pattern }) => pattern),
    );
    expect(patterns.filter(({ sticky }) => !sticky).map(String)).toEqual([]);
    // Without `*`, `+` and `{n,}` no try reads further than the longest token.
    expect(
      patterns
        .filter(({ source }) => /(?<!\\)(?:[*+]|\{\d+,\})/.test(source.replaceAll(/\[[^\]]*\]/g, 'C')))
        .map(String),
    ).toEqual([]);
  });
});
