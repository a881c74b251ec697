/**
 * One attempt to send one parcel, and what its outcome means by the OTLP specification: 429, 502, 503, 504 and network errors may
 * pass; every other status is final, redirects included, because a destination's answer must not choose where data goes.
 */
import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';

import { request, type Agent } from 'undici';

import type { Clock } from '../../clock.ts';
import type { Signal } from '../../otlp/export-request.ts';
import type { SendResult } from '../queue.ts';
import { parseRetryAfter } from '../retry.ts';
import type { HttpParcel } from './pack-request.ts';
import { parsePartialSuccess } from './partial-success.ts';

export interface Destination {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The destination took the request and said that it did not keep this many of its items. */
  onRejected(signal: Signal, rejected: number): void;
}

const RETRYABLE = new Set([429, 502, 503, 504]);
/** Of an answer; the rest is not read. The reference exporter reads as much. */
const ANSWER_BYTES_MAX = 64 * 1024;
const COMPRESS = { gzip: promisify(gzip), zstd: promisify(zstdCompress) };

export async function sendParcel(to: Destination, parcel: HttpParcel, closing: AbortSignal): Promise<SendResult> {
  const deadline = new AbortController();
  const cancel = to.clock.after(to.timeoutMs, () => deadline.abort());
  try {
    return await attempt(to, parcel, AbortSignal.any([closing, deadline.signal]));
  } catch (error) {
    return { kind: 'failed', reason: deadline.signal.aborted ? 'timeout' : networkReason(error) };
  } finally {
    cancel();
  }
}

async function attempt(to: Destination, parcel: HttpParcel, signal: AbortSignal): Promise<SendResult> {
  const { compressTo } = parcel;
  const contentEncoding = compressTo ?? parcel.contentEncoding;
  const answer = await request(parcel.url, {
    dispatcher: to.agent,
    method: 'POST',
    signal,
    headers: {
      ...to.headers,
      'content-type': parcel.encoding === 'proto' ? 'application/x-protobuf' : 'application/json',
      ...(contentEncoding === 'identity' ? {} : { 'content-encoding': contentEncoding }),
    },
    body: compressTo === undefined ? parcel.bytes : await COMPRESS[compressTo](parcel.bytes),
  });
  const { statusCode } = answer;
  const body = await readStart(answer.body);
  if (statusCode >= 200 && statusCode < 300) {
    const rejected = parsePartialSuccess(body, headerOf(answer.headers, 'content-type'));
    if (rejected > 0) to.onRejected(parcel.signal, rejected);
    return { kind: 'sent' };
  }
  const reason = `HTTP ${statusCode}`;
  if (!RETRYABLE.has(statusCode)) return { kind: 'refused', reason };
  const retryAfterMs = parseRetryAfter(headerOf(answer.headers, 'retry-after'), to.clock.nowMs());
  return { kind: 'failed', reason, retryAfterMs };
}

/** Reads the beginning and hangs up on the rest, which may be without end. */
async function readStart(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop destroys the stream.
    if (length >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX);
}

function headerOf(headers: Record<string, string | string[] | undefined>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Codes such as ECONNREFUSED or UND_ERR_SOCKET; the message may name more than a log should hold. */
function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'network error';
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,60}$/.test(error.code)) return error.code;
  return error.cause === undefined ? 'network error' : networkReason(error.cause);
}
