/** The dashboard's door as the program opens it. */
import { afterEach, describe, expect, it } from 'vitest';

import { dashboardConfig } from '../../../../collector/extensions/dashboard/config.ts';
import { Dashboard } from '../../../../collector/extensions/dashboard/dashboard.ts';
import { opensBrowser } from '../../../../collector/extensions/dashboard/open-browser.ts';
import { OPERATIONS } from '../../../../collector/operations/index.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { rawRequest } from '../../../support/raw-request.ts';
import { readmeSuite } from '../../../support/readme-suite.ts';
import { chat, traceIdOf } from '../../../support/span-builder.ts';
import { buildStore } from '../../../support/store-builder.ts';
import { testSettings } from '../../../support/test-settings.ts';

const started: Dashboard[] = [];
afterEach(async () => void (await Promise.all(started.splice(0).map((one) => one.shutdown()))));

async function start() {
  const built = buildStore();
  const base = testSettings({ id: 'dashboard', clock: new FakeClock() });
  const states = [
    { kind: 'receiver' as const, id: 'otlp', pipelines: ['traces'], doors: ['OTLP/HTTP  http://localhost:4318'] },
  ];
  const extensions = { ...base.extensions, store: () => built.store, components: () => states };
  const dashboard = new Dashboard(config(), { ...base, bus: built.bus, extensions });
  await dashboard.start();
  started.push(dashboard);
  const url = /https?:\S+/.exec(dashboard.doors()[0] ?? '')?.[0] ?? '';
  return { built, dashboard, url };
}

const config = () => dashboardConfig.parse({ endpoint: 'localhost:0', open_browser: false, refresh_interval: '3s' });

describe('the dashboard extension', () => {
  it('names its door in one line', async () => {
    const { dashboard } = await start();
    expect(dashboard.doors()).toEqual([expect.stringMatching(/^Dashboard {2}http:\/\/localhost:\d+$/)]);
  });

  it('answers from the store it is given', async () => {
    const { built, url } = await start();
    await built.write([chat({ trace: 't1', id: 'llm' })]);
    expect(await (await fetch(`${url}/api/dashboard`)).json()).toMatchObject({
      sessions_count: 1,
      latest_session: { id: traceIdOf('t1') },
      refresh_interval_ms: 3000,
      doors: [{ receiver: 'OTLP/HTTP', url: 'http://localhost:4318' }],
    });
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok', version: '0.0.0-test' });
  });

  it('tells listeners what the store says it stored, and lets them go at shutdown', async () => {
    const { built, dashboard, url } = await start();
    const answer = await fetch(`${url}/api/live`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? '';
    await built.write([chat({ trace: 't1', id: 'llm' })]);
    while (!/event: spans.stored\ndata: .*\n\n/.test(text)) text += (await reader?.read())?.value ?? '';
    expect(text).toContain(`{"session_ids":["${traceIdOf('t1')}"],"all":false}`);
    await dashboard.shutdown();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('answers a path of the API that is not there with JSON', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/api/nothing`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});

describe('who may come in', () => {
  const paths = [
    ...OPERATIONS.map(({ path }) => path.replaceAll(/\{\w+\}/g, 'x')),
    '/api/openapi.json',
    '/api/live',
    '/',
    '/assets/a.js',
    '/x',
  ];
  const strangers = [
    'Host: evil.test:7100',
    'Host: 127.0.0.1.nip.io',
    'Host: localhost.evil.test',
    'Host: localhost\r\nOrigin: http://localhost:3000',
    'Host: localhost\r\nOrigin: null',
    'Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors',
  ];

  it('turns strangers away from every path', async () => {
    const { url } = await start();
    for (const path of paths) {
      for (const headers of strangers) {
        const answer = await rawRequest(Number(new URL(url).port), `GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
        expect(answer.status, `${path} ${headers}`).toBe(403);
      }
    }
  });
});

describe('open_browser', () => {
  const terminal = { isTTY: true };
  it.each([
    ['a terminal with X', { platform: 'linux', env: { DISPLAY: ':0' }, stdout: terminal }, true],
    ['a terminal with Wayland', { platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, stdout: terminal }, true],
    ['a terminal on macOS', { platform: 'darwin', env: {}, stdout: terminal }, true],
    ['a terminal without a display', { platform: 'linux', env: {}, stdout: terminal }, false],
    [
      'a terminal over SSH',
      { platform: 'linux', env: { DISPLAY: ':10', SSH_CONNECTION: '1 2 3 4' }, stdout: terminal },
      false,
    ],
    ['CI', { platform: 'linux', env: { DISPLAY: ':0', CI: 'true' }, stdout: terminal }, false],
    ['CI=false', { platform: 'linux', env: { DISPLAY: ':0', CI: 'false' }, stdout: terminal }, true],
    ['a pipe', { platform: 'darwin', env: { DISPLAY: ':0' }, stdout: {} }, false],
  ])('with %s: %j is %s', (_name, surroundings, expected) => {
    expect(opensBrowser(surroundings)).toBe(expected);
  });
});

describe('its configuration', () => {
  it('has the defaults of the contract', () => {
    expect(dashboardConfig.parse({})).toMatchObject({
      endpoint: { host: 'localhost', port: 7100 },
      refresh_interval: 2000,
      sse_clients_max: 100,
      sse_client_buffer_max: 2 ** 20,
    });
  });

  it.each([{ sse_clients_max: 0 }, { open_browser: 'yes' }, { port: 7100 }])('refuses %j', (given) => {
    expect(dashboardConfig.safeParse(given).success).toBe(false);
  });
});

componentSuite('the dashboard', () => new Dashboard(config(), testSettings()));
readmeSuite('collector/extensions/dashboard', dashboardConfig);
