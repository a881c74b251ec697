/** The benchmark runs: every part that needs no package registry is measured at tiny sizes and prints figures that are numbers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runProgram, type Ended } from '../support/run-program.ts';
import { PARTS } from './parts.ts';

/** What the file holds that the benchmark writes. */
interface Results {
  readonly node: string;
  readonly commit: string | null;
  readonly machine: { readonly cores: number };
  readonly parts: readonly {
    readonly name: string;
    readonly figures: readonly { readonly name: string; readonly value: number | null; readonly target?: object }[];
    readonly notes: readonly string[];
  }[];
}

const NEEDS_REGISTRY = ['peers'];
const parts = PARTS.map(({ name }) => name).filter((name) => !NEEDS_REGISTRY.includes(name));

const directory = mkdtempSync(join(tmpdir(), 'live-trace-bench-test-'));
const out = join(directory, 'results.json');
let ended: Ended;
let results: Results;

beforeAll(async () => {
  const only = parts.flatMap((name) => ['--only', name]);
  ended = await runProgram(['test/bench/main.ts', '--quick', '--out', out, ...only]).ended;
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  results = JSON.parse(readFileSync(out, 'utf8')) as Results;
  // Some 20 collectors are started, one after the other; a machine that is busy with other tests takes a while.
}, 300_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('says where its figures come from', () => {
  expect(results.node).toBe(process.version);
  expect(results.machine.cores).toBeGreaterThan(0);
  expect(results).toHaveProperty('commit');
});

describe.each(parts)('%s', (name) => {
  const part = () => results.parts.find((one) => one.name === name);

  it('gives figures that are numbers', () => {
    const figures = part()?.figures ?? [];
    expect(figures.length).toBeGreaterThan(0);
    // What is no finite number is null in JSON.
    expect(figures.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
    expect(new Set(figures.map((figure) => figure.name)).size).toBe(figures.length);
  });

  it('leaves nothing out', () => {
    expect(part()?.notes.filter((note) => note.startsWith('left out'))).toEqual([]);
  });

  it('prints every figure', () => {
    expect(ended.stdout).toContain(`${name}: `);
    for (const figure of part()?.figures ?? []) expect(ended.stdout).toContain(`  ${figure.name} `);
  });
});

it('says that a missed target is missed, and fails nothing', () => {
  const figures = results.parts.flatMap((part) => part.figures);
  expect(figures.some(({ target }) => target !== undefined)).toBe(true);
  expect(ended.stdout).toMatch(/\d+ of \d+ targets met/);
  expect(ended.code).toBe(0);
});
