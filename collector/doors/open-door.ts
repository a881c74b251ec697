/**
 * Opens an HTTP door; every one of the program is made here, so that none forgets a check. What may not come in is turned
 * away before the framework sees it: unknown paths, malformed URLs and routes yet to be written are as guarded as the rest.
 * `app.server` is not the listening server; one door listens on up to two.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import type { FastifyInstance } from 'fastify';

import type { Settings } from '../component.ts';
import { CollectorError, toCollectorError } from '../errors.ts';
import { inUrl, isLoopback } from './authority.ts';
import { buildApp } from './build-app.ts';
import { allowedHosts, checkRequest } from './check-request.ts';
import { discardRest } from './discard-rest.ts';
import { DoorError } from './door-error.ts';
import type { DoorConfig } from './door-config.ts';
import { codeOf, listen, type Listening } from './listen.ts';
import { readTls } from './read-tls.ts';
import { writeError, type RenderError } from './write-error.ts';

export interface DoorOptions {
  /** As the line on standard output names it: `OTLP/HTTP`, `dashboard`. */
  readonly name: string;
  readonly config: DoorConfig;
  readonly settings: Settings;
  /** Registers the routes. Bodies arrive unread, as streams, until a content type parser is registered here. */
  routes(app: FastifyInstance): void | Promise<void>;
  /** For bodies that a content type parser reads; 1 MiB where absent. */
  readonly bodyLimit?: number;
  /** Whether a link from elsewhere may open this path; without it no page of another site can even navigate here. */
  readonly isPage?: (path: string) => boolean;
  /** On every answer, refusals included. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How this door words an error; the JSON of the REST contract where absent. */
  readonly renderError?: RenderError;
}

export interface Door {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly port: number;
  /** Lets nobody in any more, lets those inside finish within `drainMs`, then cuts. Safe twice. */
  close(drainMs?: number): Promise<void>;
}

const DRAIN_MS = 5000;
/** Slow sockets go at most this long after their time is over. */
const CHECK_INTERVAL_MS = 2000;

/** @throws DoorError in one line that says what to change. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { config, settings } = options;
  const label = `${options.name} ${inUrl(config.endpoint.host)}:${config.endpoint.port}`;
  refuseUnguarded(label, config);
  const tls = config.tls === undefined ? undefined : await readTls(label, config.tls);
  const guard = createGuard(options);
  const { app, handle } = await buildApp(options);
  const listener: RequestListener = (request, response) => {
    response.prependListener('finish', () => discardRest(request));
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
    try {
      guard.check(request);
    } catch (thrown) {
      const error = toCollectorError(thrown);
      settings.counters.add('live_trace_door_requests_refused', { door: settings.id, code: error.code });
      if (error.code === 'UNAUTHENTICATED') response.setHeader('www-authenticate', guard.challenge);
      writeError({ error, request, response, render: options.renderError });
      return;
    }
    handle(request, response);
  };
  const limits = {
    headersTimeout: Math.min(config.read_header_timeout, config.read_timeout),
    requestTimeout: config.read_timeout,
    keepAliveTimeout: config.idle_timeout,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // A missing Host header is our 403, not Node's 400.
    requireHostHeader: false,
  };
  const makeServer = (): Server => {
    const server =
      tls === undefined ? createServer(limits, listener) : createTlsServer({ ...limits, ...tls }, listener);
    server.maxConnections = config.max_connections;
    server.on('drop', () => {
      settings.counters.add('live_trace_door_connections_refused', { door: settings.id, limit: 'max_connections' });
    });
    return server;
  };
  const listening = await openOrExplain(label, config, makeServer);
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    app,
    port: listening.port,
    url: `${scheme}://${inUrl(config.endpoint.host)}:${listening.port}`,
    close: createClose({ app, listening, stopAdmitting: guard.stop }),
  };
}

function refuseUnguarded(label: string, config: DoorConfig): void {
  if (isLoopback(config.endpoint.host)) return;
  if (config.auth !== undefined || config.tls?.client_ca_file !== undefined) return;
  throw new DoorError(
    label,
    'other machines can reach this address: configure auth.authenticator or tls.client_ca_file, or listen on localhost',
  );
}

interface Guard {
  /** @throws CollectorError */
  check(request: IncomingMessage): void;
  /** What a 401 says of how to authenticate. */
  readonly challenge: string;
  readonly stop: () => void;
}

function createGuard({ config, settings, isPage }: DoorOptions): Guard {
  const authenticator =
    config.auth === undefined ? undefined : settings.extensions.authenticator(config.auth.authenticator);
  const rules = {
    hosts: allowedHosts(config.endpoint.host, config.allowed_hosts),
    isPage: isPage ?? (() => false),
  };
  let stopped = false;
  return {
    check(request) {
      checkRequest(request, rules);
      authenticator?.authenticate(request.headers.authorization);
      if (stopped) throw new CollectorError('SHUTTING_DOWN', 'the collector is shutting down');
    },
    challenge: authenticator?.challenge ?? 'Bearer',
    stop: () => void (stopped = true),
  };
}

async function openOrExplain(label: string, config: DoorConfig, makeServer: () => Server): Promise<Listening> {
  try {
    return await listen(config.endpoint.host, config.endpoint.port, makeServer);
  } catch (error) {
    throw new DoorError(label, LISTEN_FAILURES.get(codeOf(error) ?? '') ?? `cannot listen (${codeOf(error)})`, {
      cause: error,
    });
  }
}

const LISTEN_FAILURES = new Map([
  ['EADDRINUSE', 'port is in use'],
  ['EACCES', 'this user may not listen on that port'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'this host name is unknown'],
]);

interface Closing {
  readonly app: FastifyInstance;
  readonly listening: Listening;
  readonly stopAdmitting: () => void;
}

function createClose({ app, listening, stopAdmitting }: Closing): (drainMs?: number) => Promise<void> {
  let closed: Promise<void> | undefined;
  return (drainMs = DRAIN_MS) => (closed ??= close(drainMs));

  async function close(drainMs: number): Promise<void> {
    stopAdmitting();
    const { servers } = listening;
    const emptied = Promise.all(servers.map((server) => new Promise<void>((done) => void server.close(() => done()))));
    // A connection that becomes idle only now would else stay open for its keep-alive time.
    const sweep = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 20);
    const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), drainMs);
    try {
      await app.close();
      await emptied;
    } finally {
      clearInterval(sweep);
      clearTimeout(cut);
    }
  }
}
