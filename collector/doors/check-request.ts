/**
 * Decides whether a request may come in at all, before any framework or route has seen it. A browser lets every website
 * send requests to this machine: the Host check stops names that were re-bound to 127.0.0.1, the Origin and
 * Sec-Fetch checks stop pages of other origins. Ports count: a page on `localhost:3000` is as foreign as any.
 */
import type { IncomingMessage } from 'node:http';

import { CollectorError } from '../errors.ts';
import { inUrl, parseAuthority } from './authority.ts';

export interface DoorRules {
  /** Host names that may stand in the Host header, without port, as `parseAuthority` writes them. */
  readonly hosts: ReadonlySet<string>;
  /** Whether a link from elsewhere may open this path, which is given without its query. */
  readonly isPage: (path: string) => boolean;
}

const ALWAYS_ALLOWED = ['localhost', '127.0.0.1', '[::1]'];
/** To bind to every address is not a name to be called by: a browser on another site can reach `http://0.0.0.0`. */
const WILDCARDS = new Set(['0.0.0.0', '::']);

export function allowedHosts(host: string, more: readonly string[]): ReadonlySet<string> {
  const named = [...more, ...(WILDCARDS.has(host) ? [] : [host])];
  return new Set([...ALWAYS_ALLOWED, ...named.map((name) => inUrl(name.replace(/^\[|\]$/g, '')).toLowerCase())]);
}

/** @throws CollectorError FORBIDDEN */
export function checkRequest(request: IncomingMessage, rules: DoorRules): void {
  const host = onlyHeader(request, 'host');
  const authority = host === undefined ? undefined : parseAuthority(host);
  if (authority === undefined || !rules.hosts.has(authority.host)) {
    throw new CollectorError('FORBIDDEN', 'the Host header names none of the hosts of this door (see allowed_hosts)');
  }
  checkTarget(request.url ?? '/', rules);
  checkOrigin(request, authority);
  checkFetchSite(request, rules);
}

/** A repeated header has no one meaning: Node keeps the first Host, a proxy before us may have used the second. */
function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  const { rawHeaders } = request;
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    if (found !== undefined) throw new CollectorError('FORBIDDEN', `more than one ${name} header`);
    found = rawHeaders[index + 1];
  }
  return found;
}

/** `GET http://evil.test/ HTTP/1.1` names its host twice, and the one in the target is the one that counts (RFC 9112, 3.2.2). */
function checkTarget(target: string, rules: DoorRules): void {
  if (target.startsWith('/') || target === '*') return;
  const scheme = /^https?:\/\//i.exec(target)?.[0];
  const authority =
    scheme === undefined ? undefined : parseAuthority(target.slice(scheme.length).split(/[/?#]/, 1)[0] ?? '');
  if (authority === undefined || !rules.hosts.has(authority.host)) {
    throw new CollectorError('FORBIDDEN', 'the request target names another host');
  }
}

function checkOrigin(request: IncomingMessage, own: { host: string; port: number | undefined }): void {
  const origin = onlyHeader(request, 'origin');
  if (origin === undefined) return;
  const [scheme, rest] = origin.split('://', 2);
  const authority = rest === undefined ? undefined : parseAuthority(rest);
  const defaultPort = scheme === 'https' ? 443 : scheme === 'http' ? 80 : undefined;
  const same =
    authority !== undefined &&
    defaultPort !== undefined &&
    authority.host === own.host &&
    (authority.port ?? defaultPort) === (own.port ?? defaultPort);
  if (!same) throw new CollectorError('FORBIDDEN', 'requests from other origins are not served');
}

function checkFetchSite(request: IncomingMessage, rules: DoorRules): void {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  const opensPage =
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document' &&
    rules.isPage((request.url ?? '/').split('?', 1)[0] ?? '/');
  if (!opensPage) throw new CollectorError('FORBIDDEN', 'requests from other sites are not served');
}
