/**
 * The walk from bytes to bytes beside parsing and encoding, which shares none of its code: whatever the walk does not leave to the
 * other must come out the same. What JSON can say in more than one way is said in all of them; a failing case prints its seed.
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import type { ResourceFrame } from '../../../collector/otlp/decode-items.ts';
import { encodeJsonLogRecord } from '../../../collector/otlp/encode-json-log-record.ts';
import { encodeJsonSpan } from '../../../collector/otlp/encode-json-span.ts';
import { LOG_RECORD, SPAN } from '../../../collector/otlp/json-messages.ts';
import { parseJsonFrame } from '../../../collector/otlp/read-json-frame.ts';
import { plainItems, readPlainJsonFrame } from '../../../collector/otlp/read-plain-json-frame.ts';
import { arbitraryRequest, arbitrarySpan } from './arbitrary-request.ts';
import { SayJson } from './say-json.ts';

const SPANS = {
  path: ['resourceSpans', 'scopeSpans', 'spans'] as const,
  encode: encodeJsonSpan,
  plain: plainItems(['resourceSpans', 'scopeSpans', 'spans'], SPAN),
};
const LOGS = {
  path: ['resourceLogs', 'scopeLogs', 'logRecords'] as const,
  encode: encodeJsonLogRecord,
  plain: plainItems(['resourceLogs', 'scopeLogs', 'logRecords'], LOG_RECORD),
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexOf = (bytes: () => Uint8Array): string => Buffer.from(bytes()).toString('hex');

function allOf(resources: readonly ResourceFrame[]): unknown {
  return resources.map(({ bytes, schemaUrl, scopes }) => ({
    resource: hexOf(bytes),
    schemaUrl,
    scopes: scopes.map((scope) => ({
      scope: hexOf(scope.bytes),
      schemaUrl: scope.schemaUrl,
      items: scope.items.map(hexOf),
    })),
  }));
}

/** @returns whether the walk took it. */
function expectSame(body: Uint8Array, items: typeof SPANS | typeof LOGS = SPANS): boolean {
  const plain = readPlainJsonFrame(body, items.plain);
  if (plain === null) return false;
  expect(allOf(plain.resources)).toEqual(allOf(parseJsonFrame(body, items).resources));
  return true;
}

const inSpan = (members: string): string =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'ab'.repeat(16)}","spanId":"${'cd'.repeat(8)}"${members}}]}]}]}`;
const inValue = (value: string): string => inSpan(`,"attributes":[{"key":"k","value":${value}}]`);

describe('a plain body', () => {
  it.each<readonly [string, string]>([
    ['empty', '{}'],
    ['spaces', ' {\n"resourceSpans" : [ ]\t}\r\n'],
    ['null', '{"resourceSpans":[{"resource":null,"schemaUrl":null,"scopeSpans":[{"scope":null,"spans":null}]}]}'],
    ['a key we do not know', inSpan(',"more":{"a":[1,-2.5e+3,true,false,null,"\\u00e9\\n",{}],"b":{"spans":[]}}')],
    ['another order', inSpan(',"status":{"code":2,"message":"m"},"kind":3,"name":"n","traceState":"s","flags":257')],
    ['a value before its key', inSpan(',"attributes":[{"value":{"intValue":1},"key":"k"}]')],
    ['no value', inSpan(',"attributes":[{},{"key":"k"},{"value":{}},{"key":"","value":{"stringValue":""}}]')],
    ['more after a text', inSpan(',"attributes":[{"key":"k","value":{"stringValue":"t"},"more":1}]')],
    ['an event in SDK order', inSpan(',"events":[{"attributes":[],"name":"e","timeUnixNano":"1790000000120000001"}]')],
    ['an empty parent', inSpan(',"parentSpanId":"","links":[{"traceId":"","spanId":""}],"status":{}')],
    ['capital hex', inSpan(`,"parentSpanId":"ABCDEF0123456789"`)],
    ['the largest time of 19 digits', inSpan(',"startTimeUnixNano":"9999999999999999999","endTimeUnixNano":0')],
    ['a time as a number', inSpan(',"startTimeUnixNano":1790000000120000001')],
    [
      'negative integers',
      inValue('{"arrayValue":{"values":[{"intValue":-1},{"intValue":"-4294967296"},{"intValue":-0}]}}'),
    ],
    ['integers at 32 bits', inValue('{"arrayValue":{"values":[{"intValue":4294967295},{"intValue":"4294967296"}]}}')],
    [
      'large integers',
      inValue('{"arrayValue":{"values":[{"intValue":"9223372036854775807"},{"intValue":9007199254740993}]}}'),
    ],
    [
      'doubles',
      inValue(
        `{"arrayValue":{"values":[${['0.1', '-0', '1e999', '5e-324', '0.30000000000000004', '123456789012345678901', '1E-7'].map((text) => `{"doubleValue":${text}}`).join()}]}}`,
      ),
    ],
    ['escapes', inValue(String.raw`{"stringValue":"\"\\\/\b\f\n\r\t\u0000\u00e9\u20ac\ud83d\ude00\uD83D é€😀"}`)],
    [
      'lone surrogates',
      inValue(
        String.raw`{"arrayValue":{"values":[{"stringValue":"\ud800"},{"stringValue":"\udc00x\ud800\ud800\udc00"},{"stringValue":"\ud800\n"}]}}`,
      ),
    ],
    ['the seventh level', inValue('{"arrayValue":{"values":['.repeat(7) + ']}}'.repeat(7))],
    ...[120, 121, 122, 123, 124, 125, 126, 127, 128, 16_370, 16_380, 16_383, 16_384, 2_097_152].flatMap((length) => [
      [`a text of ${length}`, inValue(`{"stringValue":"${'x'.repeat(length)}"}`)] as const,
      [
        `a name of ${length}`,
        inSpan(`,"name":"${'\\n'.repeat(length)}","status":{"message":"${'x'.repeat(length)}"}`),
      ] as const,
      [
        `a list with ${length}`,
        inValue(
          `{"kvlistValue":{"values":[{"key":"${'k'.repeat(length)}","value":{"stringValue":"${'x'.repeat(length)}"}}]}}`,
        ),
      ] as const,
    ]),
  ])('is taken and means the same: %s', (_, text) => {
    expect(expectSame(bytesOf(text))).toBe(true);
  });

  it('may hold log records', () => {
    const record = `{"timeUnixNano":"1","severityNumber":9,"severityText":"INFO","body":{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}},
      "attributes":[{"key":"k","value":{"stringValue":"v"}}],"droppedAttributesCount":1,"flags":1,"traceId":"${'ab'.repeat(16)}","spanId":"","observedTimeUnixNano":"2","eventName":"e"}`;
    const body = `{"resourceLogs":[{"schemaUrl":"u","scopeLogs":[{"scope":{"name":"n"},"logRecords":[${record},{},${record}]}],"resource":{}}]}`;
    expect(expectSame(bytesOf(body), LOGS)).toBe(true);
  });
});

describe('what is left to the other reader', () => {
  it.each([
    ['no object', '[]'],
    ['nothing', ' '],
    ['more behind it', '{} {}'],
    ['a byte order mark', '\ufeff{}'],
    ['a comma at the end', '{"resourceSpans":[],}'],
    ['a comma at the end of a list', '{"resourceSpans":[{},]}'],
    ['a list twice', '{"resourceSpans":[],"resourceSpans":[]}'],
    ['a list in snake case', '{"resource_spans":[]}'],
    ['a key with an escape', String.raw`{"resource\u0053pans":[]}`],
    ['no ids', '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}'],
    ['a field twice', inSpan(',"name":"a","name":"b"')],
    ['a field twice, once null', inSpan(',"name":null,"name":"b"')],
    ['two spellings', inSpan(',"startTimeUnixNano":"1","start_time_unix_nano":"2"')],
    ['__proto__', inSpan(',"__proto__":{"name":"n"}')],
    ['two values', inValue('{"intValue":1,"stringValue":"s"}')],
    ['the wrong type', inValue('{"stringValue":1}')],
    ['bytes', inValue('{"bytesValue":"AAAA"}')],
    ['an enum by name', inSpan(',"kind":"SPAN_KIND_CLIENT"')],
    ['an enum below zero', inSpan(',"kind":-1')],
    ['a leading zero', inValue('{"intValue":01}')],
    ['a whole number with decimals', inValue('{"intValue":1.0}')],
    ['an integer of 64 bits and more', inValue('{"intValue":9223372036854775808}')],
    ['a count beyond 32 bits', inSpan(',"droppedEventsCount":4294967296')],
    ['a time below zero', inSpan(',"startTimeUnixNano":-1')],
    ['half a number', inValue('{"doubleValue":1.}')],
    ['a control character', inValue('{"stringValue":"\u0001"}')],
    ['an escape that is none', inValue(String.raw`{"stringValue":"\x"}`)],
    ['the tenth level', inValue('{"arrayValue":{"values":['.repeat(10) + ']}}'.repeat(10))],
    ['deep nesting where nobody looks', inSpan(`,"more":${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['an unfinished text', inValue('{"stringValue":"').slice(0, -10)],
  ])('%s', (_, text) => {
    expect(readPlainJsonFrame(bytesOf(text), SPANS.plain)).toBeNull();
  });

  it('bytes that are not UTF-8', () => {
    const body = bytesOf(inValue('{"stringValue":"?"}'));
    body[body.indexOf(0x3f)] = 0xff;
    expect(readPlainJsonFrame(body, SPANS.plain)).toBeNull();
  });

  it('every beginning of a body', () => {
    const body = bytesOf(
      inValue(String.raw`{"arrayValue":{"values":[{"stringValue":"\u00e9"},{"doubleValue":1.5e3}]}}`),
    );
    for (let end = 0; end < body.length; end += 1) {
      expect(readPlainJsonFrame(body.subarray(0, end), SPANS.plain)).toBeNull();
    }
  });
});

describe('any body', () => {
  const taken = { said: 0, of: 0 };
  const seed = fc.nat();
  /** Random requests are full of what is left to the other reader. */
  const plainRequest = arbitraryRequest.map((request) => JSON.parse(JSON.stringify(request, replacePlain)) as unknown);

  it('of a request as an SDK writes it means the same', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        expectSame(bytesOf(JSON.stringify(request)));
      }),
      { numRuns: 500 },
    );
  });

  it('means the same however it is said', () => {
    fc.assert(
      fc.property(plainRequest, seed, fc.constantFrom(0, 0.002, 0.02), (request, said, oddness) => {
        taken.of += 1;
        if (expectSame(bytesOf(new SayJson(said, oddness).say(request)))) taken.said += 1;
      }),
      { numRuns: 1500 },
    );
  });

  it('means the same as log records', () => {
    const record = arbitrarySpan.map(({ startTimeUnixNano, kind, status, attributes, ...span }) => ({
      timeUnixNano: startTimeUnixNano,
      severityNumber: kind,
      severityText: status?.message,
      body: attributes?.[0]?.value,
      attributes,
      ...span,
    }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 3 }), seed, fc.constantFrom(0, 0.01), (records, said, oddness) => {
        const request = { resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] };
        const plain = JSON.parse(JSON.stringify(request)) as unknown;
        expectSame(bytesOf(new SayJson(said, oddness).say(plain)), LOGS);
      }),
      { numRuns: 500 },
    );
  });

  it('that was damaged is taken only where it is still valid', () => {
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...bytesOf('"\\{}[],:0-.eu _nt'))));
    fc.assert(
      fc.property(arbitrarySpan, seed, fc.array(change, { minLength: 1, maxLength: 3 }), (span, said, changes) => {
        const body = bytesOf(new SayJson(said, 0).say({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
        for (const [place, byte] of changes) body[place % body.length] = byte;
        expectSame(body);
      }),
      { numRuns: 3000 },
    );
  });

  afterAll(() => {
    // Left to the other reader, everything would be the same.
    if (taken.of > 0) expect(taken.said / taken.of).toBeGreaterThan(0.2);
  });
});

function replacePlain(key: string, value: unknown): unknown {
  if (key === 'bytesValue' || value === '-9223372036854775808') return undefined;
  return key.endsWith('TimeUnixNano') || key === 'timeUnixNano' ? String(value).slice(0, 19) : value;
}
