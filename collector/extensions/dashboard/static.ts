/**
 * Serves the built pages. What may be served is listed once from the folder and looked up by the exact path of the request,
 * so no part of a request ever becomes part of a file's path. Any other path that a person opens is the application itself.
 */
import { readdir } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { CollectorError, errorMeaning } from '../../errors.ts';

export const DIST_FOLDER = fileURLToPath(new URL('../../../dashboard/dist/', import.meta.url));

const INDEX = '/index.html';
const ASSETS = '/assets/';
/** First words of paths that programs ask for; an answer there is never a page. */
const NOT_PAGES = new Set(['api', 'health', 'mcp', 'assets']);

/** Whether a person may open this path, from a link on another site too. */
export function isPagePath(path: string): boolean {
  return !NOT_PAGES.has(path.split('/', 2)[1] ?? '');
}

export async function registerStatic(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, { serve: false });
  let files = await listFiles(folder);
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const path = request.raw.url?.split('?', 1)[0] ?? '/';
      const file = files.get(path);
      if (file !== undefined && path !== INDEX) return sendFile(reply, folder, file);
      if (!isPagePath(path))
        throw new CollectorError('NOT_FOUND', 'there is nothing at this path; see /api/openapi.json');
      if (!isNavigation(request.headers)) throw new CollectorError('NOT_FOUND', 'there is no such file');
      // Built while the program runs: look again.
      if (!files.has(INDEX)) files = await listFiles(folder);
      return files.has(INDEX) ? sendFile(reply, folder, 'index.html') : sendNotBuilt(reply);
    },
  });
}

/** Regular files by URL path. Links are left out: they may lead anywhere. */
async function listFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(
    files
      .map((file): [string, string] => [`/${file.split(sep).map(encodeURIComponent).join('/')}`, file])
      .filter(([path]) => !path.includes('/.') && isServed(path)),
  );
}

/** A file named like a path of ours would hide it. */
function isServed(path: string): boolean {
  return path.startsWith(ASSETS) || isPagePath(path);
}

function sendFile(reply: FastifyReply, folder: string, file: string): FastifyReply {
  const hashed = file.startsWith(`assets${sep}`);
  // Names of assets contain their hash, so what stands at one never changes; the page that names them does.
  if (hashed) return reply.sendFile(file, folder, { maxAge: '365d', immutable: true });
  return reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false });
}

/** Not a script, image or fetch of a page that asks for a file which is gone: HTML would only confuse it. */
function isNavigation({ 'sec-fetch-mode': mode, accept = '*/*' }: IncomingHttpHeaders): boolean {
  if (mode !== undefined) return mode === 'navigate';
  return accept.includes('text/html') || accept.includes('*/*');
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(errorMeaning('STORE_UNAVAILABLE').http).type('text/html; charset=utf-8').send(NOT_BUILT);
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Live Trace: dashboard not built</title></head>
<body>
<h1>The dashboard is not built</h1>
<p>The collector runs and takes spans. To see them here, run <code>npm run build</code> in its folder and load this page again.</p>
<p>The REST API answers without it: <a href="/api/dashboard">/api/dashboard</a>, <a href="/api/openapi.json">/api/openapi.json</a>.</p>
</body>
</html>
`;
