/** One export request into rows, inside the caller's transaction: the same for every store. */
import { decodeLogs } from '../otlp/decode-logs.ts';
import { decodeTraces } from '../otlp/decode-traces.ts';
import { countItems } from '../otlp/count-items.ts';
import type { Encoding, Rejection, Signal } from '../otlp/export-request.ts';
import { NO_LOGS, prepareLogs, type PreparedLogs } from '../sessions/prepare-logs.ts';
import { prepareSpans, type ReceivedSpan } from '../sessions/prepare-spans.ts';
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
  readonly spans: readonly PreparedSpan<ReceivedSpan>[];
  readonly logs: PreparedLogs;
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
    return { spans: [], logs: NO_LOGS, items, withheld: 0, rejections: [], reencoded: null };
  }
  if (signal === 'logs') {
    const { scopes, accepted, rejections, forward } = decodeLogs(body, encoding);
    return {
      spans: [],
      logs: prepareLogs(scopes, receivedMs),
      items: accepted,
      withheld: 0,
      rejections,
      reencoded: forward,
    };
  }
  const { scopes, accepted, withheld, rejections, forward } = decodeTraces(body, encoding, contentKeys);
  return {
    spans: prepareSpans(scopes, { receivedMs, reading }),
    logs: NO_LOGS,
    items: accepted,
    withheld,
    rejections,
    reencoded: forward,
  };
}
