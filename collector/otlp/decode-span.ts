/** One `Span` message: every field of it read by the table, its bytes kept, its contents found by their place. */
import { NO_ATTRIBUTES, type AttributeValue } from '../model/attributes.ts';
import type { SpanEvent, SpanLink, SpanStatus } from '../model/span.ts';
import type { ContentKeys } from '../vocabularies/vocabulary.ts';
import { readKeyValue, readString, type StringPlace } from './decode-any-value.ts';
import { InvalidItem } from './invalid-item.ts';
import {
  BYTES,
  createReader,
  expectEnd,
  expectType,
  FIXED32,
  readEnd,
  readFixed64,
  skipField,
  type WireReader,
} from './wire-reader.ts';
import type { ContentRange, WireSpan } from './wire-span.ts';

/** Strings this long are contents whatever their key: below, a row of its own would cost more than it saves. */
export const CONTENT_BYTES_MIN = 256;

/**
 * Attributes, events and links of one span. SDKs stop at 128 of each; an empty link takes 2 bytes on the wire and some
 * hundred in memory, so without a limit one span of 64 MiB would need more than the process has.
 */
export const SPAN_PARTS_MAX = 1_000_000;

/*
 * Span
 *  1 trace_id bytes(16)            9 attributes KeyValue*          15 status Status { 2 message, 3 code }
 *  2 span_id bytes(8)             10 dropped_attributes_count     16 flags fixed32
 *  3 trace_state string           11 events Event*                Event { 1 time_unix_nano fixed64, 2 name, 3 attributes,
 *  4 parent_span_id bytes(8)      12 dropped_events_count                 4 dropped_attributes_count }
 *  5 name string                  13 links Link*                  Link  { 1 trace_id, 2 span_id, 3 trace_state, 4 attributes,
 *  6 kind enum                    14 dropped_links_count                  5 dropped_attributes_count, 6 flags fixed32 }
 *  7 start_time_unix_nano fixed64
 *  8 end_time_unix_nano fixed64
 *
 * Fields that the model has no place for are read too: a span that was accepted must be readable whole when it is shown.
 */

/** @throws InvalidItem for what the sender should know; any other error is damage inside the span. */
export function decodeSpan(bytes: Uint8Array, contentKeys: ContentKeys): WireSpan {
  const reader = createReader(bytes);
  const end = bytes.length;
  const attributes = new Map<string, AttributeValue>();
  const contents: ContentRange[] = [];
  const events: SpanEvent[] = [];
  const links: SpanLink[] = [];
  const found: Found = { attributes, contents, contentKeys };
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let traceState = '';
  let name = '';
  let otlpKind = 0;
  let startUnixNano = 0n;
  let endUnixNano = 0n;
  let droppedAttributesCount = 0;
  let attributeCount = 0;
  let status: { status: SpanStatus; message: string } = { status: 'unset', message: '' };
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        traceId = readId(reader, tag, end);
        break;
      case 2:
        spanId = readId(reader, tag, end);
        break;
      case 3:
        expectType(tag, BYTES);
        traceState = readString(reader, end);
        break;
      case 4:
        parentSpanId = readId(reader, tag, end);
        break;
      case 5:
        expectType(tag, BYTES);
        name = readString(reader, end);
        break;
      case 6:
        expectType(tag, 0);
        otlpKind = reader.int32();
        break;
      case 7:
        expectType(tag, 1);
        startUnixNano = readFixed64(reader);
        break;
      case 8:
        expectType(tag, 1);
        endUnixNano = readFixed64(reader);
        break;
      case 9:
        expectType(tag, BYTES);
        readAttribute(reader, end, found);
        attributeCount += 1;
        break;
      case 10:
        expectType(tag, 0);
        droppedAttributesCount = reader.uint32();
        break;
      case 11:
        expectType(tag, BYTES);
        events.push(readEvent(reader, end, found));
        break;
      case 12:
      case 14:
        expectType(tag, 0);
        reader.uint32();
        break;
      case 13:
        expectType(tag, BYTES);
        links.push(readLink(reader, end));
        break;
      case 15:
        expectType(tag, BYTES);
        status = readStatus(reader, end);
        break;
      case 16:
        expectType(tag, FIXED32);
        reader.fixed32();
        break;
      default:
        skipField(reader, tag, end);
    }
    if (attributeCount + events.length + links.length > SPAN_PARTS_MAX) {
      throw new InvalidItem(`more than ${SPAN_PARTS_MAX} attributes, events and links`);
    }
  }
  checkId('trace id', traceId, 32);
  checkId('span id', spanId, 16);
  if (/^0*$/.test(parentSpanId)) parentSpanId = '';
  else checkId('parent span id', parentSpanId, 16);
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    name,
    otlpKind,
    startUnixNano,
    endUnixNano,
    attributes,
    events,
    links,
    status: status.status,
    statusMessage: status.message,
    droppedAttributesCount,
    bytes,
    contents,
    attributeCount,
  };
}

interface Found {
  readonly attributes: Map<string, AttributeValue>;
  readonly contents: ContentRange[];
  readonly contentKeys: ContentKeys;
}

function readAttribute(reader: WireReader, limit: number, { attributes, contents, contentKeys }: Found): void {
  const place: StringPlace = { start: 0, end: 0 };
  const key = readKeyValue(reader, limit, attributes, { depth: 1, place });
  const { start, end } = place;
  if (end > start && (end - start >= CONTENT_BYTES_MIN || contentKeys.has(key))) contents.push({ key, start, end });
}

function readId(reader: WireReader, tag: number, limit: number): string {
  expectType(tag, BYTES);
  const end = readEnd(reader, limit);
  const id = (reader.buf as Buffer).toString('hex', reader.pos, end);
  reader.pos = end;
  return id;
}

function checkId(what: string, id: string, digits: number): void {
  if (id.length !== digits) throw new InvalidItem(`${what} is not ${digits / 2} bytes`);
  if (/^0+$/.test(id)) throw new InvalidItem(`${what} is all zero`);
}

function readEvent(reader: WireReader, limit: number, { contents, contentKeys }: Found): SpanEvent {
  const end = readEnd(reader, limit);
  const attributes = new Map<string, AttributeValue>();
  let timeUnixNano = 0n;
  let name = '';
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        expectType(tag, 1);
        timeUnixNano = readFixed64(reader);
        break;
      case 2:
        expectType(tag, BYTES);
        name = readString(reader, end);
        break;
      case 3:
        expectType(tag, BYTES);
        readAttribute(reader, end, { attributes, contents, contentKeys });
        break;
      case 4:
        expectType(tag, 0);
        reader.uint32();
        break;
      default:
        skipField(reader, tag, end);
    }
  }
  expectEnd(reader, end);
  return { name, timeUnixNano, attributes: attributes.size === 0 ? NO_ATTRIBUTES : attributes };
}

function readLink(reader: WireReader, limit: number): SpanLink {
  const end = readEnd(reader, limit);
  const attributes = new Map<string, AttributeValue>();
  let traceId = '';
  let spanId = '';
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        traceId = readId(reader, tag, end);
        break;
      case 2:
        spanId = readId(reader, tag, end);
        break;
      case 3:
        expectType(tag, BYTES);
        readString(reader, end);
        break;
      case 4:
        expectType(tag, BYTES);
        readKeyValue(reader, end, attributes, { depth: 1 });
        break;
      case 5:
        expectType(tag, 0);
        reader.uint32();
        break;
      case 6:
        expectType(tag, FIXED32);
        reader.fixed32();
        break;
      default:
        skipField(reader, tag, end);
    }
  }
  expectEnd(reader, end);
  return { traceId, spanId, attributes: attributes.size === 0 ? NO_ATTRIBUTES : attributes };
}

const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

function readStatus(reader: WireReader, limit: number): { status: SpanStatus; message: string } {
  const end = readEnd(reader, limit);
  let status: SpanStatus = 'unset';
  let message = '';
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 2:
        expectType(tag, BYTES);
        message = readString(reader, end);
        break;
      case 3:
        expectType(tag, 0);
        status = STATUSES[reader.int32()] ?? 'unset';
        break;
      default:
        skipField(reader, tag, end);
    }
  }
  expectEnd(reader, end);
  return { status, message };
}
