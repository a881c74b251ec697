/**
 * An OTLP `Span` message made of log records: their attributes go over as they came, byte for byte. Fields by the tables of
 * `decode-span.ts` and `decode-log-record.ts`.
 */
import protobuf from 'protobufjs/minimal.js';

import type { UnixNano } from '../model/unix-nano.ts';
import type { WireLogRecord } from './decode-log-record.ts';
import { BYTES, createReader, readEnd, skipField } from './wire-reader.ts';

export interface EventSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startUnixNano: UnixNano;
  readonly endUnixNano: UnixNano;
  readonly failed: boolean;
  /** After the record's own: of a key that comes twice the last is read. */
  readonly attributes: readonly (readonly [key: string, value: string])[];
  /** Whose attributes are the span's, and whose body is its attribute of this key. */
  readonly record: WireLogRecord;
  readonly bodyKey: string;
  /** Further records of the span: its events, by the names given. */
  readonly events: readonly (readonly [name: string, record: WireLogRecord])[];
}

const FIXED64 = 1;
const ERROR_CODE = 2;

export function encodeEventSpan(span: EventSpan): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32((1 << 3) | BYTES).bytes(Buffer.from(span.traceId, 'hex'));
  writer.uint32((2 << 3) | BYTES).bytes(Buffer.from(span.spanId, 'hex'));
  if (span.parentSpanId !== '') writer.uint32((4 << 3) | BYTES).bytes(Buffer.from(span.parentSpanId, 'hex'));
  writer.uint32((5 << 3) | BYTES).string(span.name);
  writer.uint32((6 << 3) | 0).int32(1);
  writeNano(writer, 7, span.startUnixNano);
  writeNano(writer, 8, span.endUnixNano);
  const { attributes, body } = findParts(span.record.bytes);
  for (const attribute of attributes) writer.uint32((9 << 3) | BYTES).bytes(attribute);
  if (body !== null) {
    writer.uint32((9 << 3) | BYTES).fork();
    writer.uint32((1 << 3) | BYTES).string(span.bodyKey);
    writer.uint32((2 << 3) | BYTES).bytes(body);
    writer.ldelim();
  }
  for (const [key, value] of span.attributes) {
    writer.uint32((9 << 3) | BYTES).fork();
    writer.uint32((1 << 3) | BYTES).string(key);
    writer
      .uint32((2 << 3) | BYTES)
      .fork()
      .uint32((1 << 3) | BYTES)
      .string(value)
      .ldelim();
    writer.ldelim();
  }
  for (const [name, { bytes, timeUnixNano }] of span.events) {
    writer.uint32((11 << 3) | BYTES).fork();
    writeNano(writer, 1, timeUnixNano);
    writer.uint32((2 << 3) | BYTES).string(name);
    for (const attribute of findParts(bytes).attributes) writer.uint32((3 << 3) | BYTES).bytes(attribute);
    writer.ldelim();
  }
  if (span.failed)
    writer
      .uint32((15 << 3) | BYTES)
      .fork()
      .uint32((3 << 3) | 0)
      .int32(ERROR_CODE)
      .ldelim();
  return writer.finish();
}

function writeNano(writer: protobuf.Writer, number: number, nano: UnixNano): void {
  writer.uint32((number << 3) | FIXED64);
  writer.fixed32(Number(nano & 0xffff_ffffn)).fixed32(Number(nano >> 32n));
}

interface Parts {
  /** `KeyValue` messages. */
  readonly attributes: readonly Uint8Array[];
  /** An `AnyValue` message. */
  readonly body: Uint8Array | null;
}

/** Of a record that was decoded before, so that its fields are sound. */
function findParts(bytes: Uint8Array): Parts {
  const reader = createReader(bytes);
  const attributes: Uint8Array[] = [];
  let body: Uint8Array | null = null;
  while (reader.pos < bytes.length) {
    const tag = reader.tag();
    const field = tag >>> 3;
    if (field !== 5 && field !== 6) {
      skipField(reader, tag, bytes.length);
      continue;
    }
    const end = readEnd(reader, bytes.length);
    const message = bytes.subarray(reader.pos, end);
    if (field === 6) attributes.push(message);
    else body = message;
    reader.pos = end;
  }
  return { attributes, body };
}
