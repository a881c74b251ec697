/**
 * `npm run screenshots`: pictures of every page with a day of the demo, light and dark, wide and narrow, into
 * `.build/screenshots/`; the two that the README shows are copied to `docs/`. It takes
 * some three minutes, because the agents keep their pace.
 */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from '../support/browser.ts';
import { spawnCollector, temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { sendDemoDay } from '../support/demo-day.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, '.build/screenshots');
const DOCS = join(ROOT, 'docs');
const BYTES_MAX = 300_000;

/** Denser towards now, as a day is; the day before gives the tiles something to compare with. */
const DAY_BEFORE = [46, 44, 41, 38, 35, 33, 31, 29, 27, 25.5];
const HOURS_AGO = [
  ...DAY_BEFORE,
  23,
  22,
  21,
  20,
  19,
  18,
  17,
  16,
  15,
  14,
  13,
  12,
  11,
  10,
  9,
  8,
  7,
  6.4,
  5.6,
  5,
  4.3,
  3.6,
  3,
  2.4,
  1.7,
  1,
  0,
];
/** The round that is now: one of its sessions is the one an attachment talks into mailing the payroll. */
const LAST = HOURS_AGO.length;
const ATTACKED = `/session/inbox-assistant-day-${LAST}-2`;
const RESEARCH = `/session/market-research-day-${LAST}-1`;

const THEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const STILL_MS = 700;
/** Picture, and its name in `docs/`. */
const FOR_README = { overview: 'overview', waterfall: 'session' };

await main();

async function main(): Promise<void> {
  mkdirSync(OUTPUT, { recursive: true });
  mkdirSync(DOCS, { recursive: true });
  const directory = temporaryDirectory();
  const browser = await launchBrowser();
  const collector = await spawnCollector(writeConfig({ directory: directory.path, idleTimeout: '5s' }));
  try {
    await takeAll(browser, collector.dashboardUrl, [['empty', '/']]);
    say(`playing ${LAST} rounds of the demo`);
    await sendDemoDay({ endpoint: collector.otlpUrl, hoursAgo: HOURS_AGO });
    await waitUntilCompleted(collector.dashboardUrl);
    const mailed = await findSpan(collector.dashboardUrl, ATTACKED, 'send_email');
    const failed = await findSpan(collector.dashboardUrl, RESEARCH, 'fetch_page');
    await takeAll(browser, collector.dashboardUrl, [
      ['overview', '/'],
      ['sessions', '/sessions'],
      ['session', `${ATTACKED}?span=${mailed}`],
      ['transcript', ATTACKED],
      ['waterfall', `${RESEARCH}?view=waterfall&span=${failed}`],
      ['agents', '/agents'],
      ['agent', '/agent/market-research'],
      ['connect', '/connect'],
    ]);
  } finally {
    await browser.close();
    await collector.stop();
    directory.remove();
  }
  for (const [picture, name] of Object.entries(FOR_README)) copyToDocs(picture, name);
}

type Shot = readonly [name: string, path: string];

async function takeAll(browser: Browser, base: string, shots: readonly Shot[]): Promise<void> {
  for (const colorScheme of THEMES) {
    for (const viewport of SIZES) {
      const context = await browser.newContext({ colorScheme, viewport });
      for (const [name, path] of shots) {
        const page = await context.newPage();
        await page.goto(`${base}${path}`);
        await waitUntilStill(page);
        await page.screenshot({ path: pictureOf(name, colorScheme, viewport.width) });
        await page.close();
      }
      await context.close();
    }
  }
}

/** Fonts, charts, and the contents of the steps in sight, which come one by one. */
async function waitUntilStill(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const read = () => page.evaluate(() => `${document.body.innerHTML.length} ${document.body.scrollHeight}`);
  for (let before = '', now = await read(); before !== now; before = now, now = await read()) {
    await page.waitForTimeout(STILL_MS);
  }
}

/** A running session's duration ticks, and no two pictures would be alike. */
async function waitUntilCompleted(base: string): Promise<void> {
  for (let active = 1; active > 0; await sleep(STILL_MS)) {
    const answer: unknown = await (await fetch(`${base}/api/dashboard`)).json();
    active = (answer as { active_sessions_count: number }).active_sessions_count;
  }
}

async function findSpan(base: string, session: string, tool: string): Promise<string> {
  const answer: unknown = await (await fetch(`${base}/api${session}`)).json();
  const { timeline } = answer as { timeline: { span_id: string; tool_name: string | null; status: string }[] };
  const calls = timeline.filter(({ tool_name }) => tool_name === tool);
  const found = calls.find(({ status }) => status === 'error') ?? calls[0];
  if (found === undefined) throw new Error(`${session} has no call of ${tool}`);
  return found.span_id;
}

function pictureOf(name: string, theme: string, width: number): string {
  return join(OUTPUT, `${name}-${theme}-${width}.png`);
}

function copyToDocs(picture: string, name: string): void {
  const from = pictureOf(picture, 'light', SIZES[0].width);
  const { size } = statSync(from);
  if (size > BYTES_MAX) throw new Error(`${name} has ${size} bytes, the README's pictures at most ${BYTES_MAX}`);
  copyFileSync(from, join(DOCS, `${name}.png`));
  say(`docs/${name}.png ${size} bytes`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
