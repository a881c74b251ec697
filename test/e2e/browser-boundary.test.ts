/**
 * A running collector against the web: pages of other origins in a real browser, and names that were re-bound to this
 * machine. Every door that the process has open, every route that its OpenAPI document names. Nothing may be read, nothing may change;
 * that the attacks work where nobody defends is shown on a server that allows everything.
 */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import type { Browser, Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { launchBrowser } from '../support/browser.ts';
import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { listeningAddresses } from '../support/listening-ports.ts';
import { portOf } from '../support/port-of.ts';
import { rawRequest } from '../support/raw-request.ts';
import { agent, buildRequest, chat, spanIdOf, traceIdOf } from '../support/span-builder.ts';
import { attack, type Attempt } from './hostile-page.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const SECRET = 'the-launch-code';
const SESSION = 'a-session-to-read';
/** A request that any door of OTLP would take, were it not for who sends it. */
const FORGED = Buffer.from(buildRequest([chat({ trace: 'forged', id: 'forged' })]).body).toString();

const FINDING = 'f'.repeat(32);
/** What silences a finding, were it not for who says it. */
const CHANGE = JSON.stringify({ status: 'muted', reason: 'forged' });

const directory = temporaryDirectory();
let collector: CollectorProcess;
let browser: Browser;
let site: Server;
let siteRequests: string[] = [];
/** Whole URLs of every route of every door. */
let urls: readonly string[] = [];

beforeAll(async () => {
  const config = writeConfig({
    directory: directory.path,
    idleTimeout: '1h',
    extensions: { health_check: { endpoint: '127.0.0.1:0' } },
  });
  [collector, browser, site] = await Promise.all([spawnCollector(config), launchBrowser(), startSite()]);
  const spans = [
    agent({ trace: 'secret', id: 'root', agent: 'keeper', attributes: { 'session.id': SESSION } }),
    chat({ trace: 'secret', id: 'llm', parent: 'root', attributes: { 'gen_ai.input.messages': SECRET } }),
  ];
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${collector.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers,
    body: Buffer.from(buildRequest(spans).body),
  });
  expect(sent.status).toBe(200);
  writeFinding();
  urls = await listUrls();
});
afterAll(async () => {
  await browser.close();
  await collector.stop();
  site.close();
  site.closeAllConnections();
  directory.remove();
});

/** By its own row: it needs no session that an analysis would find something about. */
function writeFinding(): void {
  const database = new Database(join(directory.path, 'live-trace.db'));
  database
    .prepare(
      `INSERT INTO findings (id, check_id, title, severity, category, agent_id, session_id, explanation, evidence,
         recommendation, frameworks, rule_version, input_hash, analysis_id, created_at_ms, updated_at_ms, status)
       VALUES (?, 'SEC_LOOP', 'Loop', 'high', 'BEHAVIORAL', 'keeper', ?, '', ?, '',
         '{"owasp_llm":[],"owasp_agentic":[],"mitre_atlas":[],"cwe":[],"soc2":[]}', '1', '', '', 0, 0, 'open')`,
    )
    .run(FINDING, SESSION, JSON.stringify([{ sessionId: SESSION }]));
  database.close();
}

function readFindingStatus(): unknown {
  const database = new Database(join(directory.path, 'live-trace.db'), { readonly: true });
  const status: unknown = database.prepare('SELECT status FROM findings WHERE id = ?').pluck().get(FINDING);
  database.close();
  return status;
}

/** A website, and the control: whatever is asked of it, it allows, and writes down that it was asked. */
async function startSite(): Promise<Server> {
  const server = createServer((request, response) => {
    const { method, url = '/' } = request;
    siteRequests.push(`${method} ${request.headers['content-type'] ?? ''}`);
    request.resume();
    const type = url === '/events' ? 'text/event-stream' : url === '/style' ? 'text/css' : 'text/html';
    response.writeHead(200, {
      'content-type': url === '/script' ? 'text/javascript' : type,
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-allow-methods': '*',
    });
    response.end(url === '/page' ? '<!doctype html><title>a website</title><body>' : '');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function listUrls(): Promise<string[]> {
  const { dashboardUrl, otlpUrl, healthUrl } = collector;
  const answer = await fetch(`${dashboardUrl}/api/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Readonly<Record<string, unknown>> };
  const rest = Object.keys(paths).map((path) =>
    path
      .replace(/^\/api\/session\/\{\w+\}/, `/api/session/${SESSION}`)
      .replace(/^\/api\/agent\/\{\w+\}/, '/api/agent/keeper')
      .replace('/api/finding/{id}', `/api/finding/${FINDING}`)
      .replace('{span_id}', spanIdOf('llm'))
      .replaceAll(/\{\w+\}/g, 'x'),
  );
  expect(rest).toContain('/api/live');
  return [
    ...[...rest, '/api/openapi.json', '/', '/sessions', `/session/${SESSION}`, '/icon.svg'].map(
      (path) => `${dashboardUrl}${path}`,
    ),
    ...['/v1/traces', '/v1/logs', '/v1/metrics', '/'].map((path) => `${otlpUrl}${path}`),
    `${healthUrl}/`,
  ];
}

/** Rows of every table, once the writer has done what it leaves for quiet times. */
async function countRows(): Promise<ReadonlyMap<string, number>> {
  const database = new Database(join(directory.path, 'live-trace.db'), { readonly: true });
  const count = () => {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    return new Map(
      tables.map(({ name }) => {
        const row = database.prepare(`SELECT count(*) AS rows FROM "${name}"`).get() as { rows: number };
        return [name, row.rows] as const;
      }),
    );
  };
  let [before, after] = [count(), count()];
  do {
    before = after;
    await new Promise((resolve) => setTimeout(resolve, 150));
    after = count();
  } while (JSON.stringify([...before]) !== JSON.stringify([...after]));
  database.close();
  return after;
}

const pathOf = (url: string): string => new URL(url).pathname;

describe('a page of another origin', () => {
  const origins = [
    ['another port of the same host', '127.0.0.1', false],
    ['another name of this machine', 'localhost', false],
    ['no origin at all, in a sandboxed frame', 'localhost', true],
  ] as const;

  it.each(origins)('%s reads nothing and changes nothing', async (_name, host, isSandboxed) => {
    const before = await countRows();
    expect(before.get('spans')).toBe(2);
    const frame = await openSite(host, isSandboxed);
    const answers: string[] = [];
    frame.page().on('response', (response) => answers.push(`${response.status()} ${response.url()}`));
    const attempts: Attempt[] = await frame.evaluate(attack, { urls, body: FORGED, change: CHANGE });
    expect(attempts.length).toBeGreaterThan(urls.length * 15);
    expect(attempts.filter(({ read }) => read !== '')).toEqual([]);
    // Refused before anything was served, not only kept from the page by the browser, as far as the browser tells.
    expect(answers.length).toBeGreaterThan(urls.length);
    expect(answers.filter((answer) => !answer.startsWith('403 '))).toEqual([]);
    // What a frame shows cannot be read by the page around it, but laid under a button it can be clicked.
    for (const inner of frame.childFrames())
      expect(await inner.content()).not.toMatch(/<div id="root"|the-launch-code/);
    expect(await countRows()).toEqual(before);
    expect(readFindingStatus()).toBe('open');
    await frame.page().close();
  });

  it('would read and change where it is allowed to', async () => {
    const frame = await openSite('localhost', false);
    siteRequests = [];
    const other = `http://127.0.0.1:${portOf(site)}`;
    const attempts: Attempt[] = await frame.evaluate(attack, {
      urls: ['/data', '/events', '/script', '/style'].map((path) => `${other}${path}`),
      body: FORGED,
      change: CHANGE,
    });
    const successes = new Set(attempts.filter(({ read }) => read !== '').map(({ technique }) => technique));
    for (const technique of [
      'fetch',
      'POST text/plain',
      'DELETE application/json',
      'PATCH application/json',
      'EventSource',
      'script',
      'stylesheet',
    ])
      expect(successes).toContain(technique);
    for (const arrived of [
      'POST text/plain',
      'DELETE application/json',
      'PATCH application/json',
      'POST application/x-www-form-urlencoded',
    ])
      expect(siteRequests.some((request) => request.startsWith(arrived))).toBe(true);
    await frame.page().close();
  });

  it('may link to a page, which opens, and cannot look into it', async () => {
    const frame = await openSite('localhost', false);
    const [opened, read] = await Promise.all([
      frame.page().waitForEvent('popup'),
      frame.evaluate(async (url) => {
        const other = window.open(url);
        await new Promise((resolve) => setTimeout(resolve, 500));
        try {
          return other?.document.title ?? '';
        } catch {
          return '';
        }
      }, `${collector.dashboardUrl}/session/${SESSION}`),
    ]);
    await opened.locator('#root > *').first().waitFor();
    expect(read).toBe('');
    await frame.page().close();
  });

  async function openSite(host: string, isSandboxed: boolean): Promise<Frame> {
    const page = await (await browser.newContext()).newPage();
    const url = `http://${host}:${portOf(site)}/page`;
    await page.goto(url);
    if (!isSandboxed) return page.mainFrame();
    await page.evaluate((src) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts allow-forms');
      frame.src = src;
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    }, url);
    const [inner] = page.mainFrame().childFrames();
    if (inner === undefined) throw new Error('the sandboxed frame did not open');
    return inner;
  }
});

describe('a name that is not ours', () => {
  const strangers = [
    ['a foreign name', 'Host: evil.example'],
    ['a name that resolves to this machine', 'Host: 127.0.0.1.nip.io'],
    ['a name that begins like ours', 'Host: localhost.evil.test'],
    ['a name with our port', 'Host: evil.example:PORT'],
    ['no name', 'Accept: */*'],
    ['two names', 'Host: localhost\r\nHost: evil.example'],
  ] as const;

  it.each(strangers)('%s is turned away at every route of every door', async (_name, line) => {
    const before = await countRows();
    for (const url of urls) {
      for (const method of ['GET', 'POST', 'PATCH', 'OPTIONS']) {
        const answer = await ask(url, method, { line });
        expect(answer.status, `${method} ${url}`).toBe(403);
        expect(answer.body, `${method} ${url}`).not.toContain(SECRET);
      }
    }
    expect(await countRows()).toEqual(before);
    expect(readFindingStatus()).toBe('open');
  });

  it('a foreign name in an absolute target is turned away, whatever Host says', async () => {
    for (const url of urls) {
      const target = `http://evil.example${pathOf(url)}`;
      expect((await ask(url, 'GET', { line: 'Host: localhost', target })).status, url).toBe(403);
      expect((await ask(url, 'GET', { line: 'Host: evil.example', target: url })).status, url).toBe(403);
    }
  });

  it('is the only reason to be turned away: without it every route answers', async () => {
    for (const url of urls) {
      if (pathOf(url) === '/api/live') continue;
      expect((await ask(url, 'GET', { line: 'Host: localhost:PORT' })).status, url).not.toBe(403);
    }
    const session = await ask(`${collector.dashboardUrl}/api/session/${SESSION}/span/${spanIdOf('llm')}`, 'GET', {
      line: 'Host: localhost',
    });
    expect(session.body).toContain(SECRET);
    expect(session.body).toContain(traceIdOf('secret'));
    const path = `${collector.dashboardUrl}/api/finding/${FINDING}`;
    expect((await ask(path, 'PATCH', { line: 'Host: localhost' })).status).toBe(200);
    expect(readFindingStatus()).toBe('muted');
  });

  function ask(url: string, method: string, { line, target = pathOf(url) }: { line: string; target?: string }) {
    const { port } = new URL(url);
    const body = method === 'POST' ? FORGED : method === 'PATCH' ? CHANGE : '';
    const lines = ['Content-Type: application/json', `Content-Length: ${body.length}`, line.replaceAll('PORT', port)];
    return rawRequest(Number(port), `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  }
});

it('the process listens on its doors and on nothing else, and on loopback alone', () => {
  const addresses = listeningAddresses(collector.child.pid ?? 0);
  if (addresses === undefined) return;
  const doors = new Set(urls.map((url) => new URL(url).host));
  expect(addresses).toEqual([...doors].sort());
});
