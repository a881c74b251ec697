/** Pages: what is served, what is not, and that no path leads out of the folder. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDoor, type Door } from '../../../../collector/doors/open-door.ts';
import { SECURITY_HEADERS } from '../../../../collector/extensions/dashboard/headers.ts';
import { isPagePath, registerStatic } from '../../../../collector/extensions/dashboard/static.ts';
import { doorConfigOf } from '../../../support/door-config.ts';
import { rawRequest, type RawAnswer } from '../../../support/raw-request.ts';
import { testSettings } from '../../../support/test-settings.ts';

const CANARY = 'canary-that-must-stay-inside';
let folder: string;
let door: Door;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  await writeFile(join(folder, 'secret.txt'), CANARY);
  await writeFile(join(folder, 'secret.js'), CANARY);
  await build(join(folder, 'dist'));
  door = await openStatic(join(folder, 'dist'));
});

afterAll(async () => {
  await door.close(0);
  await rm(folder, { recursive: true });
});

async function build(dist: string) {
  await mkdir(join(dist, 'assets'), { recursive: true });
  await mkdir(join(dist, 'api'));
  await mkdir(join(dist, '.vite'));
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(dist, 'favicon.svg'), '<svg/>');
  await writeFile(join(dist, 'assets', 'index-Ab12.js'), 'export {};');
  await writeFile(join(dist, '.vite', 'manifest.json'), CANARY);
  await writeFile(join(dist, 'api', 'hidden.json'), CANARY);
  await symlink(join(dist, '..', 'secret.txt'), join(dist, 'assets', 'link.txt'));
  await symlink(join(dist, '..'), join(dist, 'assets', 'up'));
}

function openStatic(dist: string): Promise<Door> {
  return openDoor({
    name: 'dashboard',
    config: doorConfigOf(),
    settings: testSettings(),
    headers: SECURITY_HEADERS,
    isPage: isPagePath,
    routes: async (app) => {
      app.get('/api/dashboard', () => ({ ok: true }));
      await registerStatic(app, dist);
    },
  });
}

function get(path: string, headers = '', at = door): Promise<RawAnswer> {
  return rawRequest(at.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`);
}

describe('pages', () => {
  it.each(['/', '/index.html', '/sessions', '/session/a.b', '/session/a%2Fb?tab=x', '/agents/', '/API/x'])(
    'opens the application at %s',
    async (path) => {
      const answer = await get(path, 'Accept: text/html\r\n');
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('<title>page</title>');
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('serves assets for ever and other files with a question', async () => {
    const asset = await get('/assets/index-Ab12.js');
    expect(asset).toMatchObject({ status: 200, body: 'export {};' });
    expect(asset.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const icon = await get('/favicon.svg');
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/favicon.svg', `If-None-Match: ${icon.headers.get('etag')}\r\n`);
    expect(again.status).toBe(304);
  });

  it.each(['/', '/assets/index-Ab12.js', '/api/nothing', '/assets/gone.js'])(
    'sends every security header with %s',
    async (path) => {
      const { headers } = await get(path);
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
        if (name !== 'cache-control') expect(headers.get(name), name).toBe(value);
      }
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/sessions/',
    '/health/x',
    '/mcp',
    '/assets/gone.js',
    '/assets/',
    '/api/hidden.json',
  ])('answers 404 as JSON and never the page at %s', async (path) => {
    const answer = await get(path, 'Accept: text/html\r\nSec-Fetch-Mode: navigate\r\n');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'NOT_FOUND' } });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('answers 404 and not the page to a script or image that is gone', async () => {
    expect((await get('/gone.js', 'Sec-Fetch-Mode: no-cors\r\n')).status).toBe(404);
    expect((await get('/gone.png', 'Accept: image/png\r\n')).status).toBe(404);
  });

  it('answers 405 with the methods that are taken', async () => {
    const answer = await rawRequest(
      door.port,
      'POST /api/dashboard HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
    );
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
  });

  it('lets a link from another site open a page and nothing else', async () => {
    const link = 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n';
    expect((await get('/session/s1', link)).status).toBe(200);
    expect((await get('/api/dashboard', link)).status).toBe(403);
    expect(
      (await get('/assets/index-Ab12.js', 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n')).status,
    ).toBe(403);
  });
});

describe('a dashboard that is not built', () => {
  it('says so with 503 and how to build it, and serves it once it is built', async () => {
    const dist = join(folder, 'later');
    const late = await openStatic(dist);
    const answer = await get('/', 'Accept: text/html\r\n', late);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('npm run build');
    await mkdir(dist);
    await writeFile(join(dist, 'index.html'), 'built');
    expect((await get('/', 'Accept: text/html\r\n', late)).body).toBe('built');
    await late.close(0);
  });
});

const UP = [
  '..',
  '%2e%2e',
  '%2E.',
  '.%2e',
  '..%00',
  '%252e%252e',
  '..;',
  '\u00c0\u00ae\u00c0\u00ae',
  '%c0%ae%c0%ae',
  '....',
];
const SLASH = ['/', '%2f', '%2F', '%5c', '\\', '%252f', '//', '%c0%af'];
const TARGETS = ['secret.txt', 'secret.js', 'dist/../secret.txt'];
const TRAVERSALS = [
  ...UP.flatMap((up) =>
    SLASH.flatMap((slash) =>
      TARGETS.flatMap((target) =>
        ['/', '/assets/', '/assets/x/'].map((base) => `${base}${up}${slash}${up}${slash}${target}`),
      ),
    ),
  ),
  ...UP.flatMap((up) => SLASH.map((slash) => `/assets${slash}${up}${slash}${up}${slash}secret.txt`)),
  '/assets/link.txt',
  '/assets/up/secret.txt',
  '/assets/up/dist/index.html',
  '/.vite/manifest.json',
  '/assets/../.vite/manifest.json',
  '/api/hidden.json',
  '/api%2fhidden.json',
  '//secret.txt',
  '/index.html/../../secret.txt',
  '/index.html%00.js',
  '/secret.txt::$DATA',
  '/assets/index-Ab12.js%00.txt',
  '/@fs/../secret.txt?raw??',
  '/?/../../secret.txt',
  '/file:///etc/passwd',
  '//etc/passwd',
  '/%2fetc/passwd',
  '/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd',
  '/C:/Windows/win.ini',
];

describe('path traversal', () => {
  it('never leads out of the folder', async () => {
    expect(TRAVERSALS.length).toBeGreaterThan(700);
    for (const path of TRAVERSALS) {
      const answer = await get(path, 'Accept: */*\r\n');
      expect(answer.body.includes(CANARY) || answer.body.includes('root:'), path).toBe(false);
      expect([200, 400, 403, 404], path).toContain(answer.status);
      if (answer.status === 200) expect(answer.body, path).toContain('<title>page</title>');
    }
  });

  it('names its own files by their exact path alone', async () => {
    for (const path of [
      '/assets//index-Ab12.js',
      '/assets/./index-Ab12.js',
      '/assets%2findex-Ab12.js',
      '/%61ssets/index-Ab12.js',
    ]) {
      expect((await get(path)).body, path).not.toContain('export');
    }
  });
});
