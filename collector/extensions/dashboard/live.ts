/**
 * `GET /api/live`: Server-Sent Events to any number of pages. A page that stops reading is cut off before its frames fill
 * the memory; it comes back with the id of the last frame it saw and is given what it missed, or told to read all again.
 */
import type { ServerResponse } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Bus } from '../../bus.ts';
import type { Clock } from '../../clock.ts';
import { CollectorError } from '../../errors.ts';
import type { Counters } from '../../telemetry.ts';
import { NoticeLog } from './notice-log.ts';

export interface LiveSettings {
  /** Of the component, for its counters. */
  readonly id: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly clientsMax: number;
  readonly clientBufferBytesMax: number;
}

/** Shorter than the 30 s and 60 s after which proxies cut a silent connection. */
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2000;

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would collect frames until a buffer is full.
  'x-accel-buffering': 'no',
};

export class LiveStream {
  readonly #settings: LiveSettings;
  readonly #clients = new Set<ServerResponse>();
  readonly #log: NoticeLog;
  readonly #stops: readonly (() => void)[];

  constructor(settings: LiveSettings) {
    const { bus, clock } = settings;
    this.#settings = settings;
    this.#log = new NoticeLog(clock, ({ text }) => this.#sendAll(text));
    this.#stops = [
      bus.subscribe('spans.stored', ({ sessions }) =>
        this.#log.add('spans.stored', { sessionIds: sessions.map(({ id }) => id) }),
      ),
      bus.subscribe('session.ended', ({ sessionIds }) => this.#log.add('session.ended', { sessionIds })),
      bus.subscribe('analysis.finished', ({ agentId }) => this.#log.add('analysis.finished', { agentIds: [agentId] })),
      bus.subscribe('findings.stored', (notice) => this.#log.add('findings.stored', notice)),
      clock.every(HEARTBEAT_MS, () => this.#sendAll(': still here\n\n')),
    ];
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** @throws CollectorError where there are clients enough */
  serve(request: FastifyRequest, reply: FastifyReply): void {
    const { id, counters, clientsMax } = this.#settings;
    if (this.#clients.size >= clientsMax) {
      counters.add('live_trace_live_clients_refused', { extension: id, limit: 'sse_clients_max' });
      throw new CollectorError('QUEUE_FULL', 'as many pages as sse_clients_max allows listen already', {
        retryAfterS: 5,
      });
    }
    reply.hijack();
    const response = reply.raw;
    this.#clients.add(response);
    response.on('close', () => this.#clients.delete(response));
    // A write to a page that has just gone is no news.
    response.on('error', () => response.destroy());
    response.writeHead(200, STREAM_HEADERS);
    this.#send(response, this.#greet(request.headers['last-event-id']));
  }

  /** Ends every stream; safe twice. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#log.close();
    for (const response of this.#clients) response.end();
    this.#clients.clear();
  }

  /** An id of its own, so that a page that saw no frame yet can say from where it listened. */
  #greet(lastEventId: string | string[] | undefined): string {
    const here = `retry: ${RECONNECT_MS}\nid: ${this.#log.lastId}\n`;
    if (lastEventId === undefined) return `${here}\n`;
    const missed = /^[0-9]{1,16}$/.test(String(lastEventId)) ? this.#log.since(Number(lastEventId)) : null;
    if (missed === null) return `${here}event: resync\ndata: {}\n\n`;
    return `retry: ${RECONNECT_MS}\n\n${missed.map(({ text }) => text).join('')}`;
  }

  #sendAll(text: string): void {
    for (const response of this.#clients) this.#send(response, text);
  }

  #send(response: ServerResponse, text: string): void {
    const { id, counters, clientBufferBytesMax } = this.#settings;
    if (response.writableLength + text.length <= clientBufferBytesMax || response.writableLength === 0) {
      response.write(text);
      return;
    }
    counters.add('live_trace_live_clients_cut', { extension: id, limit: 'sse_client_buffer_max' });
    this.#clients.delete(response);
    response.destroy();
  }
}
