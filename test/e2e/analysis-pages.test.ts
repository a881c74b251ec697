/**
 * What a user sees of analyses: an agent's sessions end, and its open page fills with checks without a reload; a finding is
 * muted in the page, and the page, the list and the navigation say so. Collector, store, analyses and browser are real.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { launchBrowser } from '../support/browser.ts';
import { startCollector, temporaryDirectory, type CollectorProcess } from '../support/collector-process.ts';
import { sendDemoDay } from '../support/demo-day.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const AGENT = 'repo-fixer';
const CHECKS = 16;

const directory = temporaryDirectory();
let collector: CollectorProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  collector = await startCollector({ directory: directory.path, idleTimeout: '1s' });
  browser = await launchBrowser();
  await sendDemoDay({ endpoint: collector.otlpUrl, hoursAgo: [2], fast: true });
  page = await browser.newPage();
  await page.goto(`${collector.dashboardUrl}/agent/${AGENT}`);
  await page.evaluate(() => void Object.assign(window, { wasNeverReloaded: true }));
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
  directory.remove();
});

describe('an open page of an agent', () => {
  it('shows its checks when its sessions have ended, without a reload', async () => {
    await page
      .locator('.ckb')
      .nth(CHECKS - 1)
      .waitFor();
    expect(await page.locator('.ckb').count()).toBe(CHECKS);
    expect(await page.evaluate(() => 'wasNeverReloaded' in window)).toBe(true);
  });

  it('follows the next run', async () => {
    const runs = page.locator('.ckt thead th').last();
    const before = await runs.textContent();
    await sendDemoDay({ endpoint: collector.otlpUrl, hoursAgo: [1, 0], fast: true });
    await vi.waitFor(async () => expect(await runs.textContent()).not.toBe(before), { timeout: 60_000, interval: 200 });
    expect(await page.evaluate(() => 'wasNeverReloaded' in window)).toBe(true);
  });

  it('opens a check by the keyboard, with what was measured and its limits', async () => {
    await page.locator('.ckb').first().focus();
    await page.keyboard.press('Enter');
    const details = page.locator('.ckd');
    expect(await details.textContent()).toContain('session_tokens_max');
    await page.keyboard.press('Enter');
    expect(await details.count()).toBe(0);
  });

  it('leads from a way of working to its sessions', async () => {
    await page.locator('.pat .link').first().click();
    await page.waitForURL(/\/sessions\?.*cluster=/);
    // The agent's page has a list of sessions too; the chosen pattern stands on the page of sessions alone.
    await page.getByRole('button', { name: /^Pattern / }).waitFor();
    await page.locator('.ses tbody tr').first().waitFor();
  });
});

describe('a finding', () => {
  it('is muted with a reason, and no longer among those that are open', async () => {
    await page.goto(`${collector.dashboardUrl}/findings?agent=${AGENT}`);
    // By its address: runs that are still under way may find more meanwhile.
    const path = await page.locator('.fnd a').first().getAttribute('href');
    const link = page.locator(`.fnd a[href="${path}"]`);
    await link.click();
    await page.getByRole('button', { name: 'Mute…' }).click();
    await page.getByLabel('Reason').fill('known');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.locator('.fword').waitFor();
    expect(await page.locator('.fword').textContent()).toMatch(/^Muted .*: known$/);
    expect(await page.getByRole('button', { name: 'Reopen…' }).count()).toBe(1);
    await page.goto(`${collector.dashboardUrl}/findings?agent=${AGENT}&status=muted`);
    await link.waitFor();
    await page.goto(`${collector.dashboardUrl}/findings?agent=${AGENT}`);
    await page.locator('.fnd a, .nothing').first().waitFor();
    expect(await link.count()).toBe(0);
  });

  it('leads from its evidence to a session that names it', async () => {
    await page.goto(`${collector.dashboardUrl}/findings?status=all`);
    await page.locator('.fnd tbody tr').first().getByRole('link').click();
    await page.locator('.ev a').first().click();
    await page.waitForURL(/\/session\//);
    await page.getByRole('tab', { name: /^Behaviour/ }).waitFor();
    await page.keyboard.press('3');
    await page.locator('.fnd tbody tr').first().waitFor();
  });
});
