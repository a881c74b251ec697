/**
 * Stored spans as OTLP/JSON: a whole `ExportTraceServiceRequest`, every field of the message, so that what a page shows or an
 * export carries can be sent to any collector again.
 */
import { groupSpans, type StoredSpanBytes } from './group-spans.ts';
import {
  createReader,
  readEnd,
  readFixed64,
  readInt64,
  skipField,
  BYTES,
  expectType,
  type WireReader,
} from './wire-reader.ts';
import { readString } from './decode-any-value.ts';

type FieldType =
  | 'string'
  | 'hex'
  | 'base64'
  | 'fixed64'
  | 'fixed32'
  | 'varint'
  | 'enum'
  | 'int64'
  | 'bool'
  | 'double'
  | Table;

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: true;
}

/** A message as its field numbers say; tables refer to each other, so they are filled below. */
type Table = Map<number, Field>;

const ANY_VALUE: Table = new Map();
const KEY_VALUE: Table = new Map([
  [1, { name: 'key', type: 'string' }],
  [2, { name: 'value', type: ANY_VALUE }],
]);
ANY_VALUE.set(1, { name: 'stringValue', type: 'string' })
  .set(2, { name: 'boolValue', type: 'bool' })
  .set(3, { name: 'intValue', type: 'int64' })
  .set(4, { name: 'doubleValue', type: 'double' })
  .set(5, { name: 'arrayValue', type: new Map([[1, { name: 'values', type: ANY_VALUE, repeated: true }]]) })
  .set(6, { name: 'kvlistValue', type: new Map([[1, { name: 'values', type: KEY_VALUE, repeated: true }]]) })
  .set(7, { name: 'bytesValue', type: 'base64' });

const attributes = (number: number): [number, Field] => [
  number,
  { name: 'attributes', type: KEY_VALUE, repeated: true },
];

const RESOURCE: Table = new Map([attributes(1), [2, { name: 'droppedAttributesCount', type: 'varint' }]]);
const SCOPE: Table = new Map<number, Field>([
  [1, { name: 'name', type: 'string' }],
  [2, { name: 'version', type: 'string' }],
  attributes(3),
  [4, { name: 'droppedAttributesCount', type: 'varint' }],
]);
const EVENT: Table = new Map<number, Field>([
  [1, { name: 'timeUnixNano', type: 'fixed64' }],
  [2, { name: 'name', type: 'string' }],
  attributes(3),
  [4, { name: 'droppedAttributesCount', type: 'varint' }],
]);
const LINK: Table = new Map<number, Field>([
  [1, { name: 'traceId', type: 'hex' }],
  [2, { name: 'spanId', type: 'hex' }],
  [3, { name: 'traceState', type: 'string' }],
  attributes(4),
  [5, { name: 'droppedAttributesCount', type: 'varint' }],
  [6, { name: 'flags', type: 'fixed32' }],
]);
const STATUS: Table = new Map<number, Field>([
  [2, { name: 'message', type: 'string' }],
  [3, { name: 'code', type: 'enum' }],
]);
const SPAN: Table = new Map<number, Field>([
  [1, { name: 'traceId', type: 'hex' }],
  [2, { name: 'spanId', type: 'hex' }],
  [3, { name: 'traceState', type: 'string' }],
  [4, { name: 'parentSpanId', type: 'hex' }],
  [5, { name: 'name', type: 'string' }],
  [6, { name: 'kind', type: 'enum' }],
  [7, { name: 'startTimeUnixNano', type: 'fixed64' }],
  [8, { name: 'endTimeUnixNano', type: 'fixed64' }],
  attributes(9),
  [10, { name: 'droppedAttributesCount', type: 'varint' }],
  [11, { name: 'events', type: EVENT, repeated: true }],
  [12, { name: 'droppedEventsCount', type: 'varint' }],
  [13, { name: 'links', type: LINK, repeated: true }],
  [14, { name: 'droppedLinksCount', type: 'varint' }],
  [15, { name: 'status', type: STATUS }],
  [16, { name: 'flags', type: 'fixed32' }],
]);

export function spansToJson(spans: readonly StoredSpanBytes[]): { readonly resourceSpans: readonly unknown[] } {
  return {
    resourceSpans: groupSpans(spans).map(({ resource, schemaUrl, scopes }) => ({
      resource: toJson(resource, RESOURCE),
      scopeSpans: scopes.map((scope) => ({
        scope: toJson(scope.scope, SCOPE),
        spans: scope.spans.map((span) => toJson(span, SPAN)),
        ...optionalUrl(scope.schemaUrl),
      })),
      ...optionalUrl(schemaUrl),
    })),
  };
}

function optionalUrl(url: string): { schemaUrl?: string } {
  return url === '' ? {} : { schemaUrl: url };
}

function toJson(bytes: Uint8Array, table: Table): Record<string, unknown> {
  return readMessage(createReader(bytes), bytes.length, table);
}

/** Keys of the result are names from our tables; what was received only ever becomes a value. */
function readMessage(reader: WireReader, end: number, table: Table): Record<string, unknown> {
  let json: Record<string, unknown> = {};
  while (reader.pos < end) {
    const tag = reader.tag();
    const field = table.get(tag >>> 3);
    if (field === undefined) {
      skipField(reader, tag, end);
      continue;
    }
    // The fields of an AnyValue exclude each other, and the last one counts.
    if (table === ANY_VALUE) json = {};
    const value = readField(reader, { tag, end, type: field.type });
    if (field.repeated === undefined) json[field.name] = value;
    else {
      const list = (json[field.name] ??= []) as unknown[];
      list.push(value);
    }
  }
  return json;
}

interface Reading {
  readonly tag: number;
  readonly end: number;
  readonly type: FieldType;
}

function readField(reader: WireReader, { tag, end, type }: Reading): unknown {
  switch (type) {
    case 'string':
      expectType(tag, BYTES);
      return readString(reader, end);
    case 'hex':
    case 'base64': {
      expectType(tag, BYTES);
      const bytesEnd = readEnd(reader, end);
      const text = (reader.buf as Buffer).toString(type, reader.pos, bytesEnd);
      reader.pos = bytesEnd;
      return text;
    }
    case 'fixed64':
      return readFixed64(reader).toString();
    case 'fixed32':
      return reader.fixed32();
    case 'varint':
      return reader.uint32();
    case 'enum':
      return reader.int32();
    case 'int64':
      return readInt64(reader).toString();
    case 'bool':
      return reader.bool();
    case 'double': {
      // JSON has no NaN, and `JSON.stringify` has no -0; protobuf's JSON form may write them as strings.
      const double = reader.double();
      if (Object.is(double, -0)) return '-0';
      return Number.isFinite(double) ? double : String(double);
    }
    default: {
      expectType(tag, BYTES);
      const messageEnd = readEnd(reader, end);
      return readMessage(reader, messageEnd, type);
    }
  }
}
