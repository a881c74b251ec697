/** What the real SDK's serializers write: both encodings mean the same, and the model holds what the span was given. */
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';

import type { AttributeMap } from '../../../collector/model/attributes.ts';
import { decodeTraces } from '../../../collector/otlp/decode-traces.ts';
import { spansToJson } from '../../../collector/otlp/spans-to-json.ts';
import { decodeReference, meaningOf } from './reference-codec.ts';
import { makeSdkSpans } from './sdk-spans.ts';

const KEYS = new Set(['gen_ai.input.messages']);
const spans = makeSdkSpans();
const serialized = {
  proto: ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
  json: JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
};
const decoded = {
  proto: decodeTraces(serialized.proto, 'proto', KEYS),
  json: decodeTraces(serialized.json, 'json', KEYS),
};
const encodings = ['proto', 'json'] as const;

function expectEveryType(attributes: AttributeMap): void {
  expect(Object.fromEntries(attributes)).toMatchObject({
    text: 'héllo 👋 \u0000',
    emptyText: '',
    yes: true,
    no: false,
    zero: 0,
    negative: -1,
    veryNegative: Number.MIN_SAFE_INTEGER,
    above32Bits: 4_294_967_296,
    safeMax: Number.MAX_SAFE_INTEGER,
    fraction: 0.1,
    beyond64Bits: 1e20,
    farBeyond64Bits: -1e25,
    bytes: new Uint8Array([0, 255, 128]),
    noBytes: new Uint8Array(),
    texts: ['a', '', 'c'],
    mixed: ['a', 1, -2.5, false, [['deep']], new Map([['inner', [null, new Map([['seven', -7]])]]])],
    emptyList: [],
  });
  expect(attributes.get('map')).toEqual(
    new Map([
      ['a', new Map([['b', new Map([['c', [1, 2, new Map([['d', 'e']])]]])]])],
      ['empty', new Map()],
    ]),
  );
}

describe.each(encodings)('%s of OpenTelemetry JS', (encoding) => {
  const { scopes, accepted, rejections, forward } = decoded[encoding];
  const all = scopes.flatMap((scope) => scope.spans);
  const chat = all.find(({ name }) => name === 'chat');

  it('is accepted whole', () => {
    expect({ accepted, rejections, forward }).toEqual({ accepted: 3, rejections: [], forward: null });
  });

  it('keeps the scalar fields exactly, nanoseconds included', () => {
    const parent = all.find(({ name }) => name === 'invoke_agent ü');
    expect(parent).toMatchObject({
      traceId: spans[2]?.spanContext().traceId,
      spanId: spans[2]?.spanContext().spanId,
      parentSpanId: '',
      otlpKind: 2,
      startUnixNano: 1_790_000_000_123_456_789n,
      endUnixNano: 1_790_000_004_000_000_000n,
      status: 'ok',
    });
    expect(chat).toMatchObject({
      traceId: parent?.traceId,
      parentSpanId: parent?.spanId,
      otlpKind: 3,
      startUnixNano: 1_790_000_001_999_999_999n,
      status: 'error',
      statusMessage: 'it failed',
    });
  });

  it('keeps every type of value, on spans, events, links and the resource', () => {
    expectEveryType(chat?.attributes ?? new Map());
    expectEveryType(chat?.events[0]?.attributes ?? new Map());
    expectEveryType(chat?.links[0]?.attributes ?? new Map());
    expectEveryType(scopes[0]?.resource.attributes ?? new Map());
  });

  it('keeps events, links, scopes and schema URLs', () => {
    expect(chat?.events.map(({ name, timeUnixNano }) => [name, timeUnixNano])).toEqual([
      ['gen_ai.choice', 1_790_000_002_000_000_001n],
      ['', 1_790_000_002_000_000_002n],
    ]);
    expect(chat?.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ['ab'.repeat(16), 'cd'.repeat(8)],
      ['ab'.repeat(16), 'cd'.repeat(8)],
    ]);
    expect(scopes.map(({ scope }) => [scope.name, scope.version, scope.schemaUrl])).toEqual([
      ['agent', '1.2.3', 'https://example.com/scope/1'],
      ['other', '', ''],
    ]);
    expect(scopes[0]?.resource.schemaUrl).toBe('https://example.com/resource/1');
  });

  it('gives the place of each content in the bytes', () => {
    const texts = chat?.contents.map(({ key, start, end }) => [
      key,
      Buffer.from(chat.bytes.subarray(start, end)).toString(),
    ]);
    const message = chat?.attributes.get('gen_ai.input.messages');
    expect(texts).toEqual([
      ['gen_ai.input.messages', message],
      ['gen_ai.input.messages', message],
    ]);
  });

  it('is written as OTLP/JSON with every field that protobuf carries', () => {
    for (const { spans: group, resource, scope } of scopes) {
      for (const span of group) {
        const json = spansToJson([
          {
            span: span.bytes,
            resource: resource.bytes,
            resourceSchemaUrl: resource.schemaUrl,
            scope: scope.bytes,
            scopeSchemaUrl: scope.schemaUrl,
          },
        ]);
        const again = decodeTraces(Buffer.from(JSON.stringify(json)), 'json', KEYS);
        const [shown] = again.scopes;
        expect(meaningOf(shown?.spans[0] ?? span)).toEqual(meaningOf(span));
        expect(decodeReference(shown?.spans[0]?.bytes ?? new Uint8Array(), 'Span')).toEqual(
          decodeReference(span.bytes, 'Span'),
        );
        expect(shown?.resource.attributes).toEqual(resource.attributes);
      }
    }
  });
});

it('JSON and protobuf of OpenTelemetry JS are one and the same to us', () => {
  const meanings = encodings.map((encoding) => decoded[encoding].scopes.flatMap((scope) => scope.spans.map(meaningOf)));
  expect(meanings[0]).toEqual(meanings[1]);
});
