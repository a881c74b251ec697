/** What the recorder writes beside the bytes, and that every case and every recording is complete. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { elideLedger } from '../fixtures/record/elide-ledger.ts';
import { scripts } from '../fixtures/record/fake-provider/scripts.ts';
import { findMachineTrace } from '../fixtures/record/machine-traces.ts';
import { noteProvenance } from '../fixtures/record/provenance.ts';
import { joinRequests } from '../fixtures/record/receiver.ts';
import { listCases } from '../fixtures/record/recorded-case.ts';
import { listLedgers, listRecordedRequests, readLedger, RECORDINGS } from '../support/recordings.ts';

const CASES = join(import.meta.dirname, '../fixtures/record/cases');

describe('cases', () => {
  it.each(listCases())('$name has a program, a script and exact versions', ({ name, language, packages, script }) => {
    expect(existsSync(join(CASES, `${name}${language === 'python' ? '.py' : '.ts'}`))).toBe(true);
    expect(scripts.map((one) => one.name)).toContain(script);
    for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+(\.\d+|b\d+)$/);
  });
});

describe('recordings', () => {
  const provenance = readFileSync(join(RECORDINGS, 'PROVENANCE.md'), 'utf8');

  it.each(listLedgers())('%s has requests and a row of provenance', (name) => {
    expect(listRecordedRequests().map((request) => request.name)).toContain(name);
    expect(provenance).toContain(`| \`${name}\` |`);
  });

  it.each(listLedgers())('%s holds two calls or more', (name) => {
    expect(readLedger(name).calls.length).toBeGreaterThanOrEqual(2);
  });

  it('belong each to a ledger', () => {
    expect(listRecordedRequests().filter(({ name }) => !listLedgers().includes(name))).toEqual([]);
  });
});

describe('the provenance', () => {
  it('has one row a recording, in order, and says the packages that it is of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'provenance-'));
    const file = join(folder, 'PROVENANCE.md');
    writeFileSync(file, 'Before.\n<!-- recordings -->\n<!-- /recordings -->\nAfter.\n');
    const about = { describes: 'a case', script: 'weather', packages: { ai: '1.0.0', '@opentelemetry/api': '1.9.0' } };
    for (const [name, day] of [
      ['b', '2026-01-01'],
      ['a', '2026-01-02'],
      ['b', '2026-01-03'],
    ] as const)
      noteProvenance(file, { name, ...about }, day);
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      'Before.',
      '<!-- recordings -->',
      '| recording | packages | script | recorded | case |',
      '|---|---|---|---|---|',
      '| `a` | `ai` 1.0.0 | weather | 2026-01-02 | a case |',
      '| `b` | `ai` 1.0.0 | weather | 2026-01-03 | a case |',
      '<!-- /recordings -->',
      'After.',
      '',
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('a recording', () => {
  it.each([
    ['the name of the machine', hostname(), hostname()],
    ['a file of who recorded it', `at ${homedir()}/project/main.py`, `${homedir()}/`],
    ['a folder of the recorder', '/somewhere/live-trace-record/abc/cases/main.py', '/somewhere/live-trace-record'],
    ["where a package of Python's lies", 'File "/opt/venv/site-packages/openai/__init__.py"', 'site-packages'],
    ["a file of Python's own", 'File "/opt/python/lib/python3.11/asyncio/runners.py"', 'lib/python3'],
  ])('does not tell %s', (_, text, found) => {
    expect(findMachineTrace(Buffer.from(`before ${text} after`), ['/somewhere/live-trace-record'])).toBe(found);
  });

  it('may tell of anything else', () => {
    expect(findMachineTrace(Buffer.from('weather-agent asks gpt-4o'), ['/somewhere/live-trace-record'])).toBeNull();
  });

  it('of Python names its packages as PyPI does', () => {
    const names = listCases().flatMap(({ language, packages }) => (language === 'python' ? Object.keys(packages) : []));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });
});

describe('requests of one case', () => {
  it('are put end to end where they are protobuf, and into one list where they are JSON', () => {
    expect(joinRequests('traces', [Buffer.from([10, 0]), Buffer.from([10, 1])])?.bytes).toEqual(
      Buffer.from([10, 0, 10, 1]),
    );
    const bodies = ['{"resourceLogs":[1]}', '{"resourceLogs":[2]}'].map((body) => Buffer.from(body));
    expect(joinRequests('logs', bodies)?.bytes.toString()).toBe('{"resourceLogs":[1,2]}\n');
    expect(joinRequests('logs', [])).toBeNull();
  });
});

describe('an elided ledger', () => {
  it('keeps who spoke and what we asked, and no prose of others', () => {
    const text = (role: 'system' | 'user', said: string) => ({ role, parts: [{ type: 'text' as const, text: said }] });
    const call = {
      api: 'openai.chat' as const,
      model: 'm',
      streaming: false,
      messages: [
        text('system', 'You are.'),
        text('user', '<reminder>'),
        text('user', 'x'.repeat(100)),
        text('user', 'How warm?'),
      ],
      tools: [{ name: 'shell', description: 'Runs.', parameters: { a: 1 } }],
      answer: null,
      error: null,
    };
    const { calls } = elideLedger({ script: 's', session_id: null, agent: null, calls: [call] });
    const said = calls[0]?.messages.flatMap(({ parts }) => parts.map((part) => part.type === 'text' && part.text));
    expect(said).toEqual(['(left out)', '(left out)', '(left out)', 'How warm?']);
    expect(JSON.stringify(calls[0]?.tools)).not.toContain('Runs');
  });
});
