import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig, type CheckedConfig } from '../../../collector/config/load.ts';
import { formatProblem } from '../../../collector/config/report.ts';
import { testRegistry } from '../../support/test-registry.ts';

const FULL = join(import.meta.dirname, '../../fixtures/config/valid/full.yaml');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'live-trace-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Given {
  readonly sets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function load(texts: readonly string[], { sets = [], environment = {} }: Given = {}): CheckedConfig {
  const files = texts.map((text, index) => {
    const file = join(directory, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return loadConfig({ files, sets, environment, registry: testRegistry() });
}

function configOf(checked: CheckedConfig, id: string): unknown {
  return checked.components.find((component) => component.id === id)?.config;
}

const SERVICE = `
service:
  extensions: [memory_store]
  pipelines: { traces: { receivers: [otlp], exporters: [store] } }
`;
const BASE = `receivers: { otlp: }\nexporters: { store: }\nextensions: { memory_store: }\n${SERVICE}`;

it('reads names, aliases, anchors, merge keys and variables', () => {
  const checked = loadConfig({
    files: [FULL],
    sets: [],
    environment: { TOKEN: '12345', DATA: '' },
    registry: testRegistry(),
  });
  expect(checked.warnings).toEqual([]);
  expect(configOf(checked, 'otlp')).toMatchObject({
    protocols: { http: { endpoint: { host: '127.0.0.1', port: 4318 }, read_timeout: 90_000 } },
  });
  expect(configOf(checked, 'otlp/second')).toMatchObject({
    protocols: { http: { endpoint: { host: '::1', port: 4319 }, read_timeout: 90_000 } },
    labels: { constructor: 'x', toString: 'y' },
  });
  expect(configOf(checked, 'memory_limiter/small')).toEqual({ limit_mib: 64 });
  expect(configOf(checked, 'sqlite_store')).toEqual({ path: './data/live$trace.db' });
  expect(configOf(checked, 'bearertokenauth/me')).toEqual({ token: '12345' });
  expect(checked.components.find(({ id }) => id === 'otlphttp/backend')?.definition.type).toBe('otlp_http');
  expect(checked.service.telemetry.logs.level).toBe('debug');
});

it('gives a component without a value its defaults', () => {
  const checked = load([BASE]);
  expect(configOf(checked, 'otlp')).toMatchObject({ clients_max: 10, protocols: { http: { read_timeout: 45_000 } } });
  expect(checked.service.telemetry.logs.level).toBe('info');
});

it('starts with the default configuration of the project', async () => {
  const { COMPONENTS } = await import('../../../collector/components.ts');
  const file = join(import.meta.dirname, '../../../otel-config.yaml');
  const checked = loadConfig({ files: [file], sets: [], environment: {}, registry: COMPONENTS });
  expect(checked.warnings).toEqual([]);
  expect(Object.keys(checked.service.pipelines)).toEqual(['traces', 'logs', 'metrics', 'sessions']);
});

describe('types after expansion', () => {
  it.each([
    ['${env:V}', '12', 12],
    ['"${env:V}"', '12', 'expected number, received string'],
    ['1${env:V}', '2', 12],
    ['${env:V}', 'many', 'expected number, received string'],
    ['${env:V}', '', 'expected number, received null'],
    ['$$', '', 'expected number, received string'],
  ])('a number from %s with V=%s is %s', (written, V, expected) => {
    const text = BASE.replace('{ otlp: }', `\n  otlp:\n    clients_max: ${written}`);
    const read = (): unknown => configOf(load([text], { environment: { V } }), 'otlp');
    if (typeof expected === 'number') expect(read()).toMatchObject({ clients_max: expected });
    else expect(read).toThrow(expected);
  });

  it.each([
    '12',
    'true',
    'null',
    '~',
    '0x1f',
    '1e3',
    '',
    '2026-01-01',
    'a: b',
    '[a',
    '- x',
    '"q"',
    '#c',
    '$x ${env:Y} $$',
    '*a',
    '{',
  ])('a text from a variable with %j stays that text', (V) => {
    const text = BASE.replace(
      '{ otlp: }',
      `\n  otlp:\n    labels:\n      plain: \${env:V}\n      quoted: "\${env:V}"\n`,
    );
    expect(configOf(load([text], { environment: { V } }), 'otlp')).toMatchObject({ labels: { plain: V, quoted: V } });
  });

  it('takes a list or a map from a variable that is the whole value', () => {
    const text = BASE.replace('{ otlp: }', `\n  otlp:\n    labels: \${env:L}\n    modes: \${env:M}\n`);
    const environment = { L: '{ a: "$HOME", b: "2" }', M: '[fast, careful]' };
    expect(configOf(load([text], { environment }), 'otlp')).toMatchObject({
      labels: { a: '$HOME', b: '2' },
      modes: ['fast', 'careful'],
    });
  });

  it('makes no map of a value that only contains a variable', () => {
    const text = BASE.replace('{ otlp: }', `\n  otlp:\n    labels: a\${env:V}`);
    expect(() => load([text], { environment: { V: ': b' } })).toThrow('labels: expected map, received string');
  });

  it('warns of a variable that is not set, at its place', () => {
    const text = BASE.replace('{ otlp: }', '\n  otlp:\n    labels:\n      a: "${env:NOT_SET}"');
    const { warnings } = load([text]);
    expect(warnings.map(formatProblem)).toEqual([
      `${directory}/0.yaml:4:10 receivers.otlp.labels.a: the environment variable NOT_SET is not set; it reads as empty`,
    ]);
  });
});

describe('several sources', () => {
  it('merges maps and replaces lists and values', () => {
    const first = BASE.replace(
      '{ otlp: }',
      '{ otlp: { labels: { a: x, b: x }, modes: [fast, careful], clients_max: 1 } }',
    );
    const second = 'receivers: { otlp: { labels: { b: y, c: y }, modes: [careful] } }\n';
    expect(configOf(load([first, second]), 'otlp')).toMatchObject({
      labels: { a: 'x', b: 'y', c: 'y' },
      modes: ['careful'],
      clients_max: 1,
    });
  });

  it('keeps what a later file leaves empty', () => {
    expect(configOf(load([BASE, 'receivers:\nexporters: { store: }\n']), 'otlp')).toBeDefined();
  });

  it('lets a half configuration be completed by another file, in either order', () => {
    const half = BASE.replace(SERVICE, '');
    expect(load([half, SERVICE]).components).toHaveLength(3);
    expect(load([SERVICE, half]).components).toHaveLength(3);
  });

  it('applies --set after the files, in order, typed as YAML and expanded', () => {
    const sets = [
      'receivers.otlp.clients_max=5',
      'receivers.otlp.clients_max=${env:N}',
      'receivers.otlp.modes=[fast]',
      'receivers.otlp.labels.a=x=y: z',
      'receivers.otlp.protocols.http.endpoint=:0',
    ];
    expect(
      configOf(load([BASE], { sets: sets.filter((one) => !one.includes('x=y')), environment: { N: '7' } }), 'otlp'),
    ).toMatchObject({
      clients_max: 7,
      modes: ['fast'],
      protocols: { http: { endpoint: { host: '0.0.0.0', port: 0 } } },
    });
    expect(configOf(load([BASE], { sets: ['receivers.otlp.labels.a=x=y'] }), 'otlp')).toMatchObject({
      labels: { a: 'x=y' },
    });
  });
});

it('warns of a component that nothing uses', () => {
  const text = BASE.replace('{ store: }', '{ store: , otlp_http/b: { endpoint: x } }').replace(
    '{ memory_store: }',
    '{ memory_store: , dashboard: }',
  );
  expect(load([text]).warnings.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'exporters.otlp_http/b: is not used: no pipeline lists it',
    'extensions.dashboard: is not used: service.extensions does not list it',
  ]);
});

it('sees two doors at one port only where both are open', () => {
  const text = BASE.replace('{ memory_store: }', '{ memory_store: , dashboard: { endpoint: "localhost:4318" } }');
  expect(() => load([text])).not.toThrow();
  expect(() => load([text.replace('[memory_store]', '[memory_store, dashboard]')])).toThrow(
    'port 4318 is already taken',
  );
});

it('reads a file that begins with a byte order mark, and JSON', () => {
  expect(() => load([`\uFEFF${BASE}`])).not.toThrow();
  const json = JSON.stringify({
    receivers: { otlp: null },
    exporters: { store: {} },
    extensions: { memory_store: {} },
    service: { extensions: ['memory_store'], pipelines: { traces: { receivers: ['otlp'], exporters: ['store'] } } },
  });
  expect(() => load([json])).not.toThrow();
});
