/**
 * A span as OTLP carries it, and the instrumentation scope and resource around it. Nothing here is interpreted: what the
 * attributes mean is the vocabularies' business.
 */
import type { AttributeMap } from './attributes.ts';
import type { UnixNano } from './unix-nano.ts';

export interface Resource {
  readonly attributes: AttributeMap;
  readonly schemaUrl: string;
}

export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: AttributeMap;
  readonly schemaUrl: string;
}

export type SpanStatus = 'unset' | 'ok' | 'error';

export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNano: UnixNano;
  readonly attributes: AttributeMap;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: AttributeMap;
}

export interface Span {
  /** 32 lowercase hexadecimal digits. */
  readonly traceId: string;
  /** 16 lowercase hexadecimal digits. */
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** OTLP `SpanKind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly otlpKind: number;
  readonly startUnixNano: UnixNano;
  /** 0 while the span runs: some senders announce a span at its start. */
  readonly endUnixNano: UnixNano;
  readonly attributes: AttributeMap;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly droppedAttributesCount: number;
}
