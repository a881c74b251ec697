/**
 * Requests of LLM spans for measuring: every body has its own ids and its own text, because a repeated text would be stored
 * once and flatter the result. Spans carry 20 attributes and about `spanBytes` of message JSON.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

type Spans = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];

export interface PayloadOptions {
  readonly seed: number;
  readonly spans: number;
  readonly spanBytes: number;
}

export type Wire = 'protobuf' | 'protobuf+gzip' | 'json';

export const CONTENT_TYPES: Readonly<Record<Wire, string>> = {
  protobuf: 'application/x-protobuf',
  'protobuf+gzip': 'application/x-protobuf',
  json: 'application/json',
};

export function buildBody(wire: Wire, options: PayloadOptions): Buffer {
  const spans = buildSpans(options);
  const serialize = wire === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  const bytes = Buffer.from(serialize.serializeRequest(spans) ?? []);
  return wire === 'protobuf+gzip' ? gzipSync(bytes) : bytes;
}

/** Trace ids of a body's spans, in order, to check what arrived. */
export function traceIds({ seed, spans }: PayloadOptions): string[] {
  return Array.from({ length: Math.ceil(spans / SPANS_PER_TRACE) }, (_, trace) => traceId(seed, trace));
}

const SPANS_PER_TRACE = 8;
const BEGIN_S = 1_790_000_000;

function buildSpans({ seed, spans, spanBytes }: PayloadOptions): Spans {
  const random = createRandom(seed);
  const resource = {
    attributes: { 'service.name': 'bench-agent', 'service.version': '1.4.2', 'telemetry.sdk.language': 'nodejs' },
    asyncAttributesPending: false,
  };
  const scope = { name: 'bench', version: '1.0.0' };
  return Array.from({ length: spans }, (_, index) => {
    const trace = Math.floor(index / SPANS_PER_TRACE);
    const startS = BEGIN_S + (seed % 5000) * 10 + (index % SPANS_PER_TRACE);
    const spanId = digest(`${seed} ${index} span`).slice(0, 16);
    return {
      name: 'chat gpt-4.1-mini',
      kind: SpanKind.CLIENT,
      spanContext: () => ({ traceId: traceId(seed, trace), spanId, traceFlags: TraceFlags.SAMPLED }),
      startTime: [startS, 120_000_000],
      endTime: [startS + 1, 470_000_000],
      duration: [1, 350_000_000],
      status: { code: SpanStatusCode.UNSET },
      attributes: buildAttributes({ random, index, spanBytes, session: `bench-${seed}-${trace}` }),
      links: [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: scope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  }) as unknown as Spans;
}

interface AttributeOptions {
  readonly random: () => number;
  readonly index: number;
  readonly spanBytes: number;
  readonly session: string;
}

function buildAttributes({
  random,
  index,
  spanBytes,
  session,
}: AttributeOptions): Record<string, string | number | string[]> {
  const text = (share: number): string => prose(random, Math.round(spanBytes * share));
  const message = (role: string, share: number): unknown => ({ role, parts: [{ type: 'text', content: text(share) }] });
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4.1-mini',
    'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
    'gen_ai.response.id': `chatcmpl-${session}-${index}`,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.request.temperature': 0.2,
    'gen_ai.request.max_tokens': 2048,
    'gen_ai.request.top_p': 0.95,
    'gen_ai.usage.input_tokens': 900 + Math.floor(random() * 200),
    'gen_ai.usage.output_tokens': 120 + Math.floor(random() * 80),
    'gen_ai.usage.cache_read.input_tokens': 512,
    'gen_ai.conversation.id': session,
    'gen_ai.agent.name': 'bench-agent',
    'gen_ai.agent.version': '1.4.2',
    'server.address': 'api.example.com',
    'server.port': 443,
    'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: text(0.15) }]),
    'gen_ai.input.messages': JSON.stringify([message('user', 0.2), message('assistant', 0.2), message('user', 0.2)]),
    'gen_ai.output.messages': JSON.stringify([message('assistant', 0.15)]),
  };
}

function traceId(seed: number, trace: number): string {
  return digest(`${seed} ${trace}`).slice(0, 32);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Word frequencies fall as in real text, so that gzip finds about what it finds there. */
function prose(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) {
    const rank = Math.floor(WORDS.length ** random());
    text += `${WORDS[rank] ?? 'the'} `;
  }
  return text.slice(0, length);
}

const WORDS = buildWords();

function buildWords(): string[] {
  const random = createRandom(7);
  const syllables = [
    'an',
    'ter',
    'con',
    'ing',
    'the',
    'ra',
    'lo',
    'mi',
    'sta',
    'ver',
    'ed',
    'ble',
    'or',
    'pre',
    'sen',
    'du',
  ];
  return Array.from({ length: 4000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => syllables[Math.floor(random() * syllables.length)]).join(
      '',
    ),
  );
}

/** Mulberry32: small, seeded, good enough for text. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
