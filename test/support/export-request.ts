/** Builds export requests out of hand-laid bytes: `spans` empty spans, each with a name of `nameBytes`. */
import type { Encoding, ExportRequest, Signal } from '../../collector/otlp/export-request.ts';

interface Given {
  readonly signal?: Signal;
  readonly encoding?: Encoding;
  readonly body?: Uint8Array;
  readonly wire?: Uint8Array;
  readonly contentEncoding?: string;
}

export function exportRequest(given: Given = {}): ExportRequest {
  const body = Uint8Array.from(given.body ?? tracesBody(1));
  const bytes = given.wire === undefined ? body : Uint8Array.from(given.wire);
  return {
    signal: given.signal ?? 'traces',
    encoding: given.encoding ?? 'proto',
    body,
    wire: { bytes, contentEncoding: given.contentEncoding ?? 'identity' },
    receivedUnixMs: 0,
    receiver: 'otlp',
    transport: 'http',
  };
}

/** ExportTraceServiceRequest { 1 resource_spans { 2 scope_spans { 2 spans { 5 name } } } }; the same shape holds logs. */
export function tracesBody(spans: number, nameBytes = 4): Buffer {
  const span = field(2, field(5, Buffer.alloc(nameBytes, 'x')));
  return field(1, field(2, Buffer.concat(Array.from({ length: spans }, () => span))));
}

/** ExportMetricsServiceRequest { 1 { 2 { 2 metrics { 7 sum { 1 data_points } } } } } */
export function metricsBody(points: number): Buffer {
  const point = field(1, field(7, Buffer.from('k')));
  return field(1, field(2, field(2, field(7, Buffer.concat(Array.from({ length: points }, () => point))))));
}

export function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(content.length)]), content]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
