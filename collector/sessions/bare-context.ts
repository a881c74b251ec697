/** A span that was stored before, as the vocabularies take it, without its attributes: for what only its log records say. */
import { NO_ATTRIBUTES } from '../model/attributes.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import type { SpanFacts } from './span-facts.ts';

export function readBareContext(facts: SpanFacts): SpanInContext {
  return {
    span: {
      traceId: facts.traceId,
      spanId: facts.spanId,
      parentSpanId: facts.parentSpanId,
      traceState: '',
      name: facts.name,
      otlpKind: 0,
      startUnixNano: facts.startUnixNano,
      endUnixNano: facts.endUnixNano,
      attributes: NO_ATTRIBUTES,
      events: [],
      links: [],
      status: facts.status,
      statusMessage: '',
      droppedAttributesCount: 0,
    },
    scope: { name: '', version: '', attributes: NO_ATTRIBUTES, schemaUrl: '' },
    resource: { attributes: NO_ATTRIBUTES, schemaUrl: '' },
  };
}
