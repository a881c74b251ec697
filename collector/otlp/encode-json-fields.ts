/**
 * Fields of OTLP/JSON written as protobuf, whichever message they stand in. A lone surrogate, which JSON can write and UTF-8
 * cannot, becomes U+FFFD, as in every encoder of UTF-8.
 */
import protobuf from 'protobufjs/minimal.js';

import { NESTING_MAX, NestingError } from './decode-any-value.ts';
import { InvalidItem } from './invalid-item.ts';
import { field, isObject, listField, textField, type JsonObject } from './json-fields.ts';
import { readInteger, readNumber } from './parse-json-exactly.ts';

export type Writer = protobuf.Writer;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export function objects(json: JsonObject, name: string): readonly JsonObject[] {
  return list(json, name).map((item) => {
    if (!isObject(item)) throw new InvalidItem(`an element of ${name} is not an object`);
    return item;
  });
}

function list(json: JsonObject, name: string): readonly unknown[] {
  try {
    return listField(json, name);
  } catch {
    throw new InvalidItem(`${name} is not an array`);
  }
}

export function writeMessage(writer: Writer, number: number, encode: (inner: Writer) => void): void {
  writer.uint32((number << 3) | BYTES).fork();
  encode(writer);
  writer.ldelim();
}

export function writeText(writer: Writer, number: number, json: JsonObject, name: string): void {
  let text: string;
  try {
    text = textField(json, name);
  } catch {
    throw new InvalidItem(`${name} is not a string`);
  }
  if (text !== '') writeString(writer, number, text);
}

/** Made well-formed first: protobufjs would write three bytes for a lone surrogate that are not UTF-8. */
function writeString(writer: Writer, number: number, text: string): void {
  writer.uint32((number << 3) | BYTES).string(text.isWellFormed() ? text : text.toWellFormed());
}

export function writeCount(writer: Writer, number: number, value: unknown): void {
  const count = readUint32(value, 'a dropped count');
  if (count !== 0) writer.uint32((number << 3) | VARINT).uint32(count);
}

export function writeFlags(writer: Writer, number: number, value: unknown): void {
  const flags = readUint32(value, 'flags');
  if (flags !== 0) writer.uint32((number << 3) | FIXED32).fixed32(flags);
}

function readUint32(value: unknown, what: string): number {
  if (value === undefined) return 0;
  const integer = readInteger(value);
  if (integer === null) throw new InvalidItem(`${what} is not an integer`);
  if (BigInt.asUintN(32, integer) !== integer) throw new InvalidItem(`${what} outside 32 bits`);
  return Number(integer);
}

export function writeEnum(writer: Writer, number: number, value: unknown, names: readonly string[]): void {
  if (value === undefined) return;
  const code = typeof value === 'string' && names.includes(value) ? BigInt(names.indexOf(value)) : readInteger(value);
  if (code === null) throw new InvalidItem('an enum has an unknown name');
  if (BigInt.asIntN(32, code) !== code) throw new InvalidItem('an enum outside 32 bits');
  if (code !== 0n) writer.uint32((number << 3) | VARINT).int32(Number(code));
}

export function writeTime(writer: Writer, number: number, value: unknown, what: string): void {
  if (value === undefined) return;
  const nano = readInteger(value);
  if (nano === null) throw new InvalidItem(`${what} is not an integer`);
  if (nano < 0n || nano > 0xffff_ffff_ffff_ffffn) throw new InvalidItem(`${what} outside 64 bits`);
  if (nano === 0n) return;
  writer.uint32((number << 3) | FIXED64);
  writer.fixed32(Number(nano & 0xffff_ffffn)).fixed32(Number(nano >> 32n));
}

/**
 * Hex by the specification; base64 where it decodes to exactly the id's length, as generic protobuf printers write it. They
 * pad, and without the padding a hex id cut to 22 digits would pass for base64.
 */
export function writeId(writer: Writer, number: number, value: unknown, id: { what: string; bytes: number }): void {
  if (typeof value !== 'string') throw new InvalidItem(`${id.what} is missing or not a string`);
  const isHex = value.length === id.bytes * 2 && /^[0-9a-fA-F]+$/.test(value);
  const bytes = Buffer.from(value, isHex ? 'hex' : 'base64');
  if (!isHex && (bytes.length !== id.bytes || !/^[A-Za-z0-9+/_-]+={1,2}$/.test(value))) {
    throw new InvalidItem(`${id.what} is not ${id.bytes} bytes`);
  }
  writer.uint32((number << 3) | BYTES).bytes(bytes);
}

export function writeAttributes(writer: Writer, number: number, json: JsonObject): void {
  for (const attribute of objects(json, 'attributes')) {
    writeMessage(writer, number, (inner) => encodeKeyValue(inner, attribute, 1));
  }
}

function encodeKeyValue(writer: Writer, json: JsonObject, depth: number): void {
  writeText(writer, 1, json, 'key');
  const value = field(json, 'value');
  if (value === undefined) return;
  if (!isObject(value)) throw new InvalidItem('an attribute value is not an object');
  writeMessage(writer, 2, (inner) => encodeAnyValue(inner, value, depth));
}

export function encodeAnyValue(writer: Writer, json: JsonObject, depth: number): void {
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
  if (known) throw new InvalidItem('an attribute value has the wrong type');
}

/** Node skips what is not base64; a value that would arrive changed is refused instead. */
function writeBase64(writer: Writer, number: number, text: string): void {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw new InvalidItem('a bytes attribute is not base64');
  writer.uint32((number << 3) | BYTES).bytes(Buffer.from(text, 'base64'));
}

/** @param value a number beyond 64 bits is kept as a double: OpenTelemetry JS 0.301 writes 1e20 as an intValue. */
function writeInt64(writer: Writer, value: unknown): void {
  const integer = readInteger(value);
  const number = readNumber(value);
  if (number !== null && integer !== null && BigInt.asIntN(64, integer) !== integer) return writeDouble(writer, number);
  if (integer === null) throw new InvalidItem('an integer attribute is not an integer');
  if (BigInt.asIntN(64, integer) !== integer) throw new InvalidItem('an integer attribute outside 64 bits');
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
  throw new InvalidItem('a double attribute is not a number');
}
