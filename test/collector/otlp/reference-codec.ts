/**
 * A second codec for trace requests: protobufjs' reflection over `fixtures/otlp-wire/trace.proto`. It speaks OTLP/JSON, so
 * that one request can enter by both doors and what comes out can be compared with what went in.
 */
import { join } from 'node:path';

import protobuf from 'protobufjs';

import type { WireSpan } from '../../../collector/otlp/wire-span.ts';

const root = protobuf.loadSync(join(import.meta.dirname, '../../fixtures/otlp-wire/trace.proto'));
const HEX_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** @param request OTLP/JSON as the specification writes it. */
export function encodeReference(request: unknown, message = 'ExportTraceServiceRequest'): Uint8Array<ArrayBuffer> {
  const type = root.lookupType(message);
  return new Uint8Array(type.encode(type.fromObject(toBytes(request) as Record<string, unknown>)).finish());
}

function toBytes(value: unknown, key = ''): unknown {
  if (HEX_FIELDS.has(key)) return Buffer.from(String(value), 'hex');
  if (Array.isArray(value)) return value.map((item) => toBytes(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toBytes(inner, name)]));
}

/** @returns OTLP/JSON with every absent field left out. */
export function decodeReference(bytes: Uint8Array, message = 'ExportTraceServiceRequest'): unknown {
  const type = root.lookupType(message);
  const options = { longs: String, bytes: String, json: true, arrays: false, objects: false };
  return toHex(type.toObject(type.decode(bytes), options));
}

function toHex(value: unknown, key = ''): unknown {
  if (HEX_FIELDS.has(key)) return Buffer.from(String(value), 'base64').toString('hex');
  if (Array.isArray(value)) return value.map((item) => toHex(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toHex(inner, name)]));
}

/** What a span means, without the bytes and ranges that say how it was written. */
export function meaningOf({ bytes: _bytes, contents: _contents, ...span }: WireSpan): object {
  return span;
}
