/** Builds OTLP/JSON requests of log records from a few words, as `span-builder.ts` does for spans. */
import type { ExportRequest } from '../../collector/otlp/export-request.ts';
import { BEGIN_MS, spanIdOf, toAnyValue, toAttributes, traceIdOf, wrapJson, type SpanSpec } from './span-builder.ts';

export interface LogSpec {
  readonly trace?: string;
  readonly span?: string;
  readonly event?: string;
  /** Milliseconds after the test's beginning. */
  readonly at?: number;
  /** Fields of the body; nested objects and lists are key-value lists and arrays. */
  readonly body?: unknown;
  readonly attributes?: SpanSpec['attributes'];
}

export function buildLogs(
  records: readonly LogSpec[],
  options: { readonly service?: string; readonly scope?: string; readonly receivedMs?: number } = {},
): ExportRequest {
  const scopeLogs = [{ scope: { name: options.scope ?? 'test' }, logRecords: records.map(toJson) }];
  const resource =
    options.service === undefined ? {} : { attributes: toAttributes({ 'service.name': options.service }) };
  return {
    ...wrapJson({ resourceLogs: [{ resource, scopeLogs }] }, options.receivedMs ?? BEGIN_MS + 60_000),
    signal: 'logs',
  };
}

function toJson({ trace, span, event, at = 0, body, attributes }: LogSpec): unknown {
  return {
    timeUnixNano: `${BEGIN_MS + at}000000`,
    ...(trace === undefined ? {} : { traceId: traceIdOf(trace) }),
    ...(span === undefined ? {} : { spanId: spanIdOf(span) }),
    ...(event === undefined ? {} : { eventName: event }),
    ...(body === undefined ? {} : { body: toAnyValue(body) }),
    attributes: toAttributes(attributes ?? {}),
  };
}

/** What the conventions up to 1.36 send of one model call: each message it sent, and its answer. */
export function callLogs(
  call: { readonly trace: string; readonly span: string; readonly at?: number },
  messages: readonly (readonly [role: 'system' | 'user' | 'assistant' | 'tool', content: string])[],
  answer: string,
): LogSpec[] {
  const { at = 0, ...ids } = call;
  return [
    ...messages.map(([role, content], index) => ({
      ...ids,
      at: at + index,
      event: `gen_ai.${role}.message`,
      body: { content },
      attributes: { 'gen_ai.system': 'openai' },
    })),
    {
      ...ids,
      at: at + messages.length,
      event: 'gen_ai.choice',
      body: { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: answer } },
      attributes: { 'gen_ai.system': 'openai' },
    },
  ];
}
