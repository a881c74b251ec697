/**
 * Counts the bytes of all requests between the socket and their answer, so that many large ones at once are refused for now
 * instead of running the process out of memory. Bytes are counted as they arrive, not as a header promises them.
 */
import type { Counters, Labels } from '../../telemetry.ts';
import { CollectorError } from '../../errors.ts';

/** What one body may still grow to. */
export interface Budget {
  /** Asks without taking. @throws CollectorError TOO_LARGE */
  expect(bytes: number): void;
  /** @throws CollectorError TOO_LARGE, or QUEUE_FULL where the other requests leave no room for now */
  take(bytes: number): void;
}

interface Limits {
  readonly maxRequestBytes: number;
  readonly maxInFlightBytes: number;
  readonly counters: Counters;
  readonly labels: Labels;
}

export class InFlight {
  readonly #limits: Limits;
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The part of one request; `release` gives everything back and is due whatever happened. */
  open(): InFlightRequest {
    return new InFlightRequest(this.#limits, (change) => (this.#bytes += change));
  }
}

export class InFlightRequest {
  readonly #limits: Limits;
  readonly #add: (change: number) => number;
  #held = 0;

  constructor(limits: Limits, add: (change: number) => number) {
    this.#limits = limits;
    this.#add = add;
  }

  /** @returns a budget that ends at the limit of one body; a request has one as received and one decoded. */
  body(): Budget {
    let taken = 0;
    const expect = (bytes: number) => {
      if (taken + bytes <= this.#limits.maxRequestBytes) return;
      this.#countLimit('max_request_body_size');
      const message = `the body is larger than ${this.#limits.maxRequestBytes} bytes (max_request_body_size)`;
      throw new CollectorError('TOO_LARGE', message);
    };
    return {
      expect,
      take: (bytes) => {
        expect(bytes);
        taken += bytes;
        this.#hold(bytes);
      },
    };
  }

  release(): void {
    this.#hold(-this.#held);
  }

  #hold(bytes: number): void {
    this.#held += bytes;
    this.#limits.counters.add('live_trace_receiver_in_flight_bytes', this.#limits.labels, bytes);
    if (this.#add(bytes) <= this.#limits.maxInFlightBytes || bytes <= 0) return;
    this.#countLimit('max_requests_in_flight_bytes');
    throw new CollectorError('QUEUE_FULL', 'too many requests at once, come again (max_requests_in_flight_bytes)');
  }

  #countLimit(limit: string): void {
    this.#limits.counters.add('live_trace_receiver_limit_reached', { ...this.#limits.labels, limit });
  }
}
