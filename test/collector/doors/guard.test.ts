/** Every door is made by `openDoor`, so what is shown here over real sockets holds for all of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { doorFields } from '../../../collector/doors/door-config.ts';
import { openDoor, type Door } from '../../../collector/doors/open-door.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { testSettings } from '../../support/test-settings.ts';

const config = z.strictObject(doorFields('localhost:0'));
let door: Door;
let served: string[] = [];

beforeAll(async () => {
  door = await openDoor({
    name: 'test',
    config: config.parse({ allowed_hosts: ['Traces.example'] }),
    settings: testSettings(),
    headers: { 'x-content-type-options': 'nosniff' },
    isPage: (path) => path === '/page',
    routes(app) {
      for (const path of ['/page', '/api/data', '/api/session/:id']) {
        app.get(path, ({ url }) => {
          served.push(url);
          return { secret: 42 };
        });
      }
      app.post('/api/data', () => {
        served.push('POST');
        return { secret: 42 };
      });
    },
  });
});
afterAll(() => door.close(0));

/** `PORT` in a line stands for the door's own. */
async function ask(target: string, lines: readonly string[], method = 'GET') {
  served = [];
  const head = [`${method} ${target} HTTP/1.1`, ...lines].join('\r\n').replaceAll('PORT', String(door.port));
  const answer = await rawRequest(door.port, `${head}\r\n\r\n`);
  return { ...answer, served: served.length > 0 };
}

describe('Host', () => {
  const allowed = [
    'localhost:PORT',
    'LOCALHOST:PORT',
    'localhost',
    '127.0.0.1:PORT',
    '[::1]:PORT',
    '[::1]',
    // A container publishes the door under another port.
    'localhost:9999',
    'traces.example',
    'traces.example:443',
  ];
  it.each(allowed)('serves Host: %s', async (host) => {
    expect(await ask('/api/data', [`Host: ${host}`])).toMatchObject({ status: 200, served: true });
  });

  const refused = [
    'evil.test',
    'evil.test:PORT',
    '127.0.0.1.nip.io',
    '127.0.0.1.nip.io:PORT',
    'localhost.evil.test',
    'localhost.evil.test:PORT',
    'evil.localhost',
    'xlocalhost',
    'localhost.',
    'localhost:PORT:80',
    'localhost:',
    'localhost:99999',
    'localhost:PORT@evil.test',
    'evil.test@localhost',
    'localhost/evil.test',
    'localhost, evil.test',
    '0.0.0.0:PORT',
    '[::]:PORT',
    '::1',
    '[::1',
    '[::1]evil.test',
    '[::ffff:127.0.0.1]:PORT',
    '2130706433',
    '0x7f000001',
    '127.1',
    '127.0.0.2',
    'sub.traces.example',
    '',
  ];
  it.each(refused)('refuses Host: %s', async (host) => {
    expect(await ask('/api/data', [`Host: ${host}`])).toMatchObject({ status: 403, served: false });
  });

  it('refuses a request without Host', async () => {
    expect(await ask('/api/data', [])).toMatchObject({ status: 403, served: false });
  });

  it('refuses HTTP/1.0 without Host', async () => {
    expect((await rawRequest(door.port, 'GET /api/data HTTP/1.0\r\n\r\n')).status).toBe(403);
  });

  it('refuses two Host headers, whichever comes first', async () => {
    expect(await ask('/api/data', ['Host: localhost', 'Host: evil.test'])).toMatchObject({
      status: 403,
      served: false,
    });
    expect(await ask('/api/data', ['Host: evil.test', 'Host: localhost'])).toMatchObject({
      status: 403,
      served: false,
    });
    expect(await ask('/api/data', ['Host: localhost', 'Host: localhost'])).toMatchObject({
      status: 403,
      served: false,
    });
  });

  it('judges the host in an absolute target, not only the header', async () => {
    const evil = [
      'http://evil.test/api/data',
      'http://evil.test:PORT/page',
      'http://localhost@evil.test/page',
      'ftp://localhost/page',
    ];
    for (const target of evil) {
      expect(await ask(target, ['Host: localhost:PORT'])).toMatchObject({ status: 403, served: false });
    }
    expect(await ask('http://localhost:PORT/api/data', ['Host: evil.test'])).toMatchObject({
      status: 403,
      served: false,
    });
    expect(await ask('http://localhost:PORT/api/data', ['Host: localhost:PORT'])).toMatchObject({ status: 200 });
  });

  it('refuses a foreign Host where nothing is served, and where the URL is malformed', async () => {
    for (const target of ['/nothing', '/%zz', '//evil.test/page', '/api/session/%ff', '*']) {
      const method = target === '*' ? 'OPTIONS' : 'GET';
      expect(await ask(target, ['Host: evil.test'], method), target).toMatchObject({ status: 403 });
    }
  });
});

describe('Origin', () => {
  const allowed = ['http://localhost:PORT', 'https://localhost:PORT', 'http://LOCALHOST:PORT'];
  it.each(allowed)('serves Origin: %s at that host', async (origin) => {
    expect(await ask('/api/data', ['Host: localhost:PORT', `Origin: ${origin}`])).toMatchObject({ status: 200 });
  });

  it('takes the default port as written out', async () => {
    expect((await ask('/api/data', ['Host: traces.example', 'Origin: https://traces.example:443'])).status).toBe(200);
    expect((await ask('/api/data', ['Host: traces.example', 'Origin: http://traces.example:443'])).status).toBe(403);
  });

  const refused = [
    'null',
    'http://evil.test',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:PORT',
    'http://localhost:PORT.evil.test',
    'http://localhost:PORT@evil.test',
    'http://localhost:PORT/',
    'file://',
    'chrome-extension://localhost:PORT',
    'localhost:PORT',
    '',
  ];
  it.each(refused)('refuses Origin: %s', async (origin) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const answer = await ask('/api/data', ['Host: localhost:PORT', `Origin: ${origin}`, 'Content-Length: 0'], method);
      expect(answer, method).toMatchObject({ status: 403, served: false });
    }
  });

  it('refuses two Origin headers', async () => {
    const origin = 'Origin: http://localhost:PORT';
    expect((await ask('/api/data', ['Host: localhost:PORT', origin, 'Origin: http://evil.test'])).status).toBe(403);
  });

  it('answers no preflight with leave', async () => {
    const lines = ['Host: localhost:PORT', 'Origin: http://evil.test', 'Access-Control-Request-Method: POST'];
    const answer = await ask('/api/data', [...lines, 'Access-Control-Request-Private-Network: true'], 'OPTIONS');
    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('Sec-Fetch-Site', () => {
  const navigation = ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];

  it.each(['cross-site', 'same-site', 'anything-else'])('refuses to be read or changed from %s', async (site) => {
    const host = ['Host: localhost:PORT', `Sec-Fetch-Site: ${site}`];
    expect((await ask('/api/data', [...host, 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image'])).status).toBe(403);
    expect((await ask('/page', [...host, 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script'])).status).toBe(403);
    expect((await ask('/page', [...host, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'])).status).toBe(403);
    expect((await ask('/page', host)).status).toBe(403);
    expect((await ask('/api/data', [...host, ...navigation])).status).toBe(403);
    const post = await ask('/page', [...host, ...navigation, 'Content-Length: 0'], 'POST');
    expect(post).toMatchObject({ status: 403, served: false });
  });

  it('opens a page from a link elsewhere', async () => {
    const lines = ['Host: localhost:PORT', 'Sec-Fetch-Site: cross-site', ...navigation];
    expect(await ask('/page?session=1', lines)).toMatchObject({ status: 200, served: true });
  });

  it.each(['same-origin', 'none'])('serves %s', async (site) => {
    expect((await ask('/api/data', ['Host: localhost:PORT', `Sec-Fetch-Site: ${site}`])).status).toBe(200);
  });
});

describe('answers', () => {
  it('tells a wrong path from a wrong method', async () => {
    const missing = await ask('/nothing', ['Host: localhost']);
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.body)).toEqual({
      error: { code: 'NOT_FOUND', message: 'nothing is served at this path' },
    });
    const wrong = await ask('/api/session/7', ['Host: localhost', 'Content-Length: 0'], 'POST');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('GET');
    expect(JSON.parse(wrong.body).error.code).toBe('METHOD_NOT_ALLOWED');
  });

  it('carry the door’s headers, refusals and malformed requests included', async () => {
    for (const [target, host] of [
      ['/api/data', 'localhost'],
      ['/nothing', 'localhost'],
      ['/page', 'evil.test'],
      ['/%zz', 'localhost'],
    ]) {
      const answer = await ask(target ?? '', [`Host: ${host}`]);
      expect(answer.headers.get('x-content-type-options'), target).toBe('nosniff');
      expect(answer.headers.get('content-type'), target).toMatch(/^application\/json/);
    }
  });

  it('answer a malformed URL with 400', async () => {
    expect((await ask('/%zz', ['Host: localhost'])).status).toBe(400);
  });
});
