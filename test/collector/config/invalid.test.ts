import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { loadConfig } from '../../../collector/config/load.ts';
import { ConfigError } from '../../../collector/config/report.ts';
import { testRegistry } from '../../support/test-registry.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/config/invalid');
const GOLDEN = join(import.meta.dirname, '../../golden/config-errors');
const fixtures = readdirSync(FIXTURES).sort();

function complaintsOf(files: readonly string[], sets: readonly string[] = []): string {
  try {
    loadConfig({ files, sets, environment: {}, registry: testRegistry() });
  } catch (error) {
    if (error instanceof ConfigError) return `${error.message.replaceAll(`${FIXTURES}/`, '')}\n`;
    throw error;
  }
  return 'is valid\n';
}

it.each(fixtures)('says everything that is wrong with %s', async (fixture) => {
  const complaints = complaintsOf([join(FIXTURES, fixture)]);
  await expect(complaints).toMatchFileSnapshot(join(GOLDEN, fixture.replace('.yaml', '.txt')));
  for (const line of complaints.trimEnd().split('\n')) expect(line).toMatch(/^[a-z0-9-]+\.yaml:(?:[0-9]+:[0-9]+)? /);
});

it('has no golden without its fixture', () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(fixtures.map((name) => name.replace('.yaml', '.txt')));
});

it('leaves no prototype changed by a hostile file', () => {
  complaintsOf([join(FIXTURES, 'proto-key.yaml')]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

it.each([
  ['a file that is not there', ['/no/such/file.yaml'], [], '/no/such/file.yaml: no such file\n'],
  ['a directory', [FIXTURES], [], `${FIXTURES}: is a directory\n`],
  ['a --set without a value', [], ['receivers.otlp'], "--set: expected key.path=value, not 'receivers.otlp'\n"],
  ['a --set without a key', [], ['a..b=1'], "--set: 'a..b' is not a path of keys\n"],
  ['a --set of a prototype', [], ['receivers.__proto__.x=1'], "--set: 'receivers.__proto__.x' is not a path of keys\n"],
])('refuses %s', (_what, files, sets, expected) => {
  expect(complaintsOf(files, sets)).toBe(expected);
});

it('refuses what is nested beyond reason, without running out of stack', () => {
  const directory = mkdtempSync(join(tmpdir(), 'live-trace-'));
  try {
    for (const depth of [100, 5000, 200_000]) {
      const file = join(directory, `${depth}.yaml`);
      writeFileSync(file, `receivers: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
      expect(complaintsOf([file])).toContain('nested too deeply');
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('names the file of each mistake where several are merged', () => {
  const complaints = complaintsOf([join(FIXTURES, 'unknown-keys.yaml'), join(FIXTURES, 'wrong-values.yaml')]);
  expect(complaints).toContain(
    'unknown-keys.yaml:5:9 receivers.otlp.protocols.http.endpont: unknown key; did you mean endpoint?',
  );
  expect(complaints).toContain('wrong-values.yaml:5:9 receivers.otlp.protocols.http.endpoint: expected host:port');
});

it('puts a mistake of --set at the argument', () => {
  const complaints = complaintsOf([join(FIXTURES, '../valid/full.yaml')], ['receivers.otlp.clients_max=many']);
  expect(complaints).toContain(
    '--set receivers.otlp.clients_max: receivers.otlp.clients_max: expected number, received string\n',
  );
});
