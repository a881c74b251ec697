/** Log records are read whole from both encodings; what is wrong with one costs that one. */
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { LogRecord } from '../../../collector/model/log-record.ts';
import { decodeLogs } from '../../../collector/otlp/decode-logs.ts';
import type { Encoding } from '../../../collector/otlp/export-request.ts';

type Logs = Parameters<typeof JsonLogsSerializer.serializeRequest>[0];

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const resource = { attributes: { 'service.name': 'desk' }, asyncAttributesPending: false };
const record = (fields: object): object => ({
  hrTime: [1_790_000_000, 123_456_789],
  hrTimeObserved: [1_790_000_001, 0],
  severityNumber: 9,
  severityText: 'INFO',
  spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 },
  attributes: { 'gen_ai.system': 'openai', n: 1.5, yes: true },
  droppedAttributesCount: 2,
  resource,
  instrumentationScope: { name: 'openai', version: '1' },
  ...fields,
});
const calls = [{ id: 'call_1', type: 'function', function: { name: 'altitude', arguments: '{"city":"Ghent"}' } }];
const logs = [
  record({ eventName: 'gen_ai.assistant.message', body: { content: 'grüße 🦜', tool_calls: calls, empty: null } }),
  record({ spanContext: undefined, body: 'plain' }),
] as unknown as Logs;

const bodies: Record<Encoding, Uint8Array> = {
  proto: ProtobufLogsSerializer.serializeRequest(logs) ?? new Uint8Array(),
  json: JsonLogsSerializer.serializeRequest(logs) ?? new Uint8Array(),
};

function meaningOf({ traceId, spanId, timeUnixNano, eventName, attributes, body }: LogRecord): object {
  return { traceId, spanId, timeUnixNano, eventName, attributes, body };
}

const decodeJson = (logRecord: object) =>
  decodeLogs(Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [logRecord] }] }] })), 'json');

describe('decodeLogs', () => {
  it.each(['proto', 'json'] as const)('reads what the serializer of OpenTelemetry JS writes in %s', (encoding) => {
    const { scopes, accepted, rejections, forward } = decodeLogs(bodies[encoding], encoding);
    expect({ accepted, rejections, forward }).toEqual({ accepted: 2, rejections: [], forward: null });
    expect(scopes[0]?.resource.attributes.get('service.name')).toBe('desk');
    const [message, plain] = scopes.flatMap(({ records }) => records);
    expect(message && meaningOf(message)).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      timeUnixNano: 1_790_000_000_123_456_789n,
      eventName: 'gen_ai.assistant.message',
      attributes: new Map<string, unknown>([
        ['gen_ai.system', 'openai'],
        ['n', 1.5],
        ['yes', true],
      ]),
      body: new Map<string, unknown>([
        ['content', 'grüße 🦜'],
        [
          'tool_calls',
          [
            new Map<string, unknown>([
              ['id', 'call_1'],
              ['type', 'function'],
              [
                'function',
                new Map([
                  ['name', 'altitude'],
                  ['arguments', '{"city":"Ghent"}'],
                ]),
              ],
            ]),
          ],
        ],
        ['empty', null],
      ]),
    });
    expect(plain).toMatchObject({ traceId: '', spanId: '', eventName: '', body: 'plain' });
  });

  it('writes a record from JSON as protobuf that means the same', () => {
    const encodings = (['proto', 'json'] as const).map((encoding) =>
      decodeLogs(bodies[encoding], encoding).scopes.flatMap(({ records }) =>
        records.map(({ bytes }) => Buffer.from(bytes)),
      ),
    );
    expect(encodings[1]?.map(String)).toEqual(encodings[0]?.map(String));
  });

  it.each([
    [
      'an event name in an attribute',
      { attributes: [{ key: 'event.name', value: { stringValue: 'e' } }] },
      { eventName: 'e' },
    ],
    [
      'snake_case and base64 ids',
      { trace_id: Buffer.from(TRACE_ID, 'hex').toString('base64'), event_name: 'e' },
      { traceId: TRACE_ID, eventName: 'e' },
    ],
    ['the name of a severity', { severityNumber: 'SEVERITY_NUMBER_INFO2' }, {}],
    ['ids that are all zero as none', { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }, { traceId: '', spanId: '' }],
    ['the time of observation where no other is said', { observedTimeUnixNano: '7' }, { timeUnixNano: 7n }],
  ])('takes %s', (_what, json, expected) => {
    expect(decodeJson(json).scopes[0]?.records[0]).toMatchObject(expected);
  });

  it.each([
    ['span id is not 8 bytes', { spanId: 'ab' }],
    ['body is not an object', { body: 'text' }],
    ['eventName is not a string', { eventName: 1 }],
    ['an attribute value has the wrong type', { body: { boolValue: 'x' } }],
    ['time outside 64 bits', { timeUnixNano: '-1' }],
  ])('refuses one record alone: %s', (reason, json) => {
    const first = 'resourceLogs[0].scopeLogs[0].logRecords[0]';
    expect(decodeJson(json)).toMatchObject({ accepted: 0, rejections: [{ reason, count: 1, first }] });
  });

  it.each([
    ['proto', Buffer.from([0x0a])],
    ['json', Buffer.from('{"resourceLogs":{}}')],
    ['json', Buffer.from('[]')],
  ] as const)('refuses what is no request in %s', (encoding, body) => {
    expect(() => decodeLogs(body, encoding)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it.each(['proto', 'json'] as const)('refuses or reads any damage to a %s body, never crashes', (encoding) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), (place, byte) => {
        const damaged = Buffer.from(bodies[encoding]);
        damaged[place % damaged.length] = byte;
        try {
          const { accepted, rejections } = decodeLogs(damaged, encoding);
          expect(accepted + rejections.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
