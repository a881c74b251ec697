/** The user's price file, checked together with the configuration that names it: all mistakes at once, each at its place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { COMPONENTS } from '../../../collector/components.ts';
import { loadConfig } from '../../../collector/config/load.ts';
import { ConfigError } from '../../../collector/config/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-trace-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns the complaints, or the checked configuration of the store. */
function load(prices: string | null, name = 'prices.yaml'): unknown {
  const [config, file] = [join(folder, 'config.yaml'), join(folder, name)];
  if (prices !== null) writeFileSync(file, prices);
  const store = `  memory_store:\n    max_spans: 10\n    prices: ${file}\n`;
  writeFileSync(config, `extensions:\n${store}service:\n  extensions: [memory_store]\n`);
  try {
    const { components } = loadConfig({ files: [config], sets: [], environment: {}, registry: COMPONENTS });
    return components.find(({ id }) => id === 'memory_store')?.config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replaceAll(`${folder}/`, '').split('\n');
  }
}

const RATES = { output: null, cacheRead: null, cacheWrite: null, cacheWriteHour: null, reasoning: null };
const NO_AUDIO = { inputAudio: null, outputAudio: null };

it('is what stands in it, in YAML', () => {
  const yaml =
    'models:\n  My-Model: { input: 0.5, output: 2, cache_write_1h: 1 }\n  "acme/*": { provider: acme, input: 0 }\n';
  expect(load(yaml)).toMatchObject({
    prices: [
      { model: 'my-model', provider: null, rates: { ...RATES, ...NO_AUDIO, input: 0.5, output: 2, cacheWriteHour: 1 } },
      { model: 'acme/*', provider: 'acme', rates: { ...RATES, ...NO_AUDIO, input: 0 } },
    ],
  });
});

it('is what stands in it, in JSON', () => {
  expect(load('{"models": {"m": {"input": 1, "reasoning": 3}}}', 'prices.json')).toMatchObject({
    prices: [{ model: 'm', rates: { ...RATES, ...NO_AUDIO, input: 1, reasoning: 3 } }],
  });
});

it('says all that is wrong, with its line and column', () => {
  const yaml = [
    'models:',
    '  one: { input: -1 }',
    '  two: { inptu: 1, input: 1 }',
    '  three:',
    '    output: "2"',
    'currency: EUR',
    '',
  ].join('\n');
  expect(load(yaml)).toEqual([
    'prices.yaml:2:10 models.one.input: too small: expected number to be >=0',
    'prices.yaml:3:10 models.two.inptu: unknown key; did you mean input?',
    'prices.yaml:4:3 models.three.input: is required',
    'prices.yaml:5:5 models.three.output: expected number, received string',
    'prices.yaml:6:1 currency: unknown key; known are models',
  ]);
});

it.each([
  ['is not YAML', 'models: [', 'prices.yaml:1:10 is not valid YAML: '],
  ['has a model twice', 'models:\n  a: { input: 1 }\n  a: { input: 2 }\n', 'prices.yaml:3:3 is not valid YAML: '],
  [
    'names a prototype',
    'models:\n  __proto__: { input: 1 }\n',
    'prices.yaml:2:3 models.__proto__: is not allowed as a key',
  ],
  ['is empty', '', 'prices.yaml:1:1 the file is empty'],
])('that %s is refused at its place', (_what, yaml, complaint) => {
  const [first] = load(yaml) as string[];
  expect(first?.startsWith(complaint), first).toBe(true);
});

it('that is not there is a mistake of the key that names it', () => {
  expect(load(null, 'missing.yaml')).toEqual([
    'config.yaml:4:5 extensions.memory_store.prices: missing.yaml: no such file',
  ]);
});
