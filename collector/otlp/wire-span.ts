/** A decoded span that still knows its bytes, so that the store can keep them and cut contents out of them exactly. */
import type { Resource, Scope, Span } from '../model/span.ts';

/** A string value of an attribute that is a content, by its place in `WireSpan.bytes`. */
export interface ContentRange {
  /** The attribute's key. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export interface WireSpan extends Span {
  /** The OTLP `Span` message, as received or, from JSON, as encoded anew. */
  readonly bytes: Uint8Array;
  /** Ascending and disjoint. */
  readonly contents: readonly ContentRange[];
  readonly attributeCount: number;
}

export interface WireScope extends Scope {
  /** The OTLP `InstrumentationScope` message; empty where the request has none. */
  readonly bytes: Uint8Array;
}

export interface WireResource extends Resource {
  /** The OTLP `Resource` message; empty where the request has none. */
  readonly bytes: Uint8Array;
}

export interface ScopeSpans {
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly spans: readonly WireSpan[];
}
