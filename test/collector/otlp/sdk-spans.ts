/**
 * Spans of the real OpenTelemetry SDK with everything a span can carry, for its own serializers to encode. The SDK still drops
 * the values that OTLP allows since proto 1.9 (bytes, maps, mixed lists); its serializers do not, so those are put in after.
 */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

const EVERY_TYPE = {
  text: 'héllo 👋 \u0000',
  emptyText: '',
  yes: true,
  no: false,
  zero: 0,
  small: 42,
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
  mixed: ['a', 1, -2.5, false, [['deep']], { inner: [null, { seven: -7 }] }],
  emptyList: [],
  map: { a: { b: { c: [1, 2, { d: 'e' }] } }, empty: {} },
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: 'lorem '.repeat(100) }]),
} as unknown as Attributes;

export function makeSdkSpans(): ReadableSpan[] {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes(EVERY_TYPE, { schemaUrl: 'https://example.com/resource/1' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
  });
  const tracer = provider.getTracer('agent', '1.2.3', { schemaUrl: 'https://example.com/scope/1' });
  const other = provider.getTracer('other');
  const parent = tracer.startSpan('invoke_agent ü', { kind: SpanKind.SERVER, startTime: [1_790_000_000, 123_456_789] });
  const link = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const child = tracer.startSpan(
    'chat',
    {
      kind: SpanKind.CLIENT,
      startTime: [1_790_000_001, 999_999_999],
      attributes: EVERY_TYPE,
      links: [{ context: link, attributes: EVERY_TYPE }, { context: link }],
    },
    trace.setSpan(ROOT_CONTEXT, parent),
  );
  child.addEvent('gen_ai.choice', EVERY_TYPE, [1_790_000_002, 1]);
  child.addEvent('', {}, [1_790_000_002, 2]);
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'it failed' });
  child.end([1_790_000_003, 7]);
  other.startSpan('', { kind: SpanKind.INTERNAL }, trace.setSpan(ROOT_CONTEXT, parent)).end();
  parent.setStatus({ code: SpanStatusCode.OK });
  parent.end([1_790_000_004, 0]);
  const spans = memory.getFinishedSpans();
  const chat = spans.find(({ name }) => name === 'chat');
  for (const part of [chat, chat?.resource, chat?.events[0], chat?.links[0]]) {
    Object.assign(part?.attributes ?? {}, EVERY_TYPE);
  }
  return spans;
}
