/** A stored span read back from its bytes, in the context its vocabulary needs. */
import { decodeResource, decodeScope } from '../otlp/decode-resource.ts';
import { decodeSpan } from '../otlp/decode-span.ts';
import type { StoredSpan } from '../store.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';

export function decodeStoredSpan(stored: StoredSpan): SpanInContext {
  return {
    span: decodeSpan(stored.span, contentKeys),
    resource: decodeResource(stored.resource, stored.resourceSchemaUrl),
    scope: decodeScope(stored.scope, stored.scopeSchemaUrl),
  };
}
