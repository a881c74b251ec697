/**
 * `live-trace import` as a process: files that others wrote are read or refused with the reason, and the process ends in its
 * own words whatever is in them. Files from elsewhere are development data and skipped where it is missing.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { devData } from '../support/dev-data.ts';
import { MAIN, runProgram, type Ended } from '../support/run-program.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const RECORDING = join(import.meta.dirname, '../fixtures/otlp/openinference-langchain.json');
const foreign = devData('otlp-agent-prism');

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

async function importFiles(paths: readonly string[]): Promise<Ended> {
  const config = writeConfig({ directory: directory.path, durability: 'normal' });
  const ended = await runProgram([MAIN, 'import', ...paths, '--config', config]).ended;
  expect(ended.signal).toBeNull();
  expect(ended.stderr).not.toMatch(/internal error|\n\s+at /);
  return ended;
}

/** A file that holds this text, imported. */
function importText(text: string | Uint8Array, name = 'a.json'): Promise<Ended> {
  const path = join(directory.path, name);
  writeFileSync(path, text);
  return importFiles([path]);
}

interface StoredSpan {
  readonly trace: string;
  readonly span: string;
  readonly start: string;
}

/** What of a stored span does not depend on how the file was written. */
function readSpans(): StoredSpan[] {
  const database = new Database(join(directory.path, 'live-trace.db'), { readonly: true });
  const spans = database
    .prepare(
      `SELECT hex(trace_id) AS trace, hex(span_id) AS span, hex(parent_span_id) AS parent, name, kind, status,
         CAST(start_unix_nano AS TEXT) AS start, CAST(end_unix_nano AS TEXT) AS end
       FROM spans JOIN traces USING (trace_key) ORDER BY trace, span`,
    )
    .all() as StoredSpan[];
  database.close();
  return spans;
}

const names = foreign === null ? [] : readdirSync(foreign).filter((name) => name.endsWith('.json'));

it.skipIf(foreign === null)(
  `files from elsewhere are read, every span under its own ids and times${foreign === null ? ' (skipped: the development data is missing)' : ''}`,
  async () => {
    const paths = names.map((name) => join(foreign ?? '', name));
    const ended = await importFiles(paths);
    const written = paths.map((path) => spansIn(JSON.parse(readFileSync(path, 'utf8'))));
    const lines = paths.map(
      (path, index) => `${path}: ${written[index]?.length} spans accepted (0 known already), 0 rejected`,
    );
    expect(ended).toMatchObject({ code: 0, stdout: `${lines.join('\n')}\n`, stderr: '' });
    const expected = written
      .flat()
      .map(
        ({ traceId, spanId, startTimeUnixNano }) => `${toHex(traceId, 32)} ${toHex(spanId, 16)} ${startTimeUnixNano}`,
      );
    expect(expected.length).toBeGreaterThan(names.length);
    const stored = readSpans().map(({ trace, span, start }) => `${trace} ${span} ${start}`.toLowerCase());
    expect(stored.sort()).toEqual(expected.sort());
  },
);

const recorded = readFileSync(RECORDING, 'utf8');

describe('a recording', () => {
  /** As generic protobuf printers write it: ids in base64, enums by name, a list of requests. */
  const protojson = `[${recorded
    .replaceAll(/"((?:trace|span|parentSpan)Id)":\s*"([0-9a-f]+)"/gi, (_, key: string, id: string) => {
      return `"${key}":"${Buffer.from(id, 'hex').toString('base64')}"`;
    })
    .replaceAll(/"kind":\s*([0-5])/g, (_, kind: string) => `"kind":"SPAN_KIND_${KINDS[Number(kind)]}"`)
    .replaceAll(/"code":\s*([0-2])/g, (_, code: string) => `"code":"STATUS_CODE_${CODES[Number(code)]}"`)}]`;
  const variants = [
    ['as generic protobuf printers write it', protojson],
    ['with snake_case names', protojson.replaceAll(/"(\w+)":/g, (_, name: string) => `"${toSnakeCase(name)}":`)],
    [
      'with 64-bit integers as numbers',
      recorded.replaceAll(/"(startTimeUnixNano|endTimeUnixNano|intValue)":\s*"(\d+)"/g, '"$1":$2'),
    ],
    [
      'with a byte order mark, spaces and fields of the future',
      `\uFEFF ${recorded.replaceAll('"spans":', '"future": [null, {}], "spans":')}\n`,
    ],
  ] as const;
  let original: readonly StoredSpan[] = [];

  it('is read', async () => {
    expect(await importFiles([RECORDING])).toMatchObject({ code: 0, stderr: '' });
    original = readSpans();
    expect(original.length).toBeGreaterThan(5);
  });

  it.each(variants)('%s is read as it stands', async (_name, text) => {
    expect(text).not.toBe(recorded);
    expect(await importText(text)).toMatchObject({ code: 0, stderr: '' });
    expect(readSpans()).toEqual(original);
  });

  it('that is damaged is refused with the reason, and the process goes on to the next', async () => {
    const damages: readonly (readonly [name: string, content: string | Uint8Array, reason: RegExp])[] = [
      ['cut-short.json', recorded.slice(0, recorded.length / 2), /is neither JSON nor JSON lines/],
      ['wrapped.json', JSON.stringify({ data: recorded }), /is no OTLP request: expected resourceSpans/],
      ['of-another-ending.binpb', recorded, /\S+ \S+/],
      ['compressed.json', gzipSync(recorded), /is not valid UTF-8/],
      ['nested-without-end.json', '['.repeat(1e6), /is neither JSON nor JSON lines/],
      ['empty.json', '', /the file is empty/],
      ['one-without-id.json', recorded.replace(/"spanId":\s*"[^"]+"/, '"spanId":"?"'), /1 rejected: .*span id/],
    ];
    const paths = damages.map(([name, content]) => {
      const path = join(directory.path, name);
      writeFileSync(path, content);
      return path;
    });
    const ended = await importFiles(paths);
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(damages.length);
    for (const [index, [name, , reason]] of damages.entries()) {
      expect(lines[index]).toContain(`${name}: `);
      expect(lines[index]?.split(`${name}: `)[1]).toMatch(reason);
    }
    expect(ended.code).toBe(2);
    expect(readSpans()).toHaveLength(original.length - 1);
  });
});

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES = ['UNSET', 'OK', 'ERROR'];

interface WrittenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly startTimeUnixNano: string;
}

/** Every object that has a `spanId` and a start, wherever it stands. */
function spansIn(value: unknown): WrittenSpan[] {
  if (Array.isArray(value)) return value.flatMap(spansIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'spanId' in value && 'startTimeUnixNano' in value
    ? [value as WrittenSpan]
    : Object.values(value).flatMap(spansIn);
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toHex(id: string, length: number): string {
  return id.length === length ? id.toLowerCase() : Buffer.from(id, 'base64').toString('hex');
}
