/**
 * Forwards requests to an OTLP/HTTP destination as they came, byte for byte, so that fields newer than this program survive.
 * Consuming only enqueues; what the destination does is seen in the counters and the log, never in the sender's answer.
 */
import type { Agent } from 'undici';

import type { Exporter, Settings } from '../../component.ts';
import { CollectorError } from '../../errors.ts';
import { ITEM_NAMES, type ExportRequest, type ExportResult, type Signal } from '../../otlp/export-request.ts';
import { countOf } from '../../otlp/scan-item-count.ts';
import { OccasionalLog } from '../occasional-log.ts';
import { SendingQueue } from '../queue.ts';
import type { OtlpHttpConfig } from './config.ts';
import { packRequest, type HttpParcel } from './pack-request.ts';
import { readTls } from './read-tls.ts';
import type { Destination } from './send-parcel.ts';

export class OtlpHttpExporter implements Exporter {
  readonly mode = 'forward';
  readonly #config: OtlpHttpConfig;
  readonly #settings: Settings;
  readonly #urls: ReadonlyMap<Signal, URL>;
  #open: { readonly queue: SendingQueue<HttpParcel>; readonly agent: Agent } | undefined;
  #closed: Promise<void> | undefined;

  constructor(config: OtlpHttpConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
    this.#urls = urlsOf(config);
  }

  async start(): Promise<void> {
    const { id, clock, counters, logger, version } = this.#settings;
    // undici takes 30 MB and 50 ms: only who forwards pays for it.
    const [{ Agent }, { sendParcel }] = await Promise.all([import('undici'), import('./send-parcel.ts')]);
    const tls = await readTls(id, this.#config.tls);
    const agent = new Agent({ connections: this.#config.sending_queue.num_consumers, connect: tls, allowH2: false });
    const log = new OccasionalLog(logger, clock);
    const destination: Destination = {
      agent,
      clock,
      timeoutMs: this.#config.timeout,
      headers: { ...this.#config.headers, 'user-agent': `live-trace/${version}` },
      onRejected: (signal, rejected) => {
        const items = ITEM_NAMES[signal];
        counters.add('live_trace_exporter_rejected_items', { exporter: id, signal }, rejected);
        log.warn(`rejected ${signal}`, { exporter: id, signal, rejected }, `the destination rejected some ${items}`);
      },
    };
    const queue = new SendingQueue<HttpParcel>({
      id,
      queue: this.#config.sending_queue,
      retry: this.#config.retry_on_failure,
      clock,
      counters,
      logger,
      send: (parcel, signal) => sendParcel(destination, parcel, signal),
    });
    queue.start();
    this.#open = { queue, agent };
  }

  shutdown(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async consume(request: ExportRequest): Promise<ExportResult> {
    const { id } = this.#settings;
    const url = this.#urls.get(request.signal);
    if (url === undefined) throw new CollectorError('NOT_FOUND', `${id} has no endpoint for ${request.signal}`);
    if (this.#open === undefined) throw new CollectorError('SHUTTING_DOWN', `${id} is not running`);
    const packed = packRequest(request, this.#config.compression);
    // A buffer that was given to another thread reads as empty, and an empty OTLP body is a valid one: refuse to send it.
    if (packed.bytes.buffer.detached)
      throw new CollectorError('INTERNAL', 'the request was given away before forwarding');
    const items = countOf(request);
    this.#open.queue.enqueue({ ...packed, url, items });
    return { accepted: items, duplicates: 0, rejections: [], forward: request };
  }

  async #close(): Promise<void> {
    await this.#open?.queue.shutdown();
    await this.#open?.agent.destroy();
  }
}

function urlsOf(config: OtlpHttpConfig): ReadonlyMap<Signal, URL> {
  const verbatim: [Signal, string | undefined][] = [
    ['traces', config.traces_endpoint],
    ['logs', config.logs_endpoint],
    ['metrics', config.metrics_endpoint],
  ];
  const base = config.endpoint === undefined ? undefined : new URL(config.endpoint);
  const urls = new Map<Signal, URL>();
  for (const [signal, given] of verbatim) {
    if (given !== undefined) urls.set(signal, new URL(given));
    else if (base !== undefined) urls.set(signal, appendPath(base, `v1/${signal}`));
  }
  return urls;
}

/** Keeps what stands before: `https://host/otlp/` and `https://host/otlp` both become `https://host/otlp/v1/traces`. */
function appendPath(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url;
}
