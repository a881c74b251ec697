/** One export request into rows, inside the caller's transaction: the same for every store. */
import { decodeTraces } from '../otlp/decode-traces.ts';
import { countItems } from '../otlp/count-items.ts';
import type { Encoding, Rejection, Signal } from '../otlp/export-request.ts';
import { prepareSpans, type ReceivedSpan } from '../sessions/prepare-spans.ts';
import type { PreparedSpan } from '../sessions/ingest-spans.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';

export interface RawRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly receivedMs: number;
}

export interface DecodedRequest {
  readonly spans: readonly PreparedSpan<ReceivedSpan>[];
  /** Log records or data points; these requests are kept as received. */
  readonly items: number;
  readonly rejections: readonly Rejection[];
  readonly reencoded: Uint8Array<ArrayBuffer> | null;
}

/** @throws CollectorError INVALID_REQUEST when the body is no message at all. */
export function decodeRequest({ signal, encoding, body, receivedMs }: RawRequest): DecodedRequest {
  if (signal !== 'traces') {
    return { spans: [], items: countItems(body, encoding, signal).accepted, rejections: [], reencoded: null };
  }
  const decoded = decodeTraces(body, encoding, contentKeys);
  return {
    spans: prepareSpans(decoded.scopes, receivedMs),
    items: decoded.accepted,
    rejections: decoded.rejections,
    reencoded: decoded.forward,
  };
}
