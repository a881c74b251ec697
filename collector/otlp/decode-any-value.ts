/** AnyValue and KeyValue: attribute values of every type and depth, as far as `NESTING_MAX`. */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import { NO_ATTRIBUTES } from '../model/attributes.ts';
import { BYTES, expectEnd, expectType, readEnd, readInt64, skipField, type WireReader } from './wire-reader.ts';

/** Deeper values are refused with their span: nothing an SDK writes comes near, and recursion has to end somewhere. */
export const NESTING_MAX = 64;

export class NestingError extends Error {}

/** Where a string value stood, told only for an attribute's own value and not for strings nested in it. */
export interface StringPlace {
  start: number;
  end: number;
}

/*
 * KeyValue            AnyValue
 * 1 key    string     1 string_value string   5 array_value  ArrayValue { 1 values AnyValue }
 * 2 value  AnyValue   2 bool_value   bool     6 kvlist_value KeyValueList { 1 values KeyValue }
 *                     3 int_value    int64    7 bytes_value  bytes
 *                     4 double_value double
 */

/** Reads the KeyValue that begins at the reader, whose length was not read yet. */
export function readKeyValue(
  reader: WireReader,
  limit: number,
  into: Map<string, AttributeValue>,
  options: { readonly depth: number; readonly place?: StringPlace | undefined },
): string {
  const end = readEnd(reader, limit);
  let key = '';
  let value: AttributeValue = null;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        expectType(tag, BYTES);
        key = readString(reader, end);
        break;
      case 2:
        expectType(tag, BYTES);
        value = readAnyValue(reader, end, options.depth, options.place);
        break;
      default:
        skipField(reader, tag, end);
    }
  }
  into.set(key, value);
  return key;
}

export function readString(reader: WireReader, limit: number): string {
  const end = readEnd(reader, limit);
  const text = (reader.buf as Buffer).toString('utf8', reader.pos, end);
  reader.pos = end;
  return text;
}

export function readAnyValue(reader: WireReader, limit: number, depth: number, place?: StringPlace): AttributeValue {
  if (depth > NESTING_MAX) throw new NestingError(`nesting deeper than ${NESTING_MAX}`);
  const end = readEnd(reader, limit);
  let value: AttributeValue = null;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1: {
        expectType(tag, BYTES);
        const stringEnd = readEnd(reader, end);
        value = (reader.buf as Buffer).toString('utf8', reader.pos, stringEnd);
        if (place !== undefined) {
          place.start = reader.pos;
          place.end = stringEnd;
        }
        reader.pos = stringEnd;
        break;
      }
      case 2:
        expectType(tag, 0);
        value = reader.bool();
        break;
      case 3:
        expectType(tag, 0);
        value = readInt64(reader);
        break;
      case 4:
        expectType(tag, 1);
        value = reader.double();
        break;
      case 5:
        expectType(tag, BYTES);
        value = readArray(reader, end, depth + 1);
        break;
      case 6:
        expectType(tag, BYTES);
        value = readKeyValueList(reader, end, depth + 1);
        break;
      case 7: {
        expectType(tag, BYTES);
        const bytesEnd = readEnd(reader, end);
        // A copy that is no Buffer: `slice` of one gives a Buffer again, which JSON and comparisons treat differently.
        value = new Uint8Array(reader.buf.subarray(reader.pos, bytesEnd));
        reader.pos = bytesEnd;
        break;
      }
      default:
        skipField(reader, tag, end);
    }
  }
  expectEnd(reader, end);
  return value;
}

function readArray(reader: WireReader, limit: number, depth: number): AttributeValue[] {
  const end = readEnd(reader, limit);
  const values: AttributeValue[] = [];
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) {
      expectType(tag, BYTES);
      values.push(readAnyValue(reader, end, depth));
    } else skipField(reader, tag, end);
  }
  return values;
}

function readKeyValueList(reader: WireReader, limit: number, depth: number): AttributeMap {
  const end = readEnd(reader, limit);
  const values = new Map<string, AttributeValue>();
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) {
      expectType(tag, BYTES);
      readKeyValue(reader, end, values, { depth });
    } else skipField(reader, tag, end);
  }
  return values.size === 0 ? NO_ATTRIBUTES : values;
}
