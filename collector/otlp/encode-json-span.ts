/**
 * Spans, resources and scopes of OTLP/JSON as protobuf messages, field by field by the tables of `decode-span.ts` and
 * `decode-resource.ts`.
 */
import protobuf from 'protobufjs/minimal.js';

import {
  objects,
  writeAttributes,
  writeCount,
  writeEnum,
  writeFlags,
  writeId,
  writeMessage,
  writeText,
  writeTime,
  type Writer,
} from './encode-json-fields.ts';
import { InvalidItem } from './invalid-item.ts';
import { field, isObject, type JsonObject } from './json-fields.ts';

/** Names that generic protobuf printers write for enum values. */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/** @throws InvalidItem with the reason the sender is told. */
export function encodeJsonSpan(json: unknown): Uint8Array {
  if (!isObject(json)) throw new InvalidItem('a span is not an object');
  const writer = protobuf.Writer.create();
  writeId(writer, 1, field(json, 'traceId'), { what: 'trace id', bytes: 16 });
  writeId(writer, 2, field(json, 'spanId'), { what: 'span id', bytes: 8 });
  writeText(writer, 3, json, 'traceState');
  const parent = field(json, 'parentSpanId');
  if (parent !== undefined && parent !== '') writeId(writer, 4, parent, { what: 'parent span id', bytes: 8 });
  writeText(writer, 5, json, 'name');
  writeEnum(writer, 6, field(json, 'kind'), KINDS);
  writeTime(writer, 7, field(json, 'startTimeUnixNano'), 'start time');
  writeTime(writer, 8, field(json, 'endTimeUnixNano'), 'end time');
  writeAttributes(writer, 9, json);
  writeCount(writer, 10, field(json, 'droppedAttributesCount'));
  for (const event of objects(json, 'events')) writeMessage(writer, 11, (inner) => encodeEvent(inner, event));
  writeCount(writer, 12, field(json, 'droppedEventsCount'));
  for (const link of objects(json, 'links')) writeMessage(writer, 13, (inner) => encodeLink(inner, link));
  writeCount(writer, 14, field(json, 'droppedLinksCount'));
  const status = field(json, 'status');
  if (status !== undefined) {
    if (!isObject(status)) throw new InvalidItem('status is not an object');
    writeMessage(writer, 15, (inner) => {
      writeText(inner, 2, status, 'message');
      writeEnum(inner, 3, field(status, 'code'), STATUS_CODES);
    });
  }
  writeFlags(writer, 16, field(json, 'flags'));
  return writer.finish();
}

export function encodeJsonResource(json: unknown): Uint8Array {
  const writer = protobuf.Writer.create();
  if (json === undefined) return writer.finish();
  if (!isObject(json)) throw new Error('resource is not an object');
  writeAttributes(writer, 1, json);
  writeCount(writer, 2, field(json, 'droppedAttributesCount'));
  return writer.finish();
}

export function encodeJsonScope(json: unknown): Uint8Array {
  const writer = protobuf.Writer.create();
  if (json === undefined) return writer.finish();
  if (!isObject(json)) throw new Error('scope is not an object');
  writeText(writer, 1, json, 'name');
  writeText(writer, 2, json, 'version');
  writeAttributes(writer, 3, json);
  writeCount(writer, 4, field(json, 'droppedAttributesCount'));
  return writer.finish();
}

function encodeEvent(writer: Writer, json: JsonObject): void {
  writeTime(writer, 1, field(json, 'timeUnixNano'), 'event time');
  writeText(writer, 2, json, 'name');
  writeAttributes(writer, 3, json);
  writeCount(writer, 4, field(json, 'droppedAttributesCount'));
}

function encodeLink(writer: Writer, json: JsonObject): void {
  // The API allows links to nowhere, so an empty id is no reason to refuse the span.
  const traceId = field(json, 'traceId') ?? '';
  const spanId = field(json, 'spanId') ?? '';
  if (traceId !== '') writeId(writer, 1, traceId, { what: 'link trace id', bytes: 16 });
  if (spanId !== '') writeId(writer, 2, spanId, { what: 'link span id', bytes: 8 });
  writeText(writer, 3, json, 'traceState');
  writeAttributes(writer, 4, json);
  writeCount(writer, 5, field(json, 'droppedAttributesCount'));
  writeFlags(writer, 6, field(json, 'flags'));
}
