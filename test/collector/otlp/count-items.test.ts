/** Log records and data points are counted by the message, not by the look of the bytes; what is no message is refused. */
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';

import { countItems } from '../../../collector/otlp/count-items.ts';
import type { Encoding, Signal } from '../../../collector/otlp/export-request.ts';
import { field, metricsBody, tracesBody } from '../../support/export-request.ts';

type Counted = Exclude<Signal, 'traces'>;
type Logs = Parameters<typeof JsonLogsSerializer.serializeRequest>[0];
type Metrics = Parameters<typeof JsonMetricsSerializer.serializeRequest>[0];

const resource = { attributes: { 'service.name': 'agent' }, asyncAttributesPending: false };
const scope = { name: 'scope' };
const logs = Array.from({ length: 3 }, (_, index) => ({
  hrTime: [1_790_000_000, index],
  hrTimeObserved: [1_790_000_000, index],
  body: { nested: [{ logRecords: [{}] }] },
  attributes: {},
  droppedAttributesCount: 0,
  resource,
  instrumentationScope: index === 0 ? { name: 'other' } : scope,
})) as unknown as Logs;

const descriptor = { name: 'm', description: '', unit: '1', valueType: 1, type: 'COUNTER', advice: {} };
const point = (value: unknown): object => ({ startTime: [1, 0], endTime: [2, 0], attributes: { a: 1 }, value });
const histogram = { min: 1, max: 2, sum: 3, count: 2, buckets: { boundaries: [1], counts: [1, 1] } };
const exponential = {
  count: 2,
  sum: 3,
  min: 1,
  max: 2,
  scale: 1,
  zeroCount: 0,
  positive: { offset: 0, bucketCounts: [1, 1] },
  negative: { offset: 0, bucketCounts: [] },
};
const metric = (dataPointType: number, ...values: unknown[]): object => ({
  descriptor,
  aggregationTemporality: 1,
  dataPointType,
  isMonotonic: true,
  dataPoints: values.map(point),
});
const metrics = {
  resource,
  scopeMetrics: [{ scope, metrics: [metric(3, 1, 2), metric(2, 5), metric(0, histogram), metric(1, exponential)] }],
} as unknown as Metrics;

const count = (body: Uint8Array | undefined, encoding: Encoding, signal: Counted): number =>
  countItems(body ?? new Uint8Array(), encoding, signal).accepted;

describe('countItems', () => {
  it('counts what the serializers of OpenTelemetry JS write', () => {
    expect(count(ProtobufLogsSerializer.serializeRequest(logs), 'proto', 'logs')).toBe(3);
    expect(count(JsonLogsSerializer.serializeRequest(logs), 'json', 'logs')).toBe(3);
    expect(count(ProtobufMetricsSerializer.serializeRequest(metrics), 'proto', 'metrics')).toBe(5);
    expect(count(JsonMetricsSerializer.serializeRequest(metrics), 'json', 'metrics')).toBe(5);
  });

  it('counts the data points of every kind of metric', () => {
    for (const kind of [5, 7, 9, 10, 11]) {
      const body = field(
        1,
        field(2, field(2, field(kind, Buffer.concat([field(1, Buffer.alloc(0)), field(1, Buffer.alloc(3))])))),
      );
      expect(count(body, 'proto', 'metrics')).toBe(2);
    }
    for (const kind of ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary', 'exponential_histogram']) {
      const points = kind.includes('_') ? { data_points: [{}, {}] } : { dataPoints: [{}, {}] };
      const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ [kind]: points }] }] }] };
      expect(count(Buffer.from(JSON.stringify(body)), 'json', 'metrics')).toBe(2);
    }
  });

  it.each<[Encoding, Counted, string]>([
    ['proto', 'logs', ''],
    ['json', 'metrics', ''],
    ['json', 'logs', '{}'],
    ['json', 'logs', '\uFEFF{"resourceLogs":null,"future":[1]}'],
  ])('counts nothing in an empty request, %s %s %j', (encoding, signal, text) => {
    expect(count(Buffer.from(text), encoding, signal)).toBe(0);
  });

  it.each<[string, Uint8Array, Encoding, Counted]>([
    ['protobuf cut short', tracesBody(3).subarray(0, -1), 'proto', 'logs'],
    ['metrics cut short', metricsBody(3).subarray(0, -1), 'proto', 'metrics'],
    ['a number for a message', Buffer.from([0x08, 1]), 'proto', 'logs'],
    ['a scalar over the end of its message', field(1, Buffer.from([0x25, 1])), 'proto', 'logs'],
    ['broken JSON', Buffer.from('{"resourceLogs":\u001b'), 'json', 'logs'],
    ['a JSON list', Buffer.from('[]'), 'json', 'logs'],
    ['text for a list', Buffer.from('{"resourceLogs":"x"}'), 'json', 'logs'],
    ['a number for a log record', Buffer.from('{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}'), 'json', 'logs'],
  ])('refuses %s and quotes nothing of it', (_name, body, encoding, signal) => {
    expect(() => countItems(body, encoding, signal)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^[\x20-\x7e]+$/) }),
    );
  });
});
