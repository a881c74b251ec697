/** Builds OTLP/JSON requests from a few words, for tests of what happens after the door. */
import type { ExportRequest } from '../../collector/otlp/export-request.ts';

export interface SpanSpec {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly name?: string;
  /** Milliseconds after the test's beginning. */
  readonly start?: number;
  readonly end?: number;
  readonly error?: boolean;
  readonly attributes?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** 2026-03-01, the beginning of time in tests. */
export const BEGIN_MS = Date.UTC(2026, 2, 1);

export function traceIdOf(name: string): string {
  return Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32);
}

export function spanIdOf(name: string): string {
  return Buffer.from(name.padEnd(8, '.')).toString('hex').slice(0, 16);
}

export function buildRequest(
  spans: readonly SpanSpec[],
  options: { readonly service?: string; readonly scope?: string; readonly receivedMs?: number } = {},
): ExportRequest {
  const resource =
    options.service === undefined ? {} : { attributes: toAttributes({ 'service.name': options.service }) };
  const scope = { name: options.scope ?? 'test' };
  const json = { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: spans.map(toJson) }] }] };
  return wrapJson(json, options.receivedMs ?? BEGIN_MS + 60_000);
}

export function wrapJson(json: unknown, receivedUnixMs = BEGIN_MS + 60_000): ExportRequest {
  const body = new Uint8Array(new TextEncoder().encode(JSON.stringify(json)));
  return {
    signal: 'traces',
    encoding: 'json',
    body,
    wire: { bytes: body, contentEncoding: 'identity' },
    receivedUnixMs,
    receiver: 'otlp',
    transport: 'http',
  };
}

function toJson({ trace, id, parent, name, start = 0, end = start + 100, error, attributes }: SpanSpec): unknown {
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent === undefined ? {} : { parentSpanId: spanIdOf(parent) }),
    name: name ?? id,
    kind: 1,
    startTimeUnixNano: `${BEGIN_MS + start}000000`,
    endTimeUnixNano: `${BEGIN_MS + end}000000`,
    attributes: toAttributes(attributes ?? {}),
    status: error ? { code: 2, message: 'failed' } : {},
  };
}

export function toAttributes(attributes: NonNullable<SpanSpec['attributes']>): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

/** @param value what JSON can say; an object becomes a key-value list. */
export function toAnyValue(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  if (typeof value !== 'object' || value === null) return {};
  return { kvlistValue: { values: Object.entries(value).map(([key, inner]) => ({ key, value: toAnyValue(inner) })) } };
}

/** A model call of the GenAI conventions. */
export function chat(spec: SpanSpec & { readonly tokens?: readonly [input: number, output: number] }): SpanSpec {
  const [input, output] = spec.tokens ?? [100, 20];
  return {
    ...spec,
    name: spec.name ?? 'chat gpt-4o',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
      ...spec.attributes,
    },
  };
}

export function tool(spec: SpanSpec & { readonly tool?: string; readonly call?: string }): SpanSpec {
  const name = spec.tool ?? 'search';
  return {
    ...spec,
    name: `execute_tool ${name}`,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      ...(spec.call === undefined ? {} : { 'gen_ai.tool.call.id': spec.call }),
      ...spec.attributes,
    },
  };
}

export function agent(spec: SpanSpec & { readonly agent: string }): SpanSpec {
  return {
    ...spec,
    name: `invoke_agent ${spec.agent}`,
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': spec.agent, ...spec.attributes },
  };
}
