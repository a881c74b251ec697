/**
 * An OTLP/HTTP destination on loopback that keeps what it gets, byte for byte, and fails the way it is told. It is plain
 * `node:http` on purpose: the receiver under test must not vouch for the exporter under test.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import { portOf } from './port-of.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** @param count which request this is, from 1. */
export type Behaviour = (response: ServerResponse, count: number, request: Received) => void;

export interface OtlpBackend {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  behave(behaviour: Behaviour): void;
  /** Resolves once so many requests stand in `received`. */
  whenReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

export const answer =
  (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = ''): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Never answers. */
export const hang: Behaviour = () => {};

/** Resets the connection. */
export const reset: Behaviour = (response) => void response.socket?.resetAndDestroy();

interface Options {
  /** 0, the default, lets the machine choose; a number takes up the place of an earlier one. */
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
}

export async function startOtlpBackend({ port = 0, tls }: Options = {}): Promise<OtlpBackend> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let behaviour: Behaviour = answer(200, { 'content-type': 'application/x-protobuf' });
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const whole = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      received.push(whole);
      for (const check of waiting) check();
      behaviour(response, received.length, whole);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const bound = portOf(server);
  return {
    port: bound,
    url: tls === undefined ? `http://127.0.0.1:${bound}` : `https://localhost:${bound}`,
    received,
    behave: (next) => (behaviour = next),
    whenReceived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (received.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
