/**
 * The messages of OTLP/JSON as tables for `json-transcoder.ts`: which key is which field of protobuf, and how its value is
 * written. The numbers are those of `decode-span.ts`, `decode-log-record.ts` and `decode-resource.ts`.
 */
export type FieldKind =
  | 'text'
  | 'time'
  | 'count'
  | 'flags'
  | 'enum'
  | 'id'
  | 'attributes'
  | 'messages'
  | 'message'
  | 'value';

export interface Field {
  readonly name: string;
  readonly key: Uint8Array;
  readonly number: number;
  /** Its own bit among the fields of the message. */
  readonly bit: number;
  readonly kind: FieldKind;
  /** Of an id. */
  readonly bytes: number;
  /** Of a message, or of each of several. */
  readonly message: MessageTable | null;
}

export interface MessageTable {
  /** By `hashKey` of the key, modulo their number, which is a power of two; the next ones where that is taken. */
  readonly slots: readonly (Field | null)[];
  /** Bits of the fields without which there is no message. */
  readonly required: number;
}

type FieldRow = readonly [name: string, number: number, kind: FieldKind, more?: number | MessageTable];

/** Four times the fields of the largest message, so that hardly any two keys share a slot. */
const SLOTS = 64;

export const EVENT = table([
  ['timeUnixNano', 1, 'time'],
  ['name', 2, 'text'],
  ['attributes', 3, 'attributes'],
  ['droppedAttributesCount', 4, 'count'],
]);

export const LINK = table([
  ['traceId', 1, 'id', 16],
  ['spanId', 2, 'id', 8],
  ['traceState', 3, 'text'],
  ['attributes', 4, 'attributes'],
  ['droppedAttributesCount', 5, 'count'],
  ['flags', 6, 'flags'],
]);

export const STATUS = table([
  ['message', 2, 'text'],
  ['code', 3, 'enum'],
]);

export const SPAN = table(
  [
    ['traceId', 1, 'id', 16],
    ['spanId', 2, 'id', 8],
    ['traceState', 3, 'text'],
    ['parentSpanId', 4, 'id', 8],
    ['name', 5, 'text'],
    ['kind', 6, 'enum'],
    ['startTimeUnixNano', 7, 'time'],
    ['endTimeUnixNano', 8, 'time'],
    ['attributes', 9, 'attributes'],
    ['droppedAttributesCount', 10, 'count'],
    ['events', 11, 'messages', EVENT],
    ['droppedEventsCount', 12, 'count'],
    ['links', 13, 'messages', LINK],
    ['droppedLinksCount', 14, 'count'],
    ['status', 15, 'message', STATUS],
    ['flags', 16, 'flags'],
  ],
  ['traceId', 'spanId'],
);

export const LOG_RECORD = table([
  ['timeUnixNano', 1, 'time'],
  ['severityNumber', 2, 'enum'],
  ['severityText', 3, 'text'],
  ['body', 5, 'value'],
  ['attributes', 6, 'attributes'],
  ['droppedAttributesCount', 7, 'count'],
  ['flags', 8, 'flags'],
  ['traceId', 9, 'id', 16],
  ['spanId', 10, 'id', 8],
  ['observedTimeUnixNano', 11, 'time'],
  ['eventName', 12, 'text'],
]);

export const RESOURCE = table([
  ['attributes', 1, 'attributes'],
  ['droppedAttributesCount', 2, 'count'],
]);

export const SCOPE = table([
  ['name', 1, 'text'],
  ['version', 2, 'text'],
  ['attributes', 3, 'attributes'],
  ['droppedAttributesCount', 4, 'count'],
]);

export const KEY_VALUE = table([
  ['key', 1, 'text'],
  ['value', 2, 'value'],
]);

/** `transcodeValue` knows these by their numbers, because an AnyValue is one of them and not all. */
export const ANY_VALUE = table([
  ['stringValue', 1, 'value'],
  ['boolValue', 2, 'value'],
  ['intValue', 3, 'value'],
  ['doubleValue', 4, 'value'],
  ['arrayValue', 5, 'value'],
  ['kvlistValue', 6, 'value'],
  ['bytesValue', 7, 'value'],
]);

/** `values` of an ArrayValue and of a KeyValueList, whose elements differ. */
export const VALUES = table([['values', 1, 'value']]);

/** The objects around the items; their numbers only tell them apart. */
export function frameTable(...names: readonly string[]): MessageTable {
  return table(names.map((name, index): FieldRow => [name, index + 1, 'value']));
}

/** The same sum that a scanner makes byte by byte. */
export function hashKey(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function table(rows: readonly FieldRow[], required: readonly string[] = []): MessageTable {
  const slots = Array.from<Field | null>({ length: SLOTS }).fill(null);
  let requiredBits = 0;
  for (const [index, [name, number, kind, more]] of rows.entries()) {
    const key = new TextEncoder().encode(name);
    const field: Field = {
      name,
      key,
      number,
      bit: 1 << index,
      kind,
      bytes: typeof more === 'number' ? more : 0,
      message: typeof more === 'object' ? more : null,
    };
    if (required.includes(name)) requiredBits |= field.bit;
    let slot = key.reduce(hashKey, 0) & (SLOTS - 1);
    while (slots[slot] !== null) slot = (slot + 1) & (SLOTS - 1);
    slots[slot] = field;
  }
  return { slots, required: requiredBits };
}
