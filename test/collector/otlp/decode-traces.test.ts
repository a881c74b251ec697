/** What a door takes and what it refuses: variants of OTLP/JSON that real senders write, and faults that cost one span. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { CollectorError } from '../../../collector/errors.ts';
import { decodeTraces, type DecodedTraces } from '../../../collector/otlp/decode-traces.ts';
import type { WireSpan } from '../../../collector/otlp/wire-span.ts';
import { devData } from '../../support/dev-data.ts';
import { field } from '../../support/export-request.ts';
import { decodeReference, encodeReference, meaningOf } from './reference-codec.ts';

const NO_KEYS = new Set<string>();
const TRACE = '5b8efff798038103d269b633813fc60c';
const SPAN = 'eee19b7ec3c1b174';
const START = '1544712660000000123';

const good = { traceId: TRACE, spanId: SPAN, name: 'good', startTimeUnixNano: START };
const wrap = (...spans: unknown[]): object => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const spansOf = (decoded: DecodedTraces): WireSpan[] => decoded.scopes.flatMap(({ spans }) => [...spans]);
const decodeText = (text: string): DecodedTraces => decodeTraces(Buffer.from(text), 'json', NO_KEYS);
const decodeJson = (request: unknown): DecodedTraces => decodeText(JSON.stringify(request));
const decodeProto = (body: Uint8Array): DecodedTraces => decodeTraces(body, 'proto', NO_KEYS);
const withValue = (value: unknown): object => ({ ...good, attributes: [{ key: 'k', value }] });

describe('variants of OTLP/JSON', () => {
  const canonical = {
    traceId: TRACE,
    spanId: SPAN,
    parentSpanId: 'eee19b7ec3c1b173',
    name: 'n',
    kind: 3,
    startTimeUnixNano: START,
    endTimeUnixNano: '1544712661000000456',
    attributes: [
      { key: 'int', value: { intValue: '-9007199254740993' } },
      { key: 'one', value: { intValue: '1' } },
      { key: 'list', value: { arrayValue: { values: [{ doubleValue: 1.5 }] } } },
      { key: 'bytes', value: { bytesValue: 'AP8=' } },
    ],
    droppedAttributesCount: 2,
    status: { code: 2, message: 'm' },
  };
  const text = JSON.stringify(wrap(canonical));
  const snake = (json: string): string =>
    json.replaceAll(/"(\w+)":/g, (_, key: string) => `"${key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}":`);
  const base64 = (id: string): string => Buffer.from(id, 'hex').toString('base64');

  it.each<[string, string]>([
    ['upper-case hex ids', text.replaceAll(TRACE, TRACE.toUpperCase()).replaceAll(SPAN, SPAN.toUpperCase())],
    ['base64 ids', text.replaceAll(/"([0-9a-f]{16}|[0-9a-f]{32})"/g, (_, id: string) => `"${base64(id)}"`)],
    ['64-bit integers as JSON numbers', text.replaceAll(/"(-?\d{16,19})"/g, '$1')],
    ['small integers as JSON numbers', text.replace('"intValue":"1"', '"intValue":1')],
    ['an integer with an exponent', text.replace('"intValue":"1"', '"intValue":1e0')],
    [
      'enum names',
      text.replace('"kind":3', '"kind":"SPAN_KIND_CLIENT"').replace('"code":2', '"code":"STATUS_CODE_ERROR"'),
    ],
    ['enums as decimal strings', text.replace('"kind":3', '"kind":"3"').replace('"code":2', '"code":"2"')],
    ['snake_case keys', snake(text)],
    ['unknown fields', text.replaceAll('"name":"n"', '"name":"n","future":{"a":[1,{"b":null}]},"kind2":"x"')],
    ['nulls', text.replaceAll('"name":"n"', '"name":"n","events":null,"links":null,"flags":null,"traceState":null')],
    ['empty arrays and objects', text.replaceAll('"name":"n"', '"name":"n","events":[],"links":[],"traceState":""')],
    ['a byte order mark and spaces', `\uFEFF ${JSON.stringify(wrap(canonical), null, 2)}\n`],
    ['url-safe base64 without padding', text.replace('"AP8="', '"AP8"')],
    ['counts as strings', text.replace('"droppedAttributesCount":2', '"droppedAttributesCount":"2"')],
    ['a large number elsewhere', text.replaceAll('"name":"n"', '"name":"n","seq":12345678901234567890123')],
  ])('%s give the same span', (_name, variant) => {
    expect(variant).not.toBe(text);
    const decoded = decodeText(variant);
    expect(decoded.rejections).toEqual([]);
    expect(spansOf(decoded).map(meaningOf)).toEqual(spansOf(decodeText(text)).map(meaningOf));
  });

  it('are read as the canonical form says', () => {
    expect(spansOf(decodeText(text))[0]).toMatchObject({
      traceId: TRACE,
      spanId: SPAN,
      parentSpanId: 'eee19b7ec3c1b173',
      otlpKind: 3,
      startUnixNano: 1_544_712_660_000_000_123n,
      endUnixNano: 1_544_712_661_000_000_456n,
      attributes: new Map<string, unknown>([
        ['int', -9_007_199_254_740_993n],
        ['one', 1],
        ['list', [1.5]],
        ['bytes', new Uint8Array([0, 255])],
      ]),
      attributeCount: 4,
      droppedAttributesCount: 2,
      status: 'error',
    });
  });

  it.each<[string, unknown, unknown]>([
    ['NaN', { doubleValue: 'NaN' }, Number.NaN],
    ['Infinity', { doubleValue: 'Infinity' }, Infinity],
    ['-Infinity', { doubleValue: '-Infinity' }, -Infinity],
    ['a double as a string', { doubleValue: '-1.5e3' }, -1500],
    ['an empty value', {}, null],
    ['no value', undefined, null],
    ['a null value', null, null],
    ['a null in the value', { stringValue: null }, null],
    ['an empty string', { stringValue: '' }, ''],
    ['an empty list', { arrayValue: {} }, []],
    ['an empty map', { kvlistValue: {} }, new Map()],
    ['an integer of 64 bits', { intValue: '9223372036854775807' }, 9_223_372_036_854_775_807n],
    ['an integer number beyond 64 bits, as OpenTelemetry JS writes it', { intValue: 1e20 }, 1e20],
    ['a lone surrogate', { stringValue: 'a\ud800b' }, 'a\ufffdb'],
    ['a lone surrogate in a long text', { stringValue: `${'x'.repeat(300)}\udc00` }, `${'x'.repeat(300)}\ufffd`],
  ])('%s is a value', (_name, value, expected) => {
    const [span] = spansOf(decodeJson(wrap(withValue(value))));
    expect(span?.attributes.get('k')).toEqual(expected);
  });

  it('a double beyond 2^53 written without a point is no reason to refuse the span', () => {
    const body = JSON.stringify(wrap(withValue({ doubleValue: 0 }))).replace(
      '"doubleValue":0',
      '"doubleValue":12345678901234567890',
    );
    expect(spansOf(decodeText(body))[0]?.attributes.get('k')).toBe(Number('12345678901234567890'));
  });

  it('keys that mean harm are keys', () => {
    const keys = [
      '__proto__',
      'constructor.prototype.x',
      '__proto__.polluted',
      'a.__proto__.b',
      'x.length',
      '4294967295',
    ];
    const pairs = keys.map((key) => ({ key, value: { stringValue: 'v' } }));
    const evil = JSON.stringify(
      wrap({ ...withValue({ kvlistValue: { values: pairs } }), events: [{ attributes: pairs }] }),
    );
    const [span] = spansOf(decodeText(evil.replaceAll('"name"', '"__proto__":{"polluted":1},"name"')));
    const expected = new Map(keys.map((key) => [key, 'v']));
    expect(span?.attributes.get('k')).toEqual(expected);
    expect(span?.events[0]?.attributes).toEqual(expected);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a fault in one span costs that span', () => {
  const zero = '0'.repeat(32);
  const tooDeep = (depth: number): object => {
    let value: object = { intValue: '1' };
    for (let level = 1; level < depth; level += 1) {
      value =
        level % 2 === 0 ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ key: 'k', value }] } };
    }
    return withValue(value);
  };

  const faults: [reason: string, span: unknown][] = [
    ['trace id is all zero', { ...good, traceId: zero }],
    ['span id is all zero', { ...good, spanId: '0'.repeat(16) }],
    ['trace id is not 16 bytes', { ...good, traceId: TRACE.slice(2) }],
    ['trace id is not 16 bytes', { ...good, traceId: TRACE.slice(10) }],
    ['trace id is not 16 bytes', { ...good, traceId: '' }],
    ['trace id is not 16 bytes', { ...good, traceId: `${TRACE.slice(1)}g` }],
    ['span id is not 8 bytes', { ...good, spanId: `${SPAN}00` }],
    ['span id is not 8 bytes', { ...good, spanId: 'AAAA' }],
    ['parent span id is not 8 bytes', { ...good, parentSpanId: 'abcd' }],
    ['trace id is missing or not a string', { spanId: SPAN }],
    ['span id is missing or not a string', { ...good, spanId: 7 }],
    ['start time outside 64 bits', { ...good, startTimeUnixNano: '18446744073709551616' }],
    ['start time outside 64 bits', { ...good, startTimeUnixNano: 1e300 }],
    ['start time outside 64 bits', { ...good, startTimeUnixNano: '-1' }],
    ['start time is not an integer', { ...good, startTimeUnixNano: 'yesterday' }],
    ['start time is not an integer', { ...good, startTimeUnixNano: 1.5 }],
    ['end time is not an integer', { ...good, endTimeUnixNano: {} }],
    ['event time outside 64 bits', { ...good, events: [{ timeUnixNano: '-1' }] }],
    ['name is not a string', { ...good, name: 5 }],
    ['attributes is not an array', { ...good, attributes: { a: 1 } }],
    ['an element of attributes is not an object', { ...good, attributes: ['a'] }],
    ['an attribute value is not an object', withValue('text')],
    ['an attribute value has the wrong type', withValue({ stringValue: 5 })],
    ['an attribute value has the wrong type', withValue({ boolValue: 'yes' })],
    ['an integer attribute is not an integer', withValue({ intValue: 'x' })],
    ['an integer attribute outside 64 bits', withValue({ intValue: '9223372036854775808' })],
    ['a double attribute is not a number', withValue({ doubleValue: 'fast' })],
    ['a bytes attribute is not base64', withValue({ bytesValue: 'no base64!' })],
    ['an enum has an unknown name', { ...good, kind: 'SPAN_KIND_ODD' }],
    ['an enum outside 32 bits', { ...good, kind: 2 ** 40 }],
    ['status is not an object', { ...good, status: 'ok' }],
    ['flags outside 32 bits', { ...good, flags: -1 }],
    ['a dropped count is not an integer', { ...good, droppedEventsCount: 'many' }],
    ['link trace id is not 16 bytes', { ...good, links: [{ traceId: 'abc', spanId: SPAN }] }],
    ['a span is not an object', 'span'],
    ['a span is not an object', null],
    ...[65, 1000, 100_000].map((depth): [string, unknown] => ['nesting deeper than 64', () => tooDeep(depth)]),
  ];

  it.each(faults.map(([reason, span], index) => ({ reason, span, index })))('$reason ($index)', ({ reason, span }) => {
    const body = encodeIteratively(
      wrap(good, typeof span === 'function' ? span() : span, { ...good, name: 'also good' }),
    );
    const decoded = decodeText(body);
    expect(spansOf(decoded).map(({ name }) => name)).toEqual(['good', 'also good']);
    expect(decoded.rejections).toEqual([{ reason, count: 1, first: 'resourceSpans[0].scopeSpans[0].spans[1]' }]);
    expect(JSON.parse(Buffer.from(decoded.forward ?? []).toString())).toEqual(
      wrap(good, { ...good, name: 'also good' }),
    );
  });

  it('nesting of 64 is taken, by both doors', () => {
    const [span] = spansOf(decodeJson(wrap(tooDeep(64))));
    expect(span?.attributes.has('k')).toBe(true);
    expect(decodeProto(field(1, field(2, field(2, span?.bytes ?? new Uint8Array())))).accepted).toBe(1);
  });

  it.each([65, 1000, 100_000])('protobuf nested %i deep', (depth) => {
    const deep = Buffer.concat([encodeReference(good, 'Span'), field(9, field(2, nestLists(depth)))]);
    const sibling = encodeReference(good, 'Span');
    const decoded = decodeProto(field(1, field(2, Buffer.concat([field(2, deep), field(2, sibling)]))));
    expect(spansOf(decoded)).toHaveLength(1);
    expect(decoded.rejections).toEqual([
      { reason: 'nesting deeper than 64', count: 1, first: 'resourceSpans[0].scopeSpans[0].spans[0]' },
    ]);
    expect(decodeReference(decoded.forward ?? new Uint8Array())).toEqual(wrap(good));
  });

  it('an all-zero parent is no parent', () => {
    for (const parentSpanId of ['', '0000000000000000']) {
      const request = wrap({ ...good, parentSpanId });
      expect(spansOf(decodeJson(request))[0]?.parentSpanId).toBe('');
      expect(spansOf(decodeProto(encodeReference(request)))[0]?.parentSpanId).toBe('');
    }
  });

  it('a link to nowhere is kept', () => {
    const [span] = spansOf(decodeJson(wrap({ ...good, links: [{ traceId: '', attributes: [{ key: 'a' }] }] })));
    expect(span?.links).toEqual([{ traceId: '', spanId: '', attributes: new Map([['a', null]]) }]);
  });

  it('invalid UTF-8 is shown with replacement characters and kept as it came', () => {
    const name = Buffer.from([0x61, 0xff, 0xfe, 0x62]);
    const span = Buffer.concat([encodeReference({ ...good, name: '' }, 'Span'), field(5, name)]);
    const [decoded] = spansOf(decodeProto(field(1, field(2, field(2, span)))));
    expect(decoded?.name).toBe('a\ufffd\ufffdb');
    expect(Buffer.from(decoded?.bytes ?? []).includes(name)).toBe(true);
  });

  it.each([
    ['event', 11, [0x09, 1, 2, 3], [4, 5, 6, 7, 8]],
    ['link', 13, [0x35, 1], [2, 3, 4]],
    ['status', 15, [0x18, 0x80], [1]],
    ['attribute', 9, [0x12, 2, 0x18, 0x80], [1]],
    ['unknown attribute field', 9, [0x19, 1, 2, 3], [4, 5, 6, 7, 8]],
  ])('a scalar that runs over the end of its %s is damage, not the next field', (_name, number, part, over) => {
    const valid = encodeReference({ name: 'after' }, 'Span');
    const span = Buffer.concat([
      encodeReference(good, 'Span'),
      field(number, Buffer.from(part)),
      Buffer.from(over),
      valid,
    ]);
    const { rejections } = decodeProto(field(1, field(2, field(2, span))));
    expect(rejections).toMatchObject([{ reason: 'undecodable span', count: 1 }]);
  });

  it('a known field of another wire type is damage, also where the model has no place for it', () => {
    const wrongTypes = [field(12, Buffer.alloc(0)), field(14, Buffer.alloc(0)), Buffer.from([0x82, 0x01, 3, 1, 2, 3])];
    for (const wrong of wrongTypes) {
      const span = Buffer.concat([encodeReference(good, 'Span'), wrong]);
      expect(decodeProto(field(1, field(2, field(2, span)))).rejections).toMatchObject([
        { reason: 'undecodable span' },
      ]);
    }
  });
});

describe('a fault in a block costs the spans of that block', () => {
  const blocks = (bad: object): object => ({
    resourceSpans: [
      { scopeSpans: [{ spans: [good] }] },
      { resource: {}, scopeSpans: [{ scope: {}, spans: [good, good] }], ...bad },
    ],
  });

  it.each<[string, object]>([
    ['undecodable resource', { resource: 'x' }],
    ['attributes is not an array', { resource: { attributes: 'x' } }],
    ['schemaUrl is not a string', { schemaUrl: 5 }],
    ['undecodable scope', { scopeSpans: [{ scope: [], spans: [good, good] }] }],
    ['name is not a string', { scopeSpans: [{ scope: { name: 1 }, spans: [good, good] }] }],
    ['schemaUrl is not a string', { scopeSpans: [{ schemaUrl: {}, spans: [good, good] }] }],
  ])('%s in JSON', (reason, bad) => {
    const decoded = decodeJson(blocks(bad));
    expect(decoded.accepted).toBe(1);
    expect(decoded.rejections).toEqual([{ reason, count: 2, first: 'resourceSpans[1].scopeSpans[0].spans[0]' }]);
  });

  it('a broken resource in protobuf', () => {
    const spans = field(2, Buffer.concat([1, 2].map(() => field(2, encodeReference(good, 'Span')))));
    const broken = field(1, Buffer.concat([field(1, Buffer.from([0x0a, 0x7f])), spans]));
    const decoded = decodeProto(Buffer.concat([broken, field(1, spans)]));
    expect(decoded.accepted).toBe(2);
    expect(decoded.rejections).toEqual([
      { reason: 'undecodable resource', count: 2, first: 'resourceSpans[0].scopeSpans[0].spans[0]' },
    ]);
  });
});

describe('what is forwarded without the rejected spans', () => {
  const bad = { ...good, traceId: '00' };

  it('keeps 64-bit numbers, unknown fields and the spelling of a JSON body', () => {
    const text = `{"future":[12345678901234567890],"resource_spans":[{"x":1,"scope_spans":[{"y":2,"spans":[${JSON.stringify(
      bad,
    )},{"traceId":"${TRACE}","spanId":"${SPAN}","startTimeUnixNano":1544712660000000123,"z":3}]}]}]}`;
    const decoded = decodeText(text);
    expect(decoded.accepted).toBe(1);
    expect(Buffer.from(decoded.forward ?? []).toString()).toBe(text.replace(`${JSON.stringify(bad)},`, ''));
  });

  it('keeps unknown fields, schema URLs and other blocks of a protobuf body', () => {
    const unknown = Buffer.from([0x98, 0x06, 0x2a]);
    const span = Buffer.concat([encodeReference(good, 'Span'), unknown]);
    const zero = encodeReference({ ...good, traceId: '0'.repeat(32) }, 'Span');
    const scope = (...spans: Uint8Array[]): Buffer =>
      Buffer.concat([...spans.map((one) => field(2, one)), field(3, Buffer.from('https://s')), unknown]);
    const request = (...spans: Uint8Array[]): Buffer =>
      Buffer.concat([
        field(1, Buffer.concat([field(2, scope(...spans)), field(3, Buffer.from('https://r'))])),
        unknown,
      ]);
    const { forward, rejections } = decodeProto(request(zero, span));
    expect(rejections).toHaveLength(1);
    expect(decodeReference(forward ?? new Uint8Array())).toEqual(decodeReference(request(span)));
    expect(Buffer.from(forward ?? []).includes(span)).toBe(true);
    expect(
      Buffer.from(forward ?? [])
        .toString('hex')
        .split(unknown.toString('hex')),
    ).toHaveLength(4);
  });

  it('owns its buffer, so that it can be handed to another thread', () => {
    for (const decoded of [
      decodeJson(wrap(good, bad)),
      decodeProto(encodeReference(wrap(good, { ...good, traceId: '' }))),
    ]) {
      expect(decoded.forward?.byteLength).toBe(decoded.forward?.buffer.byteLength);
    }
  });
});

describe('a body that is no request', () => {
  it.each<[string, string]>([
    ['{"resourceSpans":[', 'not valid JSON'],
    ['{"a":x\u001b[31m}', 'not valid JSON'],
    ['{"a\u0001":1}', 'not valid JSON at position 3'],
    ['[]', 'an array; a request is one object with resourceSpans'],
    ['null', 'not an object'],
    ['"text"', 'not an object'],
    ['{"resourceSpans":{}}', 'resourceSpans is not an array'],
    ['{"resourceSpans":[5]}', 'an element of resourceSpans is not an object'],
    ['{"resourceSpans":[{"scopeSpans":[[]]}]}', 'an element of scopeSpans is not an object'],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":"x"}]}]}', 'spans is not an array'],
    ['['.repeat(1e6), 'not valid JSON'],
    [`${'['.repeat(1e5)}12345678901234567890${']'.repeat(1e5)}`, 'too deeply nested'],
  ])('%.40s is refused as JSON, and nothing of it is quoted', (text, reason) => {
    const error = catchError(() => decodeText(text));
    expect(error).toMatchObject({
      code: 'INVALID_REQUEST',
      message: `the body is no ExportTraceServiceRequest in JSON: ${reason}`,
    });
  });

  it.each<[string, Uint8Array]>([
    ['a field cut short', Buffer.from([0x0a, 5, 1])],
    ['resource_spans as a number', Buffer.from([0x08, 1])],
    ['scope_spans as a number', field(1, Buffer.from([0x10, 1]))],
    ['a length beyond 2^31', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a length beyond 2^32 that 32 bits would make small', Buffer.from([0x0a, 0x80, 0x80, 0x80, 0x80, 0x10])],
    ['field number 0', Buffer.from([0x00, 0x00])],
    ['JSON', Buffer.from('{"resourceSpans":[]}')],
  ])('%s is refused as protobuf', (_name, body) => {
    const error = catchError(() => decodeProto(body));
    expect(error).toBeInstanceOf(CollectorError);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(String(error)).toContain('the body is no ExportTraceServiceRequest in protobuf');
  });

  it('because an unknown field nests too deeply to be encoded anew is refused too', () => {
    const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    const text = `{"x":${deep},"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}`;
    expect(catchError(() => decodeText(text))).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('an empty request', () => {
  it.each([
    ['proto', ''],
    ['json', ''],
    ['json', ' \n'],
    ['json', '{}'],
    ['json', '{"resourceSpans":null}'],
    ['json', '{"resourceSpans":[{"scopeSpans":[{}]},{}]}'],
  ] as const)('in %s (%j) is a success', (encoding, text) => {
    expect(decodeTraces(Buffer.from(text), encoding, NO_KEYS)).toEqual({
      scopes: [],
      accepted: 0,
      withheld: 0,
      rejections: [],
      forward: null,
    });
  });
});

describe('a body of nothing but small parts', () => {
  const EMPTIES = 4_000_000;
  const empties = (tag: number, count = EMPTIES): Buffer => Buffer.alloc(count * 2, Buffer.from([tag, 0]));
  const spanWith = (parts: Buffer): Buffer => Buffer.concat([encodeReference(good, 'Span'), parts]);

  it.each<[string, () => Uint8Array]>([
    ['resources', () => empties(0x0a)],
    ['scopes', () => field(1, empties(0x12))],
    ['spans', () => field(1, field(2, empties(0x12)))],
    [
      'links of several spans',
      () => field(1, field(2, Buffer.concat(Array(5).fill(field(2, spanWith(empties(0x6a, 900_000))))))),
    ],
  ])('is refused for its number of %s before it takes the memory', (_name, build) => {
    expect(catchError(() => decodeProto(build()))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it.each([0x4a, 0x5a, 0x6a])('costs one span with too many fields %i', (tag) => {
    const decoded = decodeProto(
      field(1, field(2, Buffer.concat([field(2, spanWith(empties(tag))), field(2, spanWith(empties(tag, 100_000)))]))),
    );
    expect(decoded.accepted).toBe(1);
    expect(decoded.rejections).toMatchObject([{ reason: 'more than 1000000 attributes, events and links', count: 1 }]);
  });

  it('takes unknown fields as one stretch each', () => {
    const body = Buffer.concat([
      empties(0x20),
      field(1, field(2, Buffer.concat([empties(0x20), field(2, spanWith(empties(0x00, 0)))]))),
    ]);
    expect(decodeProto(body).accepted).toBe(1);
  });
});

describe('development data', () => {
  const folder = devData('otlp-agent-prism');
  const names =
    folder === null || !existsSync(folder) ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'));

  it.skipIf(folder === null)(
    'otlp-agent-prism (skipped where the development data is missing): every span is accepted',
    () => {
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        const parsed: unknown = JSON.parse(readFileSync(join(folder ?? '', name), 'utf8'));
        for (const request of Array.isArray(parsed) ? parsed : [parsed]) {
          const decoded = decodeJson(request);
          expect(decoded.rejections, name).toEqual([]);
          expect(decoded.accepted, name).toBeGreaterThan(0);
        }
      }
    },
  );
});

/** An AnyValue of lists in lists, written from the inside out: to wrap it level by level would copy it each time. */
function nestLists(depth: number): Buffer {
  const parts = [Buffer.from([0x18, 1])];
  let length = 2;
  for (let level = 1; level < depth; level += 1) {
    for (const tag of [0x0a, 0x2a]) {
      const size = [];
      let rest = length;
      for (; rest > 0x7f; rest >>>= 7) size.push((rest & 0x7f) | 0x80);
      const head = Buffer.from([tag, ...size, rest]);
      parts.push(head);
      length += head.length;
    }
  }
  return Buffer.concat(parts.reverse());
}

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** `JSON.stringify` recurses; values nested 100,000 deep need a writer with its own stack. */
function encodeIteratively(value: unknown): string {
  let text = '';
  const rest: unknown[] = [{ json: value }];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string') {
      text += next;
      continue;
    }
    const { json } = next as { json: unknown };
    if (typeof json !== 'object' || json === null) {
      text += JSON.stringify(json);
      continue;
    }
    const entries = Object.entries(json).filter(([, inner]) => inner !== undefined);
    const list = Array.isArray(json);
    rest.push(list ? ']' : '}');
    for (const [index, [key, inner]] of [...entries.entries()].reverse()) {
      rest.push({ json: inner }, `${index === 0 ? '' : ','}${list ? '' : `${JSON.stringify(key)}:`}`);
    }
    rest.push(list ? '[' : '{');
  }
  return text;
}
