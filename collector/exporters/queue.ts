/**
 * The bounded queue in front of a destination: takes at once or refuses at once, sends with retries, and counts whatever
 * it could not deliver under the reason. It lives in memory: what it holds is gone with the process.
 */
import type { Clock } from '../clock.ts';
import { CollectorError } from '../errors.ts';
import { ITEM_NAMES, type Signal } from '../otlp/export-request.ts';
import type { Counters, Logger } from '../telemetry.ts';
import { OccasionalLog } from './occasional-log.ts';
import type { QueueConfig, RetryConfig } from './queue-config.ts';
import { nextRetryMs } from './retry.ts';

/** What is sent in one piece. */
export interface Parcel {
  readonly signal: Signal;
  /** Spans, log records or data points, for the counters. */
  readonly items: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type SendResult =
  | { readonly kind: 'sent' }
  /** `reason` is one of few fixed words, fit for a log line: a status or an error code, never what somebody wrote. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number | undefined };

export interface QueueSettings<P extends Parcel> {
  readonly id: string;
  readonly queue: QueueConfig;
  readonly retry: RetryConfig;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly logger: Logger;
  /** Never throws. */
  send(parcel: P, signal: AbortSignal): Promise<SendResult>;
  /** Uniform in [0, 1); tests bring their own. */
  readonly random?: () => number;
}

type DropReason = 'queue_full' | 'refused' | 'retries_exhausted' | 'shutdown';

export class SendingQueue<P extends Parcel> {
  readonly #settings: QueueSettings<P>;
  readonly #labels: { readonly exporter: string };
  readonly #log: OccasionalLog;
  readonly #waiting: P[] = [];
  readonly #abort = new AbortController();
  /** Ends the waits between attempts; they are cut short when the queue closes. */
  readonly #wake = new Set<() => void>();
  #held = { requests: 0, items: 0, bytes: 0 };
  #sending = 0;
  #closing = false;
  #emptied: (() => void) | undefined;

  constructor(settings: QueueSettings<P>) {
    this.#settings = settings;
    this.#labels = { exporter: settings.id };
    this.#log = new OccasionalLog(settings.logger, settings.clock);
  }

  start(): void {
    this.#settings.counters.add('otelcol_exporter_queue_capacity', this.#labels, this.#capacity());
  }

  /** @throws CollectorError QUEUE_FULL, having counted the drop, or SHUTTING_DOWN */
  enqueue(parcel: P): void {
    const code = this.#closing ? 'SHUTTING_DOWN' : this.#hasRoom(parcel) ? undefined : 'QUEUE_FULL';
    if (code !== undefined) {
      const { counters, id } = this.#settings;
      counters.add(`otelcol_exporter_enqueue_failed_${ITEM_NAMES[parcel.signal]}`, this.#labels, parcel.items);
      this.#countDrop(parcel, code === 'QUEUE_FULL' ? 'queue_full' : 'shutdown');
      throw new CollectorError(code, `the sending queue of ${id} ${this.#closing ? 'is closed' : 'is full'}`);
    }
    this.#hold(parcel, 1);
    this.#waiting.push(parcel);
    this.#pump();
  }

  /** Tries everything once more at once, for as long as `shutdown_timeout`, and counts what is left. Safe twice. */
  async shutdown(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    for (const wake of this.#wake) wake();
    if (this.#held.requests > 0) {
      const cancel = this.#settings.clock.after(this.#settings.queue.shutdown_timeout, () => {
        for (const parcel of this.#waiting.splice(0)) this.#drop(parcel, 'shutdown', 'shutdown');
        this.#abort.abort();
      });
      await new Promise<void>((resolve) => (this.#emptied = resolve));
      cancel();
    }
  }

  #pump(): void {
    while (this.#sending < this.#settings.queue.num_consumers) {
      const parcel = this.#waiting.shift();
      if (parcel === undefined) return;
      this.#sending += 1;
      void this.#deliver(parcel).finally(() => {
        this.#sending -= 1;
        this.#pump();
        if (this.#held.requests === 0) this.#emptied?.();
      });
    }
  }

  async #deliver(parcel: P): Promise<void> {
    const { clock, counters, retry, random = Math.random } = this.#settings;
    const startedMs = clock.nowMs();
    for (let failures = 1; ; failures++) {
      const result = await this.#settings.send(parcel, this.#abort.signal);
      if (result.kind === 'sent') {
        counters.add(`otelcol_exporter_sent_${ITEM_NAMES[parcel.signal]}`, this.#labels, parcel.items);
        this.#hold(parcel, -1);
        return;
      }
      if (result.kind === 'refused') return this.#drop(parcel, 'refused', result.reason);
      if (this.#closing) return this.#drop(parcel, 'shutdown', result.reason);
      const elapsedMs = clock.nowMs() - startedMs;
      const waitMs = nextRetryMs(retry, { failures, elapsedMs, retryAfterMs: result.retryAfterMs, random: random() });
      if (waitMs === undefined) return this.#drop(parcel, 'retries_exhausted', result.reason);
      this.#log.warn(
        result.reason,
        { exporter: this.#settings.id, reason: result.reason },
        'sending failed, will retry',
      );
      counters.add('live_trace_exporter_retries', { ...this.#labels, reason: result.reason });
      await this.#pause(waitMs);
    }
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#wake.delete(end);
        resolve();
      };
      const cancel = this.#settings.clock.after(waitMs, end);
      this.#wake.add(end);
    });
  }

  #drop(parcel: P, reason: DropReason, cause: string): void {
    const { counters, id } = this.#settings;
    counters.add(`otelcol_exporter_send_failed_${ITEM_NAMES[parcel.signal]}`, this.#labels, parcel.items);
    this.#countDrop(parcel, reason);
    this.#hold(parcel, -1);
    this.#log.error(
      `${reason} ${cause}`,
      { exporter: id, reason, cause, items: parcel.items },
      'dropped what could not be sent',
    );
  }

  #countDrop(parcel: P, reason: DropReason): void {
    const { signal, items } = parcel;
    this.#settings.counters.add('live_trace_exporter_dropped_items', { ...this.#labels, signal, reason }, items);
    this.#settings.counters.add('live_trace_exporter_dropped_requests', { ...this.#labels, signal, reason });
  }

  #hasRoom(parcel: P): boolean {
    const { queue } = this.#settings;
    if (this.#held.bytes + parcel.bytes.length > queue.max_bytes) return false;
    return this.#held[this.#sizer()] + sizes(parcel)[this.#sizer()] <= this.#capacity();
  }

  #sizer(): QueueConfig['sizer'] {
    return this.#settings.queue.enabled ? this.#settings.queue.sizer : 'requests';
  }

  #capacity(): number {
    const { queue } = this.#settings;
    return queue.enabled ? queue.queue_size : queue.num_consumers;
  }

  #hold(parcel: P, sign: 1 | -1): void {
    const size = sizes(parcel);
    this.#held.requests += sign;
    this.#held.items += sign * size.items;
    this.#held.bytes += sign * size.bytes;
    this.#settings.counters.add('otelcol_exporter_queue_size', this.#labels, sign * size[this.#sizer()]);
    this.#settings.counters.add('live_trace_exporter_queue_bytes', this.#labels, sign * size.bytes);
  }
}

function sizes(parcel: Parcel): { requests: number; items: number; bytes: number } {
  return { requests: 1, items: parcel.items, bytes: parcel.bytes.length };
}
