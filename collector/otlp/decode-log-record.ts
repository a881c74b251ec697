/** One `LogRecord` message: every field of it read by the table, its bytes kept. */
import type { AttributeValue } from '../model/attributes.ts';
import type { LogRecord } from '../model/log-record.ts';
import { readAnyValue, readKeyValue, readString } from './decode-any-value.ts';
import { InvalidItem } from './invalid-item.ts';
import {
  BYTES,
  createReader,
  expectType,
  FIXED32,
  readEnd,
  readFixed64,
  skipField,
  type WireReader,
} from './wire-reader.ts';

export interface WireLogRecord extends LogRecord {
  /** The OTLP `LogRecord` message, as received or, from JSON, as encoded anew. */
  readonly bytes: Uint8Array;
  readonly attributeCount: number;
}

/** Attributes of one record; the same reason as for spans, `SPAN_PARTS_MAX`. */
export const LOG_ATTRIBUTES_MAX = 1_000_000;

/*
 * LogRecord
 *  1 time_unix_nano fixed64        6 attributes KeyValue*         10 span_id bytes(8)
 *  2 severity_number enum          7 dropped_attributes_count     11 observed_time_unix_nano fixed64
 *  3 severity_text string          8 flags fixed32                12 event_name string
 *  5 body AnyValue                 9 trace_id bytes(16)
 */

/** @throws InvalidItem for what the sender should know; any other error is damage inside the record. */
export function decodeLogRecord(bytes: Uint8Array): WireLogRecord {
  const reader = createReader(bytes);
  const end = bytes.length;
  const attributes = new Map<string, AttributeValue>();
  let traceId = '';
  let spanId = '';
  let timeUnixNano = 0n;
  let observedUnixNano = 0n;
  let eventName = '';
  let body: AttributeValue = null;
  let attributeCount = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        expectType(tag, 1);
        timeUnixNano = readFixed64(reader);
        break;
      case 2:
        expectType(tag, 0);
        reader.int32();
        break;
      case 3:
        expectType(tag, BYTES);
        readString(reader, end);
        break;
      case 5:
        expectType(tag, BYTES);
        body = readAnyValue(reader, end, 1);
        break;
      case 6:
        expectType(tag, BYTES);
        readKeyValue(reader, end, attributes, { depth: 1 });
        attributeCount += 1;
        if (attributeCount > LOG_ATTRIBUTES_MAX) throw new InvalidItem(`more than ${LOG_ATTRIBUTES_MAX} attributes`);
        break;
      case 7:
        expectType(tag, 0);
        reader.uint32();
        break;
      case 8:
        expectType(tag, FIXED32);
        reader.fixed32();
        break;
      case 9:
        traceId = readId(reader, tag, { end, what: 'trace id', digits: 32 });
        break;
      case 10:
        spanId = readId(reader, tag, { end, what: 'span id', digits: 16 });
        break;
      case 11:
        expectType(tag, 1);
        observedUnixNano = readFixed64(reader);
        break;
      case 12:
        expectType(tag, BYTES);
        eventName = readString(reader, end);
        break;
      default:
        skipField(reader, tag, end);
    }
  }
  const named = attributes.get('event.name');
  return {
    traceId,
    spanId,
    timeUnixNano: timeUnixNano === 0n ? observedUnixNano : timeUnixNano,
    eventName: eventName === '' && typeof named === 'string' ? named : eventName,
    attributes,
    body,
    bytes,
    attributeCount,
  };
}

interface Id {
  readonly end: number;
  readonly what: string;
  readonly digits: number;
}

/** A record needs no span: an id that is missing, empty or all zero reads as empty. */
function readId(reader: WireReader, tag: number, { end, what, digits }: Id): string {
  expectType(tag, BYTES);
  const idEnd = readEnd(reader, end);
  const id = (reader.buf as Buffer).toString('hex', reader.pos, idEnd);
  reader.pos = idEnd;
  if (/^0*$/.test(id)) return '';
  if (id.length !== digits) throw new InvalidItem(`${what} is not ${digits / 2} bytes`);
  return id;
}
