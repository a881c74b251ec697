import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scanItemCount } from '../../../collector/otlp/scan-item-count.ts';
import { field, metricsBody, tracesBody } from '../../support/export-request.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('scanItemCount', () => {
  it.each([0, 1, 2, 500])('counts %i items of protobuf', (count) => {
    expect(scanItemCount(tracesBody(count), 'proto', 'traces')).toBe(count);
    expect(scanItemCount(tracesBody(count, 300), 'proto', 'logs')).toBe(count);
    expect(scanItemCount(metricsBody(count), 'proto', 'metrics')).toBe(count);
  });

  it('adds up over resources and steps over other fields', () => {
    const varint = Buffer.from([0x18, 0xff, 0xff, 0x01]);
    const fixed = Buffer.from([0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x2d, 1, 2, 3, 4]);
    const body = Buffer.concat([tracesBody(2), varint, field(9, tracesBody(5)), fixed, tracesBody(3)]);
    expect(scanItemCount(body, 'proto', 'traces')).toBe(5);
  });

  it('counts items of JSON whatever their strings contain', () => {
    const tricky = '{[{[{["}\\" resourceSpans \\\\';
    const attributes = [
      { key: tricky, value: { kvlistValue: { values: [{ key: 'a', value: { stringValue: tricky } }] } } },
    ];
    const span = { name: tricky, attributes, events: [{ name: tricky, attributes }], links: [{}] };
    const scope = { scope: { name: 'x', attributes }, spans: [span, span, {}] };
    const body = {
      resourceSpans: [{ resource: { attributes }, scopeSpans: [scope, scope] }, { scopeSpans: [scope] }, {}],
    };
    expect(scanItemCount(bytes(body), 'json', 'traces')).toBe(9);
    expect(scanItemCount(bytes(JSON.stringify(body, null, 2)), 'json', 'traces')).toBe(9);
  });

  it('counts the data points of JSON metrics', () => {
    const metrics = [
      { name: 'a', metadata: [{ key: 'k' }], sum: { dataPoints: [{ asInt: '1', attributes: [{ key: 'k' }] }, {}] } },
      { name: 'b', histogram: { dataPoints: [{ bucketCounts: ['1'], exemplars: [{}] }] } },
    ];
    const body = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
    expect(scanItemCount(bytes(body), 'json', 'metrics')).toBe(3);
  });

  it('answers whatever the bytes are, and in time linear to them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('proto', 'json'), (body, encoding) => {
        expect(scanItemCount(body, encoding, 'traces')).toBeGreaterThanOrEqual(0);
        expect(scanItemCount(body, encoding, 'metrics')).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(scanItemCount(bytes('['.repeat(1e6)), 'json', 'traces')).toBe(0);
    expect(scanItemCount(bytes('"'.repeat(1e6)), 'json', 'traces')).toBe(0);
    expect(scanItemCount(bytes('\\'.repeat(1e6)), 'json', 'traces')).toBe(0);
    expect(scanItemCount(Buffer.alloc(1e6, 0xff), 'proto', 'traces')).toBe(0);
    expect(scanItemCount(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07]), 'proto', 'traces')).toBe(0);
  });
});
