/** A stored span as a page shows it: OTLP/JSON to the letter, from whatever bytes were accepted. */
import { describe, expect, it } from 'vitest';

import { spansToJson } from '../../../collector/otlp/spans-to-json.ts';
import { field } from '../../support/export-request.ts';
import { encodeReference } from './reference-codec.ts';

const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };

function show(span: Uint8Array, rest: { resource?: Uint8Array; scope?: Uint8Array; url?: string } = {}): unknown {
  return spansToJson([
    {
      span,
      resource: rest.resource ?? new Uint8Array(),
      resourceSchemaUrl: rest.url ?? '',
      scope: rest.scope ?? new Uint8Array(),
      scopeSchemaUrl: rest.url ?? '',
    },
  ]);
}

const showSpan = (span: Uint8Array): unknown =>
  (show(span) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] }).resourceSpans[0]?.scopeSpans[0]?.spans[0];

describe('spansToJson', () => {
  it('writes every field of the message by its JSON name and type', () => {
    const attributes = [
      { key: 'text', value: { stringValue: 'ü' } },
      { key: 'yes', value: { boolValue: true } },
      { key: 'int', value: { intValue: '-9223372036854775808' } },
      { key: 'double', value: { doubleValue: 1.5 } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, {}] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'x' } }] } } },
      { key: 'bytes', value: { bytesValue: 'AP8=' } },
    ];
    const span = {
      ...ids,
      traceState: 'a=b',
      parentSpanId: 'ef'.repeat(8),
      name: 'chat',
      kind: 3,
      startTimeUnixNano: '1544712660000000123',
      endTimeUnixNano: '18446744073709551615',
      attributes,
      droppedAttributesCount: 1,
      events: [{ timeUnixNano: '9007199254740993', name: 'e', attributes, droppedAttributesCount: 2 }],
      droppedEventsCount: 3,
      links: [{ ...ids, traceState: 'c=d', attributes, droppedAttributesCount: 4, flags: 257 }],
      droppedLinksCount: 5,
      status: { message: 'm', code: 2 },
      flags: 769,
    };
    const resource = { attributes, droppedAttributesCount: 6 };
    const scope = { name: 's', version: '1', attributes, droppedAttributesCount: 7 };
    const shown = show(encodeReference(span, 'Span'), {
      resource: encodeReference(resource, 'Resource'),
      scope: encodeReference(scope, 'InstrumentationScope'),
      url: 'https://example.com/1',
    });
    const schemaUrl = 'https://example.com/1';
    expect(shown).toEqual({
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span], schemaUrl }], schemaUrl }],
    });
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
  ])('writes %d as text, because JSON has no such number', (double, text) => {
    const value = Buffer.alloc(9, 0x21);
    value.writeDoubleLE(double, 1);
    const span = Buffer.concat([encodeReference(ids, 'Span'), field(9, field(2, value))]);
    expect(showSpan(span)).toMatchObject({ attributes: [{ value: { doubleValue: text } }] });
  });

  it('writes an enum that is not known yet as its number, also a negative one', () => {
    expect(showSpan(encodeReference({ ...ids, kind: -1, status: { code: 99 } }, 'Span'))).toMatchObject({
      kind: -1,
      status: { code: 99 },
    });
  });

  it('lets the last of several values count, as a reader of protobuf does', () => {
    const value = Buffer.concat([field(1, Buffer.from('first')), Buffer.from([0x18, 7])]);
    const span = Buffer.concat([encodeReference(ids, 'Span'), field(9, field(2, value))]);
    expect(showSpan(span)).toEqual({ ...ids, attributes: [{ value: { intValue: '7' } }] });
  });

  it('leaves out what OTLP does not know', () => {
    const span = Buffer.concat([encodeReference(ids, 'Span'), Buffer.from([0x98, 0x06, 0x2a])]);
    expect(showSpan(span)).toEqual(ids);
  });
});
