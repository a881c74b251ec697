/** Spans that follow one another under the same resource and scope, together as a request has them. */
export interface StoredSpanBytes {
  readonly span: Uint8Array;
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
}

export interface ResourceGroup {
  readonly resource: Uint8Array;
  readonly schemaUrl: string;
  readonly scopes: readonly ScopeGroup[];
}

export interface ScopeGroup {
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly spans: readonly Uint8Array[];
}

/** @returns groups in the order of the spans; a resource that comes back later begins a new one. */
export function groupSpans(spans: readonly StoredSpanBytes[]): readonly ResourceGroup[] {
  const groups: {
    resource: Uint8Array;
    schemaUrl: string;
    scopes: { scope: Uint8Array; schemaUrl: string; spans: Uint8Array[] }[];
  }[] = [];
  for (const { span, resource, resourceSchemaUrl, scope, scopeSchemaUrl } of spans) {
    let group = groups.at(-1);
    if (group?.schemaUrl !== resourceSchemaUrl || !isEqual(group.resource, resource)) {
      group = { resource, schemaUrl: resourceSchemaUrl, scopes: [] };
      groups.push(group);
    }
    let inner = group.scopes.at(-1);
    if (inner?.schemaUrl !== scopeSchemaUrl || !isEqual(inner.scope, scope)) {
      inner = { scope, schemaUrl: scopeSchemaUrl, spans: [] };
      group.scopes.push(inner);
    }
    inner.spans.push(span);
  }
  return groups;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || Buffer.compare(a, b) === 0;
}
