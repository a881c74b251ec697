/**
 * Requests of LLM spans for measuring: every body has its own ids and its own text, because a repeated text would be stored
 * once and flatter the result. Spans carry 20 attributes and about `textBytes` of messages.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

type Spans = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];

export interface PayloadOptions {
  readonly seed: number;
  readonly spans: number;
  readonly textBytes: number;
}

export type Wire = 'protobuf' | 'protobuf+gzip' | 'json';

export const WIRES: readonly Wire[] = ['protobuf', 'protobuf+gzip', 'json'];

const HEADERS: Readonly<Record<Wire, Readonly<Record<string, string>>>> = {
  protobuf: { 'content-type': 'application/x-protobuf' },
  'protobuf+gzip': { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
  json: { 'content-type': 'application/json' },
};

export function headersOf(wire: Wire): Readonly<Record<string, string>> {
  return HEADERS[wire];
}

/** What a measurement says of a span; the rest is the same for all of them. */
export interface SpanDraft {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  readonly failed?: boolean;
}

export function buildBody(wire: Wire, options: PayloadOptions): Buffer {
  return serializeSpans(wire, buildDrafts(options), 'bench-agent');
}

export function serializeSpans(wire: Wire, drafts: readonly SpanDraft[], service: string): Buffer {
  const resource = {
    attributes: { 'service.name': service, 'service.version': '1.4.2', 'telemetry.sdk.language': 'nodejs' },
    asyncAttributesPending: false,
  };
  const scope = { name: 'bench', version: '1.0.0' };
  const spans = drafts.map((draft) => ({
    name: draft.name,
    kind: SpanKind.CLIENT,
    spanContext: () => ({ traceId: draft.traceId, spanId: draft.spanId, traceFlags: TraceFlags.SAMPLED }),
    parentSpanContext:
      draft.parentSpanId === undefined
        ? undefined
        : { traceId: draft.traceId, spanId: draft.parentSpanId, traceFlags: TraceFlags.SAMPLED },
    startTime: toHrTime(draft.startMs),
    endTime: toHrTime(draft.startMs + draft.durationMs),
    duration: toHrTime(draft.durationMs),
    status: { code: draft.failed === true ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: draft.attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  })) as unknown as Spans;
  const bytes = Buffer.from(
    (wire === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer).serializeRequest(spans) ?? [],
  );
  return wire === 'protobuf+gzip' ? gzipSync(bytes) : bytes;
}

function toHrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}

const SPANS_PER_TRACE = 8;
const BEGIN_MS = 1_790_000_000_000;

export function buildDrafts({ seed, spans, textBytes }: PayloadOptions): SpanDraft[] {
  const random = createRandom(seed);
  return Array.from({ length: spans }, (_, index) => {
    const trace = Math.floor(index / SPANS_PER_TRACE);
    return {
      name: 'chat gpt-4.1-mini',
      traceId: digest(`${seed} ${trace}`).slice(0, 32),
      spanId: digest(`${seed} ${index} span`).slice(0, 16),
      startMs: BEGIN_MS + (seed % 5000) * 10_000 + (index % SPANS_PER_TRACE) * 1000 + 120,
      durationMs: 1350,
      attributes: buildAttributes({ random, index, textBytes, session: `bench-${token(`${seed} ${trace} session`)}` }),
    };
  });
}

/** Ids inside of texts have this shape, so that `stamped-bodies.ts` finds them. */
export const TOKEN = /zq[0-9a-f]{12}/g;

function token(name: string): string {
  return `zq${digest(name).slice(0, 12)}`;
}

interface AttributeOptions {
  readonly random: () => number;
  readonly index: number;
  readonly textBytes: number;
  readonly session: string;
}

function buildAttributes({ random, index, textBytes, session }: AttributeOptions): SpanDraft['attributes'] {
  let texts = 0;
  const text = (share: number): string =>
    `${token(`${session} ${index} ${texts++}`)} ${prose(random, Math.round(textBytes * share) - 15)}`;
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
    'gen_ai.output.messages': JSON.stringify([message('assistant', 0.25)]),
  };
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Word frequencies fall as in real text, with numbers and marks between, so that compression finds about what it finds there:
 * gzip makes 1 of 3.0 of the text and 1 of 3.8 of a request of 4 KB spans, their attributes included.
 */
export function prose(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) {
    const draw = random();
    if (draw < 0.12) text += `${Math.floor(random() * 1e6).toString(36)}${MARKS[Math.floor(random() * MARKS.length)]}`;
    else text += `${WORDS[Math.floor(WORDS.length ** random())] ?? 'the'} `;
  }
  return text.slice(0, length);
}

const MARKS = ['. ', ', ', ': ', '() ', '\n', '/', '_', ' = '];
const SYLLABLES =
  'an ter con ing the ra lo mi sta ver ed ble or pre sen du kes fi gro ul wy ax hem jo pla ness tion qui bo zet'.split(
    ' ',
  );
const WORDS = buildWords();

function buildWords(): string[] {
  const random = createRandom(7);
  const word = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join(
      '',
    );
  return Array.from({ length: 20_000 }, word);
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
