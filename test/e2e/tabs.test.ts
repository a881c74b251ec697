/** Many tabs of the dashboard in one browser: those that are hidden must not keep the one that is looked at from loading. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { launchBrowser } from '../support/browser.ts';
import { startCollector, temporaryDirectory, type CollectorProcess } from '../support/collector-process.ts';

/** More than the six connections that a browser opens to one origin. */
const TABS = 7;

const directory = temporaryDirectory();
let browser: Browser;
let collector: CollectorProcess;
beforeAll(async () => {
  collector = await startCollector({ directory: directory.path });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
  directory.remove();
});

it('loads beside seven hidden tabs, and one that is shown again is live', { timeout: 120_000 }, async () => {
  const context = await browser.newContext();
  // Headless tabs are never hidden by themselves.
  await context.addInitScript(() => {
    let hidden = location.hash === '#hidden';
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    document.addEventListener('show', () => {
      hidden = false;
      document.dispatchEvent(new Event('visibilitychange'));
    });
  });
  const tabs = [];
  for (let index = 0; index < TABS; index += 1) {
    const tab = await context.newPage();
    await tab.goto(`${collector.dashboardUrl}/#hidden`);
    await tab.waitForSelector('.waitbox');
    tabs.push(tab);
  }
  const page = await context.newPage();
  await page.goto(collector.dashboardUrl);
  await page.waitForSelector('.dot.live');

  const [first] = tabs;
  expect(await first?.locator('.livebtn .dot.live').count()).toBe(0);
  await first?.evaluate(() => document.dispatchEvent(new Event('show')));
  await first?.waitForSelector('.livebtn .dot.live');
});
