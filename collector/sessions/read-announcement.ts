/**
 * Spans that are sent when they begin. Ours is the span itself without an end. Logfire's SDK (`PendingSpanProcessor`) sends a
 * copy of no length under an id of its own, as a child of the span it stands for, and names the real parent in an attribute:
 * it is read as that span without an end, so that the ended one replaces it by the order of versions.
 */
import type { Span } from '../model/span.ts';

export type SpanPlacement = Pick<Span, 'spanId' | 'parentSpanId' | 'endUnixNano'>;

/** What the span stands for; the span itself where it announces nothing. */
export function readPlacement(span: Span): SpanPlacement {
  if (span.attributes.get('logfire.span_type') !== 'pending_span' || span.parentSpanId === '') return span;
  const parent = span.attributes.get('logfire.pending_parent_id');
  const named = typeof parent === 'string' && SPAN_ID.test(parent) && !NO_SPAN.test(parent);
  return { spanId: span.parentSpanId, parentSpanId: named ? parent.toLowerCase() : '', endUnixNano: 0n };
}

const SPAN_ID = /^[0-9a-f]{16}$/i;
/** Logfire writes zeros for the first span of a trace. */
const NO_SPAN = /^0+$/;
