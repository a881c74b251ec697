/** Texts without a secret that are full of what looks like one. Each of them once cost somebody's scanner its credibility. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { findSecrets } from '../../../../processors/pii/secrets/find-secrets.ts';
import { devData } from '../../../support/dev-data.ts';
import { makeHarmlessSamples } from '../../../support/harmless-samples.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/negative');
const files = readdirSync(FOLDER).filter((name) => name.startsWith('secrets-'));
const seed = process.env.LIVE_TRACE_SEED ?? String(Math.floor(Math.random() * 2 ** 32));

function show(text: string): string[] {
  return findSecrets(text).map(({ entity_type, start, end }) => `${entity_type}: ${text.slice(start - 30, end + 10)}`);
}

it.each(files)('%s has no secret', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  expect(show(text)).toEqual([]);
  expect(show(JSON.stringify(text))).toEqual([]);
  expect(show(JSON.stringify(JSON.stringify(text)))).toEqual([]);
});

const samples = Map.groupBy(makeHarmlessSamples(seed, 40), ({ kind }) => kind);
it.each([...samples.keys()])(`%s drawn with LIVE_TRACE_SEED=${seed} are no secrets`, (kind) => {
  const finds = samples.get(kind)?.flatMap(({ text }) => show(text)) ?? [];
  // One in a thousand may be unlucky; of forty that is none, or one.
  expect(finds.slice(1)).toEqual([]);
});

const runs = devData('swe-agent');
it.skipIf(runs === null)(`runs of coding agents have no secret${runs === null ? ' (no development data)' : ''}`, () => {
  const texts = readdirSync(runs!).map((name) => readFileSync(join(runs!, name), 'utf8'));
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.flatMap(show)).toEqual([]);
});
