/** One export request into rows, inside the caller's transaction: the same for every store. */
import { decodeLogs } from '../otlp/decode-logs.ts';
import type { PlacedItem } from '../otlp/decode-items.ts';
import { decodingTraces } from '../otlp/decode-traces.ts';
import { countItems } from '../otlp/count-items.ts';
import type { Encoding, Rejection, Signal } from '../otlp/export-request.ts';
import { NO_LOGS, prepareLogs, type PreparedLogs } from '../sessions/prepare-logs.ts';
import { prepareSpan, type Arrival, type ReceivedSpan } from '../sessions/prepare-spans.ts';
import type { WireSpan } from '../otlp/wire-span.ts';
import type { PreparedSpan } from '../sessions/ingest-spans.ts';
import type { SpanReading } from '../sessions/span-reading.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';

export interface RawRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly receivedMs: number;
}

export interface DecodedRequest {
  /** Decoded while they are walked, once. @throws CollectorError TOO_LARGE where the request as a whole is refused. */
  readonly spans: Iterable<PreparedSpan<ReceivedSpan>>;
  readonly logs: PreparedLogs;
  /** After the last span. */
  readonly outcome: () => RequestOutcome;
  /**
   * Frees what was taken beside the body. For a store that has copied whatever it keeps, and after its commit: spans and log
   * records lie in that memory.
   */
  readonly release: () => void;
}

export interface RequestOutcome {
  /** Spans, log records or data points that were accepted. */
  readonly items: number;
  /** Of the accepted, what is not sent on. */
  readonly withheld: number;
  readonly rejections: readonly Rejection[];
  readonly reencoded: Uint8Array<ArrayBuffer> | null;
}

/** @throws CollectorError INVALID_REQUEST when the body is no message at all. */
export function decodeRequest(request: RawRequest, reading: SpanReading): DecodedRequest {
  const { signal, encoding, body, receivedMs } = request;
  if (signal === 'metrics') {
    const items = countItems(body, encoding, signal).accepted;
    const outcome = { items, withheld: 0, rejections: [], reencoded: null };
    return { spans: [], logs: NO_LOGS, outcome: () => outcome, release: () => {} };
  }
  if (signal === 'logs') {
    const { scopes, accepted, rejections, forward, release } = decodeLogs(body, encoding);
    return {
      spans: [],
      logs: prepareLogs(scopes, receivedMs),
      outcome: () => ({ items: accepted, withheld: 0, rejections, reencoded: forward }),
      release,
    };
  }
  const decoding = decodingTraces(body, encoding, contentKeys);
  return {
    spans: prepareAll(decoding.items(), { receivedMs, reading }),
    logs: NO_LOGS,
    outcome() {
      const { accepted: items, withheld, rejections, forward: reencoded } = decoding.outcome();
      return { items, withheld, rejections, reencoded };
    },
    release: () => decoding.release(),
  };
}

/**
 * Spans decoded before the first of them is written. One at a time cost 8 % more of the writer's time, because the code of
 * every phase came back to a cache that had forgotten it; 512 cost 7 % more, because they outlived a collection.
 */
const BATCH_SPANS = 32;

function* prepareAll(
  items: Iterator<PlacedItem<WireSpan>, void, undefined>,
  arrival: Arrival,
): Generator<PreparedSpan<ReceivedSpan>, void, undefined> {
  for (let more = true; more;) {
    const batch: PreparedSpan<ReceivedSpan>[] = [];
    while (more && batch.length < BATCH_SPANS) {
      const next = items.next();
      if (next.done) more = false;
      else batch.push(prepareSpan(toKept(next.value), arrival));
    }
    yield* batch;
  }
}

function toKept({ item: span, resource, scope }: PlacedItem<WireSpan>): ReceivedSpan {
  return { span, resource, scope };
}
