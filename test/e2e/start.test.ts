/**
 * Starting and stopping the whole program: from the bootstrap to the last acknowledged span, on databases that are none, and
 * with bodies that are too large. What one part alone promises of this is shown in its own test.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Dashboard, Health } from '../../collector/operations/contract.ts';
import { breakTable } from '../support/break-table.ts';
import { launchBrowser } from '../support/browser.ts';
import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { hang, startOtlpBackend } from '../support/otlp-backend.ts';
import { MAIN, runProgram } from '../support/run-program.ts';
import { ROOT } from '../support/source-files.ts';
import { buildRequest, chat } from '../support/span-builder.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MIB = 2 ** 20;

let directory: ReturnType<typeof temporaryDirectory>;
const running: CollectorProcess[] = [];
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((collector) => collector.kill()));
  directory.remove();
});

async function start(options: Partial<Parameters<typeof writeConfig>[0]> = {}): Promise<CollectorProcess> {
  const collector = await spawnCollector(writeConfig({ directory: directory.path, ...options }));
  running.push(collector);
  return collector;
}

async function sendChat(collector: CollectorProcess, trace: string): Promise<number> {
  const body = Buffer.from(buildRequest([chat({ trace, id: 'llm' })]).body);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${collector.otlpUrl}/v1/traces`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

const getJson = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
const databasePath = (): string => join(directory.path, 'live-trace.db');

describe('npm start', () => {
  const BOOTSTRAP = join(ROOT, 'collector/bootstrap.js');

  it('prints a line a door, then ready, serves, and ends with 0 on SIGTERM, without a home directory', async () => {
    const config = writeConfig({
      directory: directory.path,
      extensions: { health_check: { endpoint: '127.0.0.1:0' } },
    });
    const environment = { HOME: undefined, USERPROFILE: undefined, XDG_CONFIG_HOME: undefined };
    const program = runProgram([BOOTSTRAP, 'start', '--config', config], { environment });
    const [text] = await program.prints(/^[^]*^ready$/m);
    const doors = text.trimEnd().split('\n').slice(0, -1);
    expect(doors.map((line) => line.replace(/\d+\/?$/, 'PORT'))).toEqual([
      'Dashboard  http://127.0.0.1:PORT',
      'health     http://127.0.0.1:PORT',
      'OTLP/HTTP  http://127.0.0.1:PORT',
    ]);
    const health = await fetch(/http\S+/.exec(doors[1] ?? '')?.[0] ?? '');
    expect(health.status).toBe(200);
    program.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect(stdout).toBe(`${doors.join('\n')}\nready\n`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('ends with 2 and names file, line and column of what is wrong in the configuration', async () => {
    const config = writeConfig({ directory: directory.path });
    writeFileSync(config, readFileSync(config, 'utf8').replace('"endpoint"', '"endpont"'));
    const { code, stdout, stderr } = await runProgram([BOOTSTRAP, 'start', '--config', config]).ended;
    expect(stderr).toMatch(
      /otel-config\.yaml:\d+:\d+ receivers\.otlp\.protocols\.http\.endpont: unknown key; .*endpoint\?\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('SIGTERM under load', () => {
  it('drains: what was acknowledged is stored, the write-ahead log is folded in, and a hanging destination is let go', async ({
    annotate,
  }) => {
    const backend = await startOtlpBackend();
    backend.behave(hang);
    const exporters = { otlp_http: { endpoint: backend.url, sending_queue: { shutdown_timeout: '500ms' } } };
    const collector = await start({ exporters });
    const acknowledged: string[] = [];
    let sent = 0;
    const sendUntilClosed = async (): Promise<void> => {
      for (;;) {
        const trace = `t${++sent}`;
        const status = await sendChat(collector, trace).catch(() => 0);
        if (status === 200) acknowledged.push(trace);
        // 503 while it drains, then nobody is there.
        else if (status !== 503) return;
      }
    };
    const senders = Array.from({ length: 8 }, sendUntilClosed);
    while (acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 10));
    const begun = performance.now();
    const code = await collector.stop();
    const tookMs = performance.now() - begun;
    await Promise.all(senders);
    await backend.close();
    expect(code).toBe(0);
    // Ten seconds are promised; a machine under load gets no less to show it.
    expect(tookMs).toBeLessThan(10_000);
    expect(existsSync(`${databasePath()}-wal`)).toBe(false);
    const database = new Database(databasePath(), { readonly: true });
    const stored = database.prepare('SELECT hex(trace_id) AS id FROM traces').all() as { id: string }[];
    database.close();
    const ids = new Set(stored.map(({ id }) => Buffer.from(id, 'hex').toString().replace(/\.+$/, '')));
    expect(acknowledged.filter((trace) => !ids.has(trace))).toEqual([]);
    await annotate(`${acknowledged.length} acknowledged, ended ${Math.round(tookMs)} ms after SIGTERM`);
  });
});

describe('a database that is none', () => {
  const HEADER = Buffer.from('SQLite format 3\0');
  const wrecks: readonly [string, () => Buffer][] = [
    ['a text', () => Buffer.from('these are my notes, not a database. '.repeat(1000))],
    ['other bytes', () => Buffer.alloc(100_000, 0xa5)],
    ['other bytes behind the right beginning', () => Buffer.concat([HEADER, Buffer.alloc(100_000, 0xa5)])],
  ];

  it.each(wrecks)('%s is set aside unchanged, and the log, /health and REST say so', async (_name, make) => {
    const wreck = make();
    writeFileSync(databasePath(), wreck);
    const collector = await start();
    const aside = readdirSync(directory.path).filter((name) => /^live-trace\.db\.corrupt-\d{4}-/.test(name));
    expect(aside).toHaveLength(1);
    expect(hashOf(readFileSync(join(directory.path, aside[0] ?? '')))).toBe(hashOf(wreck));
    expect(collector.stderr()).toContain('nothing is written to disk');
    expect(collector.stderr()).toContain(aside[0]);
    const health = await getJson<Health>(`${collector.dashboardUrl}/health`);
    expect(health).toMatchObject({ status: 'degraded', storage: { type: 'memory' } });
    expect(health.storage.degraded_reason).toContain(aside[0]);
    expect(await sendChat(collector, 't1')).toBe(200);
    const dashboard = await getJson<Dashboard>(`${collector.dashboardUrl}/api/dashboard`);
    expect(dashboard).toMatchObject({
      sessions_count: 1,
      storage: { degraded_reason: health.storage.degraded_reason },
    });
    expect(await collector.stop()).toBe(0);
  });

  it('may be broken further in, which the first to meet it makes known', async () => {
    const first = await start();
    expect(await sendChat(first, 't1')).toBe(200);
    expect(await first.stop()).toBe(0);
    breakTable(databasePath(), 'agents');
    const collector = await start();
    expect(await sendChat(collector, 't2')).toBe(503);
    expect((await fetch(`${collector.dashboardUrl}/api/dashboard`)).status).toBe(503);
    const { status, storage } = await getJson<Health>(`${collector.dashboardUrl}/health`);
    expect(status).toBe('degraded');
    expect(storage).toMatchObject({ type: 'sqlite', degraded_reason: expect.stringContaining('the file is damaged') });
    expect(collector.stderr().match(/the database is damaged/g)).toHaveLength(1);
    expect(await collector.stop()).toBe(0);
  });

  it('is said on every page', async () => {
    writeFileSync(databasePath(), 'these are my notes. '.repeat(1000));
    const [collector, browser] = await Promise.all([start(), launchBrowser()]);
    try {
      const page = await browser.newPage();
      for (const path of ['/', '/sessions', '/session/none', '/agents', '/connect']) {
        await page.goto(`${collector.dashboardUrl}${path}`);
        const line = page.getByRole('status').filter({ hasText: 'Nothing is written to disk.' });
        await line.waitFor();
        expect(await line.innerText(), path).toContain('kept aside as');
      }
    } finally {
      await browser.close();
    }
  });

  it('is no reason to go on where fallback: none is configured, and is left as it is', async () => {
    const wreck = 'these are my notes. '.repeat(1000);
    writeFileSync(databasePath(), wreck);
    const store = { sqlite_store: { path: databasePath(), fallback: 'none' } };
    const config = writeConfig({ directory: directory.path, store });
    const { code, stdout, stderr } = await runProgram([MAIN, 'start', '--config', config]).ended;
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('file is not a database');
    expect(stdout).toBe('');
    expect(code).toBe(1);
    expect(readFileSync(databasePath(), 'utf8')).toBe(wreck);
  });

  it('may lie where nobody can write, which is said too', async () => {
    writeFileSync(join(directory.path, 'file'), '');
    const path = join(directory.path, 'file', 'live-trace.db');
    const collector = await start({ store: { sqlite_store: { path } } });
    const { storage } = await getJson<Health>(`${collector.dashboardUrl}/health`);
    expect(storage.degraded_reason).toMatch(/live-trace\.db: .+; running in memory$/);
    expect(await sendChat(collector, 't1')).toBe(200);
    expect(await collector.stop()).toBe(0);
  });
});

describe('100 MiB in one request', () => {
  it('are 413 with the default limit, raw, in pieces and compressed, and do not stay', async ({ annotate }) => {
    const collector = await start();
    const [zeros, bomb] = [Buffer.alloc(100 * MIB), gzipSync(Buffer.alloc(100 * MIB), { level: 1 })];
    const before = memoryOf(collector);
    const statuses = {
      raw: await post(collector, zeros, { 'content-length': zeros.length }),
      chunked: await post(collector, zeros, { 'transfer-encoding': 'chunked' }),
      gzip: await post(collector, bomb, { 'content-encoding': 'gzip', 'content-length': bomb.length }),
    };
    expect(statuses).toEqual({ raw: 413, chunked: 413, gzip: 413 });
    await annotate(`resident memory ${before} MiB before, at most ${memoryOf(collector)} MiB`);
    expect(await sendChat(collector, 't1')).toBe(200);
    const { span_count: spans } = await getJson<Dashboard>(`${collector.dashboardUrl}/api/dashboard`);
    expect(spans).toBe(1);
    expect(await collector.stop()).toBe(0);
  });

  /** As a sender that listens while it sends, and stops when it has its answer. */
  function post(collector: CollectorProcess, body: Buffer, headers: Record<string, string | number>): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = httpRequest(`${collector.otlpUrl}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf', ...headers },
      });
      let answered = false;
      asked.on('error', (error) => void (answered || reject(error)));
      asked.on('response', (answer) => {
        answered = true;
        resolve(answer.statusCode ?? 0);
        asked.destroy();
      });
      const pour = (from: number): void => {
        if (answered) return;
        if (from >= body.length) asked.end();
        else asked.write(body.subarray(from, from + MIB), () => pour(from + MIB));
      };
      pour(0);
    });
  }
});

/** The most that was ever resident, in MiB, where the kernel tells. */
function memoryOf({ child: { pid } }: CollectorProcess): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) / 1024);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
