/**
 * A headless Chromium of this machine's for tests of pages. `CHROMIUM_PATH` names another; where there is none, the tests
 * fail and say so, because a page that nobody opened is not a page that works.
 */
import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM_PATH'], ...PATHS].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );
  if (executablePath === undefined) {
    throw new Error('needs Chromium: apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome');
  }
  // In a container neither the sandbox nor a large /dev/shm is a given; updates and field trials would ask the network.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
}
