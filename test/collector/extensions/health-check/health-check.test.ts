import { afterEach, describe, expect, it } from 'vitest';

import { healthCheckConfig } from '../../../../collector/extensions/health-check/config.ts';
import { healthCheckExtension } from '../../../../collector/extensions/health-check/factory.ts';
import { HealthCheck } from '../../../../collector/extensions/health-check/health-check.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { rawRequest } from '../../../support/raw-request.ts';
import { readmeSuite } from '../../../support/readme-suite.ts';
import { testSettings } from '../../../support/test-settings.ts';

const create = () =>
  healthCheckExtension.create(healthCheckExtension.config.parse({ endpoint: 'localhost:0' }), testSettings());

componentSuite('health_check', create);
readmeSuite('collector/extensions/health-check', healthCheckConfig);

let subject: HealthCheck | undefined;
afterEach(() => subject?.shutdown());

async function start(config: object, ready: () => boolean): Promise<URL> {
  subject = new HealthCheck(healthCheckConfig.parse({ endpoint: 'localhost:0', ...config }), testSettings({ ready }));
  await subject.start();
  return new URL(/http:\S+/.exec(subject.doors()[0] ?? '')?.[0] ?? '');
}

describe('health_check', () => {
  it('follows readiness: 503, 200, 503', async () => {
    let ready = false;
    const url = await start({}, () => ready);
    const ask = async () => {
      const answer = await fetch(url);
      return [answer.status, await answer.json()];
    };
    expect(await ask()).toEqual([503, { status: 'not ready', version: '0.0.0-test' }]);
    ready = true;
    expect(await ask()).toEqual([200, { status: 'ready', version: '0.0.0-test' }]);
    ready = false;
    expect((await ask())[0]).toBe(503);
  });

  it('answers at the configured path alone, to GET and HEAD', async () => {
    const url = await start({ path: '/healthz' }, () => true);
    expect(url.pathname).toBe('/healthz');
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(new URL('/', url))).status).toBe(404);
  });

  it('is guarded like every door', async () => {
    const url = await start({}, () => true);
    const ask = (lines: string) => rawRequest(Number(url.port), `GET / HTTP/1.1\r\n${lines}\r\n\r\n`);
    expect((await ask('Host: evil.test')).status).toBe(403);
    expect((await ask('Host: localhost\r\nOrigin: null')).status).toBe(403);
  });
});
