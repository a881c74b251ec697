/** Spans made by the real SDK with every kind of value it can carry, for comparing what we read with what was written. */
import { SpanKind, SpanStatusCode, TraceFlags, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

export const LINKED = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

/** What the API's types do not admit and the wire does: SDKs of other languages send such values. */
const RICH = {
  text: 'grüße 🦜',
  empty: '',
  yes: true,
  zero: 0,
  negative: -42,
  large: Number.MAX_SAFE_INTEGER,
  double: 0.1,
  words: ['a', 'b'],
  numbers: [1, -2],
  nested: { inner: { deep: ['x', 1, { y: true }] } },
  bytes: new Uint8Array([0, 1, 255]),
  nothing: null,
  ['__proto__.polluted']: 'no',
} as unknown as Attributes;

/** The SDK's own filter would drop the rich values, so they are put back after the recording. */
export async function recordRealSpans(): Promise<ReadableSpan[]> {
  const spans = await recordSpans({ text: 'filtered' });
  return spans.map(
    (span, index) => (index === 0 ? Object.create(span, { attributes: { value: RICH } }) : span) as ReadableSpan,
  );
}

async function recordSpans(attributes: Attributes): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'desk', 'service.instance.id': 'one' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('recorder', '1.2.3');
  const span = tracer.startSpan('chat gpt-4o', {
    kind: SpanKind.CLIENT,
    attributes,
    links: [{ context: LINKED, attributes: { why: 'follows' } }],
    startTime: [1_790_000_000, 123_456_789],
  });
  span.addEvent('first token', { at: 7 }, [1_790_000_000, 223_456_789]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' });
  span.end([1_790_000_001, 987_654_321]);
  tracer.startSpan('plain').end();
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans();
  await provider.shutdown();
  return [...spans];
}
