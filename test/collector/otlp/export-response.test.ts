/** What senders are told, as the SDK's own readers of answers understand it. */
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';

import type { Encoding, Signal } from '../../../collector/otlp/export-request.ts';
import { describeRejections, encodeExportResponse } from '../../../collector/otlp/export-response.ts';
import { encodeStatus } from '../../../collector/otlp/status.ts';

const cases = [
  ['traces', 'proto', ProtobufTraceSerializer, 'rejectedSpans'],
  ['traces', 'json', JsonTraceSerializer, 'rejectedSpans'],
  ['logs', 'proto', ProtobufLogsSerializer, 'rejectedLogRecords'],
  ['logs', 'json', JsonLogsSerializer, 'rejectedLogRecords'],
  ['metrics', 'proto', ProtobufMetricsSerializer, 'rejectedDataPoints'],
  ['metrics', 'json', JsonMetricsSerializer, 'rejectedDataPoints'],
] as const satisfies readonly (readonly [Signal, Encoding, object, string])[];

describe.each(cases)('the answer to %s in %s', (signal, encoding, sdk, name) => {
  it('is empty for full success', () => {
    const bytes = encodeExportResponse(signal, encoding, { rejected: 0, message: '' });
    expect(Buffer.from(bytes).toString()).toBe(encoding === 'proto' ? '' : '{}');
  });

  it.each([
    [1, 'one'],
    [300, 'späne: "300"\n'],
    [0, 'only a warning'],
  ])('tells %i rejected and why', (rejected, message) => {
    const bytes = encodeExportResponse(signal, encoding, { rejected, message });
    const { partialSuccess } = sdk.deserializeResponse(bytes) as { partialSuccess?: Record<string, unknown> };
    expect(partialSuccess?.['errorMessage']).toBe(message);
    expect(Number(partialSuccess?.[name] ?? 0)).toBe(rejected);
  });
});

describe('describeRejections', () => {
  it('says each reason with its number and its first place, in one line', () => {
    const first = 'resourceSpans[0].scopeSpans[0].spans[3]';
    const line = describeRejections([
      { reason: 'trace id is all zero', count: 1, first },
      { reason: 'undecodable span', count: 2, first },
    ]);
    expect(line).toBe(`trace id is all zero: 1 item, first ${first}; undecodable span: 2 items, first ${first}`);
    expect(describeRejections([])).toBe('');
  });
});

describe('encodeStatus', () => {
  it('is a google.rpc.Status in either encoding', () => {
    const { root } = protobuf.parse('syntax = "proto3"; message Status { int32 code = 1; string message = 2; }');
    const decoded = root.lookupType('Status').decode(encodeStatus(3, 'nö', 'proto'));
    expect(decoded).toMatchObject({ code: 3, message: 'nö' });
    expect(JSON.parse(Buffer.from(encodeStatus(14, 'busy', 'json')).toString())).toEqual({ code: 14, message: 'busy' });
  });
});
