/**
 * Every page in a real browser: nothing of it fails, nothing is refused by the content policy, nothing is asked of another
 * origin, nothing is wider than the window, and every control has a name. With the demo's data, without any, and with a session
 * that tries to break it.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PAGES } from '../../dashboard/src/pages/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { startCollector, temporaryDirectory, type CollectorProcess } from '../support/collector-process.ts';
import { sendDemoDay } from '../support/demo-day.ts';
import { EVIL_HOST, HOSTILE_SESSION_ID, sendHostileSession } from '../support/hostile-session.ts';

interface Stage {
  readonly name: string;
  readonly fill: (endpoint: string) => Promise<void>;
  /** A session and an agent of it; there are none without data. */
  readonly ids: (dashboardUrl: string) => Promise<Ids | null>;
  /** Its sessions have not ended, so that nothing is analysed. */
  readonly isRunning?: boolean;
}

interface Ids {
  readonly session: string;
  readonly agent: string;
}

const DEMO = {
  fill: (endpoint: string) => sendDemoDay({ endpoint, hoursAgo: [3, 0], fast: true }),
  ids: async () => ({ session: 'market-research-day-2-1', agent: 'market-research' }),
};

const STAGES: readonly Stage[] = [
  { name: 'without data', fill: async () => {}, ids: async () => null },
  { name: 'while the demo runs', ...DEMO, isRunning: true },
  { name: 'with the demo', ...DEMO },
  { name: 'with a hostile session', fill: sendHostileSession, ids: findHostileAgent },
];

/** A browser opens six connections to one origin, and the live stream of each page holds one. */
const PAGES_AT_ONCE = 3;

const VIEWS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 390 },
] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.each(STAGES)('$name', ({ fill, ids, isRunning = false }) => {
  const directory = temporaryDirectory();
  let collector: CollectorProcess;
  let paths: readonly string[];
  beforeAll(async () => {
    collector = await startCollector({ directory: directory.path, idleTimeout: isRunning ? '1h' : '1s' });
    await fill(collector.otlpUrl);
    if (!isRunning) await waitUntilAnalysed(collector.dashboardUrl);
    paths = await listPaths(collector.dashboardUrl, await ids(collector.dashboardUrl));
    // Sessions that have not ended cannot be compared.
    if (isRunning) paths = paths.filter((path) => !path.startsWith('/compare?'));
  }, 60_000);
  afterAll(async () => {
    await collector?.stop();
    directory.remove();
  });

  it.each(isRunning ? VIEWS.slice(0, 1) : VIEWS)(
    'opens every page in $theme, $width px wide',
    { timeout: 120_000 },
    async ({ theme, width }) => {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
      const open = async (path: string): Promise<string[]> => {
        const page = await context.newPage();
        const problems = watch(page, collector.dashboardUrl);
        await page.goto(`${collector.dashboardUrl}${path}`);
        await settle(page);
        problems.push(...(await page.evaluate(inspectPage)));
        await page.close();
        return problems.map((problem) => `${path.slice(0, 60)}: ${problem}`);
      };
      const wrong: string[][] = [];
      for (let at = 0; at < paths.length; at += PAGES_AT_ONCE) {
        wrong.push(...(await Promise.all(paths.slice(at, at + PAGES_AT_ONCE).map(open))));
      }
      await context.close();
      expect(wrong.flat()).toEqual([]);
    },
  );
});

/** Pages of findings and of what an agent is like have nothing to show before. */
async function waitUntilAnalysed(dashboardUrl: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const answer: unknown = await (await fetch(`${dashboardUrl}/api/agents`)).json();
      const { agents } = answer as { agents: { latest_analysis: unknown; active_sessions: number }[] };
      for (const agent of agents)
        expect(agent).toMatchObject({ active_sessions: 0, latest_analysis: { status: 'COMPLETED' } });
    },
    { timeout: 50_000, interval: 250 },
  );
}

/** The addresses of all pages of the table, and the views of a session that stand in its URL. */
async function listPaths(dashboardUrl: string, ids: Ids | null): Promise<string[]> {
  const plain = PAGES.map(({ path }) => path).filter((path) => !path.includes(':') && !path.includes('*'));
  if (ids === null) return plain;
  const [session, agent] = [encodeURIComponent(ids.session), encodeURIComponent(ids.agent)];
  const detail: unknown = await (await fetch(`${dashboardUrl}/api/session/${session}`)).json();
  const spans = (detail as { timeline: { span_id: string; kind: string }[] }).timeline;
  const chosen = ['llm.chat', 'tool'].flatMap((kind) => spans.find((span) => span.kind === kind)?.span_id ?? []);
  const views = [
    '?view=waterfall',
    '?view=behaviour',
    ...chosen.map((id) => `?span=${id}`),
    `?view=waterfall&span=${chosen[0] ?? ''}`,
  ];
  const found: unknown = await (await fetch(`${dashboardUrl}/api/findings?limit=1`)).json();
  const finding = (found as { findings?: { id: string }[] }).findings?.[0]?.id;
  const idOf = (path: string) => (path.startsWith('/session') ? session : path.startsWith('/agent') ? agent : finding);
  const own = PAGES.map(({ path }) => path).filter((path) => path.includes(':id'));
  return [
    ...plain,
    `/compare?a=${session}&b=${session}`,
    `/findings?status=all&agent=${agent}`,
    `/sessions?agent=${agent}&cluster=cluster_1&has_findings=true`,
    ...own.flatMap((path) => {
      const id = idOf(path);
      return id === undefined ? [] : [path.replace(':id', id)];
    }),
    ...views.map((view) => `/session/${session}${view}`),
  ];
}

async function findHostileAgent(dashboardUrl: string): Promise<Ids> {
  const answer: unknown = await (await fetch(`${dashboardUrl}/api/agents`)).json();
  const agent = (answer as { agents: { id: string }[] }).agents[0]?.id ?? '';
  expect(agent).toContain(EVIL_HOST);
  return { session: HOSTILE_SESSION_ID, agent };
}

/** What goes wrong while the page is open. The browser writes refusals of the content policy to the console as errors. */
function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text().slice(0, 300)}`);
  });
  page.on('pageerror', (error) => problems.push(`thrown: ${error.message.slice(0, 300)}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`)) problems.push(`request: ${url.slice(0, 120)}`);
  });
  return problems;
}

/** Until nothing is being read any more and charts are drawn; the live stream never ends, so the network is never idle. */
async function settle(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.waitForFunction(() => {
    const reading = document.querySelector('.loading, .pend');
    const charts = [...document.querySelectorAll('.chartbox')];
    return reading === null && charts.every((box) => box.querySelector('canvas') !== null);
  });
  await page.waitForFunction(() => document.querySelector('.trlist')?.childElementCount !== 0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Runs in the page. */
function inspectPage(): string[] {
  const problems: string[] = [];
  if ('pwned' in window) problems.push('a script of the session ran');
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) problems.push(`${over} px wider than the window`);
  if (document.querySelectorAll('h1').length !== 1) problems.push('not one h1');
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    if (link.origin !== location.origin) problems.push(`link to ${link.href.slice(0, 80)}`);
  }
  for (const control of document.querySelectorAll('button, a[href], select, input, [role="tab"], [tabindex="0"]')) {
    const label = `${control.getAttribute('aria-label') ?? ''}${control.textContent}${control.closest('label')?.textContent ?? ''}`;
    if (label.trim() === '') problems.push(`no name: ${control.outerHTML.slice(0, 100)}`);
  }
  return problems;
}
