/** A stored span read back from its bytes, in the context its vocabulary needs. */
import { decodeResource, decodeScope } from '../otlp/decode-resource.ts';
import { decodeSpan } from '../otlp/decode-span.ts';
import type { WireResource, WireScope, WireSpan } from '../otlp/wire-span.ts';
import type { StoredSpan } from '../store.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';

export interface DecodedStoredSpan {
  readonly span: WireSpan;
  readonly resource: WireResource;
  readonly scope: WireScope;
}

export function decodeStoredSpan(stored: StoredSpan): DecodedStoredSpan {
  return {
    span: decodeSpan(stored.span, contentKeys),
    resource: decodeResource(stored.resource, stored.resourceSchemaUrl),
    scope: decodeScope(stored.scope, stored.scopeSchemaUrl),
  };
}
