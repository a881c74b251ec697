/** What one span's bytes say that is easy to get wrong: long varints, repeated fields, and where contents stand. */
import { describe, expect, it } from 'vitest';

import { decodeResource, decodeScope } from '../../../collector/otlp/decode-resource.ts';
import { CONTENT_BYTES_MIN, decodeSpan } from '../../../collector/otlp/decode-span.ts';
import { field } from '../../support/export-request.ts';
import { encodeReference } from './reference-codec.ts';

const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
const encode = (span: object): Uint8Array => encodeReference({ ...ids, ...span }, 'Span');
const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

describe('decodeSpan', () => {
  it.each<[string, number | bigint, number]>([
    ['0', 0, 1],
    ['127', 127, 1],
    ['128', 128, 2],
    ['4294967295', 4_294_967_295, 5],
    ['4294967296', 4_294_967_296, 5],
    ['34359738368', 34_359_738_368, 6],
    ['9007199254740991', Number.MAX_SAFE_INTEGER, 8],
    ['9007199254740992', 9_007_199_254_740_992n, 8],
    ['9223372036854775807', 9_223_372_036_854_775_807n, 9],
    ['-1', -1, 10],
    ['-4294967296', -4_294_967_296, 10],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER, 10],
    ['-9007199254740992', -9_007_199_254_740_992n, 10],
    ['-9223372036854775808', -9_223_372_036_854_775_808n, 10],
  ])('reads the integer %s exactly', (intValue, expected, varintBytes) => {
    const bytes = encode({ attributes: [{ key: 'k', value: { intValue } }] });
    expect(bytes.length).toBe(encode({}).length + 2 + 3 + 2 + 1 + varintBytes);
    expect(decodeSpan(bytes, new Set()).attributes.get('k')).toBe(expected);
  });

  it('finds contents by key or by length, in attributes and events, top-level texts only', () => {
    const long = 'ü'.repeat(CONTENT_BYTES_MIN / 2);
    const bytes = encode({
      attributes: [
        text('content', 'c'),
        text('content', ''),
        text('short', 'x'.repeat(CONTENT_BYTES_MIN - 1)),
        text('long', long),
        { key: 'content', value: { arrayValue: { values: [{ stringValue: long }] } } },
        { key: 'content', value: { bytesValue: Buffer.alloc(300).toString('base64') } },
      ],
      events: [{ name: long, attributes: [text('content', 'in an event')] }],
      links: [{ ...ids, attributes: [text('content', long)] }],
    });
    const { contents } = decodeSpan(bytes, new Set(['content']));
    expect(contents.map(({ key, start, end }) => [key, Buffer.from(bytes.subarray(start, end)).toString()])).toEqual([
      ['content', 'c'],
      ['long', long],
      ['content', 'in an event'],
    ]);
  });

  it('lets the last of two equal keys count, and its bytes keep both', () => {
    const bytes = encode({ attributes: [text('k', 'first'), text('k', 'second')] });
    const span = decodeSpan(bytes, new Set());
    expect([...span.attributes]).toEqual([['k', 'second']]);
    expect(span.attributeCount).toBe(2);
    expect(span.bytes).toBe(bytes);
  });

  it('gives the bytes as a view, not as a copy', () => {
    const body = Buffer.concat([Buffer.from('before'), encode({}), Buffer.from('after')]);
    const span = decodeSpan(body.subarray(6, -5), new Set());
    expect(span.bytes.buffer).toBe(body.buffer);
  });

  it('gives binary values that do not change with the body', () => {
    const bytes = encode({ attributes: [{ key: 'k', value: { bytesValue: 'AQID' } }] });
    const value = decodeSpan(bytes, new Set()).attributes.get('k');
    bytes.fill(0);
    expect(value).toStrictEqual(new Uint8Array([1, 2, 3]));
  });

  it('reads fields in any order', () => {
    const end = Buffer.from([0x41, 2, 0, 0, 0, 0, 0, 0, 0]);
    const bytes = Buffer.concat([end, field(5, Buffer.from('n')), encode({ startTimeUnixNano: '1' })]);
    expect(decodeSpan(bytes, new Set())).toMatchObject({ name: 'n', startUnixNano: 1n, endUnixNano: 2n });
  });
});

describe('decodeResource and decodeScope', () => {
  it('read what the reference wrote, and nothing from nothing', () => {
    const attributes = [text('service.name', 'agent')];
    const resource = encodeReference({ attributes, droppedAttributesCount: 300 }, 'Resource');
    const scope = encodeReference(
      { name: 'n', version: 'v', attributes, droppedAttributesCount: 1 },
      'InstrumentationScope',
    );
    const read = new Map([['service.name', 'agent']]);
    expect(decodeResource(resource, 'url')).toEqual({ attributes: read, schemaUrl: 'url', bytes: resource });
    expect(decodeScope(scope, 'url')).toEqual({
      name: 'n',
      version: 'v',
      attributes: read,
      schemaUrl: 'url',
      bytes: scope,
    });
    expect(decodeScope(new Uint8Array(), '')).toMatchObject({ name: '', version: '', attributes: new Map() });
  });

  it('throw for damage', () => {
    expect(() => decodeResource(Buffer.from([0x0a, 9]), '')).toThrow(RangeError);
    expect(() => decodeScope(Buffer.from([0x08, 1]), '')).toThrow('field 1 has wire type 0');
  });
});
