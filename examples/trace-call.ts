/**
 * Runs something inside a span that is active meanwhile, so that spans begun in it become its children. A rejection marks the
 * span as failed and goes on to the caller.
 */
import {
  context,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { ProviderError } from './model-client.ts';

export interface SpanSettings {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

export async function traceCall<T>(
  tracer: Tracer,
  { name, kind, attributes }: SpanSettings,
  body: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes });
  try {
    return await context.with(trace.setSpan(context.active(), span), () => body(span));
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    span.recordException(failure);
    span.setAttribute('error.type', failure instanceof ProviderError ? failure.type : failure.name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
    throw error;
  } finally {
    span.end();
  }
}
