/**
 * The first thing a user sees: pages stand open, an agent of theirs runs, and the pages show it, with the numbers of what it
 * did. Everything is real: collector, SDK and browser are processes of their own.
 */
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Session } from '../../collector/operations/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { startOtlpBackend, type OtlpBackend } from '../support/otlp-backend.ts';
import { runProgram } from '../support/run-program.ts';
import type { Deeds } from './sdk-agent.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const AGENT = join(import.meta.dirname, 'sdk-agent.ts');

const directory = temporaryDirectory();
let collector: CollectorProcess;
let browser: Browser;
/** Sees how the SDK sent, as what is forwarded is what came. */
let backend: OtlpBackend;

beforeAll(async () => {
  backend = await startOtlpBackend();
  const config = writeConfig({ directory: directory.path, exporters: { otlp_http: { endpoint: backend.url } } });
  [collector, browser] = await Promise.all([spawnCollector(config), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await collector.stop();
  await backend.close();
  directory.remove();
});

async function runAgent(sessionId: string, environment: Readonly<Record<string, string>>): Promise<Deeds> {
  const { code, stdout, stderr } = await runProgram([AGENT, sessionId], {
    environment: {
      OTEL_SERVICE_NAME: 'parcel-desk',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...environment,
    },
  }).ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Deeds;
}

interface OpenPage {
  readonly page: Page;
  /** What the page or its network complained of, the session that is not there yet left out. */
  readonly complaints: string[];
}

/** A page with a mark that no reload survives. */
async function openPage(path: string): Promise<OpenPage> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${collector.dashboardUrl}${path}`);
  await page.evaluate(() => void Object.assign(window, { wasNeverReloaded: true }));
  // Only what comes over the stream counts here: it must stand before the agent runs.
  await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
  return { page, complaints };
}

async function expectNeverReloaded({ page, complaints }: OpenPage): Promise<void> {
  expect(await page.evaluate(() => 'wasNeverReloaded' in window)).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();
}

/** @returns the texts of a session's row by the heads of their columns. */
async function readRow(page: Page, title: string): Promise<ReadonlyMap<string, string>> {
  const table = page.getByRole('table', { name: 'Latest sessions' });
  const row = table.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });
  await row.waitFor();
  const [heads, cells] = await Promise.all([
    table.getByRole('columnheader').allInnerTexts(),
    row.getByRole('cell').allInnerTexts(),
  ]);
  // Heads may be written in capitals by the style sheet, so only their letters count.
  return new Map(heads.map((head, index) => [head.charAt(0) + head.slice(1).toLowerCase(), cells[index] ?? '']));
}

const fact = (page: Page, name: string) => page.locator('dl.facts > div', { hasText: name }).locator('dd');

describe.each([
  ['http/json', {}, { type: 'application/json', encoding: undefined }],
  ['http/protobuf', { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, { type: 'application/x-protobuf', encoding: 'gzip' }],
] as const)('an agent that exports %s', (protocol, environment, sentAs) => {
  const id = `first light ${protocol}`;
  const path = `/session/${encodeURIComponent(id)}`;

  it('appears on pages that stand open, without a reload, with the numbers of what it did', async () => {
    const overview = await openPage('/');
    const detail = await openPage(path);
    await detail.page.getByText('There is no session with this id').waitFor();
    const before = backend.received.length;

    const deeds = await runAgent(id, { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, ...environment });

    const tokens = String(deeds.inputTokens + deeds.outputTokens);
    const row = await readRow(overview.page, deeds.title);
    expect(row.get('Model calls')).toBe(String(deeds.modelCalls));
    expect(row.get('Tools')).toBe(String(deeds.toolCalls));
    expect(row.get('Tokens')).toBe(tokens);
    expect(row.get('Status')).toContain(`${deeds.failures} error`);

    await detail.page.getByRole('heading', { name: deeds.title, level: 2 }).waitFor();
    expect(await fact(detail.page, 'Model calls').textContent()).toBe(String(deeds.modelCalls));
    expect(await fact(detail.page, 'Tool calls').textContent()).toBe(String(deeds.toolCalls));
    expect(await fact(detail.page, 'Tokens').textContent()).toBe(tokens);
    await detail.page.getByText('It lies at the depot; nobody answers there.').first().waitFor();

    const answer = await fetch(`${collector.dashboardUrl}/api${path}`);
    const { session, timeline } = (await answer.json()) as { session: Session; timeline: unknown[] };
    expect(session).toMatchObject({
      id,
      agent_name: 'parcels',
      title: deeds.title,
      message_count: deeds.modelCalls,
      tool_uses: deeds.toolCalls,
      errors: deeds.failures,
      span_count: deeds.spans,
      input_tokens: deeds.inputTokens,
      output_tokens: deeds.outputTokens,
      total_tokens: deeds.inputTokens + deeds.outputTokens,
      session_source: 'attribute',
    });
    expect(timeline).toHaveLength(deeds.spans);

    await backend.whenReceived(before + 1);
    const [sent] = backend.received.slice(before);
    expect(sent?.headers['content-type']).toBe(sentAs.type);
    expect(sent?.headers['content-encoding']).toBe(sentAs.encoding);
    await expectNeverReloaded(overview);
    await expectNeverReloaded(detail);
  });
});
