/**
 * Spans, resources and scopes of OTLP/JSON as protobuf messages, field by field by the table of `decode-span.ts`. A lone
 * surrogate, which JSON can write and UTF-8 cannot, becomes U+FFFD, as in every encoder of UTF-8.
 */
import protobuf from 'protobufjs/minimal.js';

import { NESTING_MAX, NestingError } from './decode-any-value.ts';
import { InvalidSpan } from './decode-span.ts';
import { field, isObject, listField, textField, type JsonObject } from './json-fields.ts';
import { readInteger, readNumber } from './parse-json-exactly.ts';

type Writer = protobuf.Writer;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Names that generic protobuf printers write for enum values. */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/** @throws InvalidSpan with the reason the sender is told. */
export function encodeJsonSpan(json: unknown): Uint8Array {
  if (!isObject(json)) throw new InvalidSpan('a span is not an object');
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
    if (!isObject(status)) throw new InvalidSpan('status is not an object');
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

function objects(json: JsonObject, name: string): readonly JsonObject[] {
  return list(json, name).map((item) => {
    if (!isObject(item)) throw new InvalidSpan(`an element of ${name} is not an object`);
    return item;
  });
}

function list(json: JsonObject, name: string): readonly unknown[] {
  try {
    return listField(json, name);
  } catch {
    throw new InvalidSpan(`${name} is not an array`);
  }
}

function writeMessage(writer: Writer, number: number, encode: (inner: Writer) => void): void {
  writer.uint32((number << 3) | BYTES).fork();
  encode(writer);
  writer.ldelim();
}

function writeText(writer: Writer, number: number, json: JsonObject, name: string): void {
  let text: string;
  try {
    text = textField(json, name);
  } catch {
    throw new InvalidSpan(`${name} is not a string`);
  }
  if (text !== '') writeString(writer, number, text);
}

/** Made well-formed first: protobufjs would write three bytes for a lone surrogate that are not UTF-8. */
function writeString(writer: Writer, number: number, text: string): void {
  writer.uint32((number << 3) | BYTES).string(text.isWellFormed() ? text : text.toWellFormed());
}

function writeCount(writer: Writer, number: number, value: unknown): void {
  const count = readUint32(value, 'a dropped count');
  if (count !== 0) writer.uint32((number << 3) | VARINT).uint32(count);
}

function writeFlags(writer: Writer, number: number, value: unknown): void {
  const flags = readUint32(value, 'flags');
  if (flags !== 0) writer.uint32((number << 3) | FIXED32).fixed32(flags);
}

function readUint32(value: unknown, what: string): number {
  if (value === undefined) return 0;
  const integer = readInteger(value);
  if (integer === null) throw new InvalidSpan(`${what} is not an integer`);
  if (BigInt.asUintN(32, integer) !== integer) throw new InvalidSpan(`${what} outside 32 bits`);
  return Number(integer);
}

function writeEnum(writer: Writer, number: number, value: unknown, names: readonly string[]): void {
  if (value === undefined) return;
  const code = typeof value === 'string' && names.includes(value) ? BigInt(names.indexOf(value)) : readInteger(value);
  if (code === null) throw new InvalidSpan('an enum has an unknown name');
  if (BigInt.asIntN(32, code) !== code) throw new InvalidSpan('an enum outside 32 bits');
  if (code !== 0n) writer.uint32((number << 3) | VARINT).int32(Number(code));
}

function writeTime(writer: Writer, number: number, value: unknown, what: string): void {
  if (value === undefined) return;
  const nano = readInteger(value);
  if (nano === null) throw new InvalidSpan(`${what} is not an integer`);
  if (nano < 0n || nano > 0xffff_ffff_ffff_ffffn) throw new InvalidSpan(`${what} outside 64 bits`);
  if (nano === 0n) return;
  writer.uint32((number << 3) | FIXED64);
  writer.fixed32(Number(nano & 0xffff_ffffn)).fixed32(Number(nano >> 32n));
}

/**
 * Hex by the specification; base64 where it decodes to exactly the id's length, as generic protobuf printers write it. They
 * pad, and without the padding a hex id cut to 22 digits would pass for base64.
 */
function writeId(writer: Writer, number: number, value: unknown, id: { what: string; bytes: number }): void {
  if (typeof value !== 'string') throw new InvalidSpan(`${id.what} is missing or not a string`);
  const isHex = value.length === id.bytes * 2 && /^[0-9a-fA-F]+$/.test(value);
  const bytes = Buffer.from(value, isHex ? 'hex' : 'base64');
  if (!isHex && (bytes.length !== id.bytes || !/^[A-Za-z0-9+/_-]+={1,2}$/.test(value))) {
    throw new InvalidSpan(`${id.what} is not ${id.bytes} bytes`);
  }
  writer.uint32((number << 3) | BYTES).bytes(bytes);
}

function writeAttributes(writer: Writer, number: number, json: JsonObject): void {
  for (const attribute of objects(json, 'attributes')) {
    writeMessage(writer, number, (inner) => encodeKeyValue(inner, attribute, 1));
  }
}

function encodeKeyValue(writer: Writer, json: JsonObject, depth: number): void {
  writeText(writer, 1, json, 'key');
  const value = field(json, 'value');
  if (value === undefined) return;
  if (!isObject(value)) throw new InvalidSpan('an attribute value is not an object');
  writeMessage(writer, 2, (inner) => encodeAnyValue(inner, value, depth));
}

function encodeAnyValue(writer: Writer, json: JsonObject, depth: number): void {
  if (depth > NESTING_MAX) throw new NestingError(`nesting deeper than ${NESTING_MAX}`);
  const text = field(json, 'stringValue');
  if (typeof text === 'string') return writeString(writer, 1, text);
  const flag = field(json, 'boolValue');
  if (typeof flag === 'boolean') return void writer.uint32((2 << 3) | VARINT).bool(flag);
  const integer = field(json, 'intValue');
  if (integer !== undefined) return writeInt64(writer, integer);
  const double = field(json, 'doubleValue');
  if (double !== undefined) return writeDouble(writer, readDouble(double));
  const array = field(json, 'arrayValue');
  if (isObject(array)) {
    return writeMessage(writer, 5, (inner) => {
      for (const value of objects(array, 'values'))
        writeMessage(inner, 1, (item) => encodeAnyValue(item, value, depth + 1));
    });
  }
  const kvlist = field(json, 'kvlistValue');
  if (isObject(kvlist)) {
    return writeMessage(writer, 6, (inner) => {
      for (const pair of objects(kvlist, 'values'))
        writeMessage(inner, 1, (item) => encodeKeyValue(item, pair, depth + 1));
    });
  }
  const bytes = field(json, 'bytesValue');
  if (typeof bytes === 'string') return writeBase64(writer, 7, bytes);
  const known = [text, flag, array, kvlist, bytes].some((value) => value !== undefined);
  if (known) throw new InvalidSpan('an attribute value has the wrong type');
}

/** Node skips what is not base64; a value that would arrive changed is refused instead. */
function writeBase64(writer: Writer, number: number, text: string): void {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw new InvalidSpan('a bytes attribute is not base64');
  writer.uint32((number << 3) | BYTES).bytes(Buffer.from(text, 'base64'));
}

/** @param value a number beyond 64 bits is kept as a double: OpenTelemetry JS 0.301 writes 1e20 as an intValue. */
function writeInt64(writer: Writer, value: unknown): void {
  const integer = readInteger(value);
  const number = readNumber(value);
  if (number !== null && integer !== null && BigInt.asIntN(64, integer) !== integer) return writeDouble(writer, number);
  if (integer === null) throw new InvalidSpan('an integer attribute is not an integer');
  if (BigInt.asIntN(64, integer) !== integer) throw new InvalidSpan('an integer attribute outside 64 bits');
  writer.uint32((3 << 3) | VARINT);
  let rest = BigInt.asUintN(64, integer);
  // Written byte by byte: protobufjs wants a Long object for what exceeds 53 bits.
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  writer.raw(Uint8Array.from(bytes));
}

function writeDouble(writer: Writer, value: number): void {
  writer.uint32((4 << 3) | FIXED64).double(value);
}

function readDouble(value: unknown): number {
  const number = readNumber(value);
  if (number !== null) return number;
  if (typeof value === 'string' && /^(NaN|-?Infinity|[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)$/.test(value))
    return Number(value);
  throw new InvalidSpan('a double attribute is not a number');
}
