/** Random valid trace requests as OTLP/JSON: every field of the message, every type of value, keys that mean harm. */
import * as fc from 'fast-check';

const hex = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte !== 0))
    .map((id) => Buffer.from(id).toString('hex'));

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 30, maxLength: 300 }).map((value) => value.toWellFormed()),
);
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor.prototype.x', 'a.__proto__.b', 'content', '', '4294967295'),
  fc.string({ maxLength: 10 }),
);
const uint32 = fc.nat(0xffff_ffff);
const nanos = fc.bigInt({ min: 1n, max: 0xffff_ffff_ffff_ffffn }).map(String);
const int64 = fc.oneof(
  fc.constantFrom('0', '-1', '9007199254740991', '9007199254740993', '9223372036854775807', '-9223372036854775808'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
);

const { value: anyValue } = fc.letrec<{ value: unknown; pairs: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    // `JSON.stringify` writes -0 as 0, so a request made by it cannot say -0.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ doubleValue: value === 0 ? 0 : value })),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.constant({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    tie('pairs').map((values) => ({ kvlistValue: { values } })),
  ),
  pairs: fc.array(fc.record({ key, value: tie('value') }), { maxLength: 3 }),
}));

const attributes = fc.array(fc.record({ key, value: anyValue }), { maxLength: 6 });

/** Fields are left out at random, but never present with their zero value: protobuf does not tell the two apart. */
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });
const positive = uint32.map((count) => count || 1);
const word = fc.string({ minLength: 1, maxLength: 12 });

const event = some({ timeUnixNano: nanos, name: word, attributes, droppedAttributesCount: positive });
const link = some({
  traceId: hex(16),
  spanId: hex(8),
  traceState: word,
  attributes,
  droppedAttributesCount: positive,
  flags: positive,
});

export const arbitrarySpan = fc
  .tuple(
    fc.record({ traceId: hex(16), spanId: hex(8) }),
    some({
      traceState: word,
      parentSpanId: hex(8),
      name: text.filter((name) => name !== ''),
      kind: fc.integer({ min: 1, max: 5 }),
      startTimeUnixNano: nanos,
      endTimeUnixNano: nanos,
      attributes,
      droppedAttributesCount: positive,
      events: fc.array(event, { maxLength: 3 }),
      droppedEventsCount: positive,
      links: fc.array(link, { maxLength: 3 }),
      droppedLinksCount: positive,
      status: some({ message: word, code: fc.integer({ min: 1, max: 2 }) }),
      flags: positive,
    }),
  )
  .map(([ids, rest]) => ({ ...ids, ...rest }));

const scopeSpans = fc.record({
  scope: some({ name: word, version: word, attributes, droppedAttributesCount: positive }),
  spans: fc.array(arbitrarySpan, { minLength: 1, maxLength: 3 }),
});

export const arbitraryRequest = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: some({ attributes, droppedAttributesCount: positive }),
      scopeSpans: fc.array(scopeSpans, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
