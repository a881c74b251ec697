/** A span in its context from a few attributes, for tests of what the vocabularies read from it. */
import type { AttributeMap, AttributeValue } from '../../../collector/model/attributes.ts';
import type { SpanStatus } from '../../../collector/model/span.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';

export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ContextSpec {
  readonly attributes?: Attributes;
  readonly name?: string;
  readonly status?: SpanStatus;
  readonly scope?: string;
  readonly resource?: Attributes;
  /** In order; each a millisecond after the one before, the first at the span's start. */
  readonly events?: readonly (readonly [name: string, attributes: Attributes])[];
}

export const START_NANO = 1_790_000_000_000_000_000n;

export function buildContext(spec: ContextSpec): SpanInContext {
  const events = (spec.events ?? []).map(([name, attributes], index) => ({
    name,
    timeUnixNano: START_NANO + BigInt(index) * 1_000_000n,
    attributes: toMap(attributes),
  }));
  return {
    span: {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      parentSpanId: '',
      traceState: '',
      name: spec.name ?? 'span',
      otlpKind: 1,
      startUnixNano: START_NANO,
      endUnixNano: START_NANO + 1_000_000_000n,
      attributes: toMap(spec.attributes ?? {}),
      events,
      links: [],
      status: spec.status ?? 'unset',
      statusMessage: '',
      droppedAttributesCount: 0,
    },
    scope: { name: spec.scope ?? 'test', version: '1', attributes: new Map(), schemaUrl: '' },
    resource: { attributes: toMap(spec.resource ?? {}), schemaUrl: '' },
  };
}

export function toMap(attributes: Attributes): AttributeMap {
  return new Map(Object.entries(attributes));
}
