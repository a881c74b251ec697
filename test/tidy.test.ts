/**
 * The code base checks itself: which way imports go, that lists are complete, that documents name what exists. Sizes are
 * printed and never judged.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { COMPONENTS } from '../collector/components.ts';
import { describeSchema } from '../collector/config/describe-schema.ts';
import { importsOf, listFiles, readSource, ROOT, withoutComments, type Import } from './support/source-files.ts';

const files = listFiles();
const sources = files.filter((path) => /\.(?:ts|tsx|js)$/.test(path) && !path.startsWith('test/fixtures/'));
const product = sources.filter((path) => /^(?:collector|processors|dashboard|examples)\//.test(path));
const imports = product.flatMap(importsOf);

const COMPONENT_FOLDER = /^collector\/(?:receivers|connectors|exporters|extensions|span-processors)\/[^/]+\//;
const TOP = /^collector\/(?:main|components|service|pipeline)\.ts$|^collector\/commands\//;

function folderOf(path: string): string | undefined {
  return COMPONENT_FOLDER.exec(path)?.[0];
}

/** What is wrong with one import's direction, or undefined. */
function misdirection({ from, to, typeOnly }: Import): string | undefined {
  if (from.startsWith('collector/model/'))
    return to.startsWith('collector/model/') ? undefined : 'the model imports nothing';
  if (from.startsWith('processors/')) {
    return /^(?:processors|collector\/model)\//.test(to) ? undefined : 'processors import the model only';
  }
  if (from.startsWith('examples/'))
    return to.startsWith('examples/') ? undefined : 'examples know the product by its doors only';
  if (from.startsWith('dashboard/')) {
    if (to.startsWith('dashboard/')) return undefined;
    return typeOnly && to === 'collector/operations/contract.ts'
      ? undefined
      : 'the dashboard imports types of the contract only';
  }
  if (/^(?:dashboard|examples|test)\//.test(to)) return 'the collector imports none of these';
  if (TOP.test(from)) {
    const listsComponents = from === 'collector/components.ts' && to.endsWith('/factory.ts');
    return folderOf(to) === undefined || listsComponents ? undefined : 'only components.ts knows components';
  }
  if (TOP.test(to)) return 'what is below does not know the top';
  const [own, other] = [folderOf(from), folderOf(to)];
  if (other === undefined || own === other) return undefined;
  return own === undefined ? 'what components stand on does not know them' : 'components do not import each other';
}

describe('layers', () => {
  it('has imports that go one way', () => {
    const wrong = imports.flatMap((one) => {
      const reason = misdirection(one);
      return reason === undefined ? [] : [`${one.from} -> ${one.to}: ${reason}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    expect(findCycles(imports.filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });

  it('would notice a component that imports its sibling', () => {
    const from = 'collector/receivers/otlp/http.ts';
    expect(misdirection({ from, to: 'collector/exporters/store/factory.ts', typeOnly: false })).toBeDefined();
    expect(misdirection({ from, to: 'collector/main.ts', typeOnly: false })).toBeDefined();
    expect(misdirection({ from, to: 'collector/doors/open-door.ts', typeOnly: false })).toBeUndefined();
    expect(
      findCycles([
        { from: 'a', to: 'b', typeOnly: false },
        { from: 'b', to: 'a', typeOnly: false },
      ]),
    ).not.toEqual([]);
  });
});

describe('registries', () => {
  const factories = files.filter((path) => folderOf(path) !== undefined && path.endsWith('/factory.ts'));
  const analyses = files.filter((path) => /^processors\/[^/]+\/factory\.ts$/.test(path));
  const listed = (index: string): string[] => importsOf(index).map(({ to }) => to);

  it('lists every component in components.ts', () => {
    expect(factories.length).toBeGreaterThan(0);
    expect(listed('collector/components.ts')).toEqual(expect.arrayContaining([...factories, 'processors/index.ts']));
    expect(analyses.length).toBeGreaterThan(0);
    expect(listed('processors/index.ts')).toEqual(expect.arrayContaining(analyses));
    expect(COMPONENTS).toHaveLength(factories.length + analyses.length);
  });

  it.each([...factories, ...analyses])('%s has a README that names every key', async (factory) => {
    const made: Record<string, { readonly type?: unknown }> = await import(join(ROOT, factory));
    const types = Object.values(made).map(({ type }) => type);
    const definition = COMPONENTS.find((one) => types.includes(one.type));
    const readme = factory.replace('factory.ts', 'README.md');
    expect(files).toContain(readme);
    const words = new Set(readSource(readme).split(/[^A-Za-z0-9_]+/));
    const keys = describeSchema(definition!.config).flatMap(({ path }) => path.replaceAll('[]', '').split('.'));
    expect([definition!.type, ...keys].filter((key) => key !== '*' && !words.has(key))).toEqual([]);
  });

  it.each([
    ['collector/vocabularies', /: Vocabulary = |satisfies Vocabulary\b/, 'collector/vocabularies/index.ts'],
    ['collector/operations', /\bdefineOperation\(/, 'collector/operations/index.ts'],
    ['collector/commands', /: Command = /, 'collector/commands/index.ts'],
  ])('lists every member of %s', (folder, sign, index) => {
    const members = product.filter(
      (path) => path.startsWith(`${folder}/`) && path !== index && sign.test(readSource(path)),
    );
    const listed = new Set(importsOf(index).map(({ to }) => to));
    expect(members.length).toBeGreaterThan(0);
    expect(members.filter((path) => !listed.has(path))).toEqual([]);
  });

  it('lists every page of the dashboard', () => {
    const pages = new Set(files.flatMap((path) => /^dashboard\/src\/pages\/([^/]+)\//.exec(path)?.[1] ?? []));
    const index = ['dashboard/src/pages/index.ts', 'dashboard/src/pages/index.tsx'].find((path) =>
      files.includes(path),
    );
    const listed = index === undefined ? [] : importsOf(index).map(({ to }) => to.split('/')[3]);
    expect([...pages].filter((page) => !listed.includes(page))).toEqual([]);
  });
});

describe('habits', () => {
  it.each([
    [
      'asks the machine for the time in clock.ts only',
      /\bDate\.now\(|new Date\(\)/,
      /^(?:collector|processors)\//,
      /^collector\/(?:clock\.ts|bootstrap\.js)$/,
    ],
    ['ends the process in main.ts only', /\bprocess\.exit\(/, /./, /^collector\/(?:main\.ts|bootstrap\.js)$/],
    [
      'runs no text as code or as HTML',
      /innerHTML|InnerHTML|\beval\(|new Function\(|insertAdjacentHTML|document\.write\(/,
      /./,
      /^$/,
    ],
  ])('%s', (_claim, pattern, where, except) => {
    const found = product.filter(
      (path) => where.test(path) && !except.test(path) && pattern.test(withoutComments(readSource(path))),
    );
    expect(found).toEqual([]);
  });

  it('names no machine and no package registry', () => {
    const text = files.filter((path) => !/\.(?:binpb|png|woff2|ico|gz|zst|db)$/.test(path));
    const pattern =
      /\b(?:registry|files|proxy)\.(?:npmjs|yarnpkg|pythonhosted|golang)\b|(?<![\w.])\/(?:work|root|home\/[a-z]+)\//;
    expect(text.filter((path) => pattern.test(readSource(path)))).toEqual([]);
  });

  it('says at the top of every source file what it is for', () => {
    const explained = sources.filter((path) => !path.endsWith('.test.ts') && !path.endsWith('.test.tsx'));
    expect(explained.filter((path) => !/^(?:#!.*\n)?\s*(?:\/\*|\/\/)/.test(readSource(path)))).toEqual([]);
  });

  it('has a bin and a configuration that exist', () => {
    for (const path of ['collector/live-trace.js', 'otel-config.yaml', 'LICENSE'])
      expect(existsSync(join(ROOT, path))).toBe(true);
  });
});

it('prints the sizes', async ({ annotate }) => {
  const sizes = product
    .map((path) => ({ path, lines: readSource(path).split('\n').length }))
    .sort((a, b) => b.lines - a.lines);
  const lines = sizes.map((one) => one.lines);
  const median = lines[Math.floor(lines.length / 2)] ?? 0;
  const largest = sizes.slice(0, 5).map(({ path, lines: count }) => `${path} ${count}`);
  await annotate(`${sizes.length} source files, median ${median} lines; largest: ${largest.join(', ')}`);
  expect(sizes.length).toBeGreaterThan(0);
});

/** Each cycle once, by its files. */
function findCycles(edges: readonly Import[]): string[] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) cycles.push([...trail.slice(at), path].join(' -> '));
    if (at !== -1 || done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return cycles;
}
