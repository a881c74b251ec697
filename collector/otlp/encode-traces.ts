/**
 * Stored spans as the bytes of an `ExportTraceServiceRequest`: each span, resource and scope stands in it exactly as it was
 * received, unknown fields included. Such requests may be written one after the other and are one request again.
 */
import protobuf from 'protobufjs/minimal.js';

import { groupSpans, type StoredSpanBytes } from './group-spans.ts';
import { BYTES } from './wire-reader.ts';

/*
 * ExportTraceServiceRequest { 1 resource_spans* }
 * ResourceSpans { 1 resource, 2 scope_spans*, 3 schema_url }    ScopeSpans { 1 scope, 2 spans*, 3 schema_url }
 */
export function encodeTraces(spans: readonly StoredSpanBytes[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const { resource, schemaUrl, scopes } of groupSpans(spans)) {
    const scopeSpans = scopes.map((scope) => encodeBlock(scope.scope, scope.spans, scope.schemaUrl));
    writer.uint32((1 << 3) | BYTES).bytes(encodeBlock(resource, scopeSpans, schemaUrl));
  }
  return writer.finish();
}

function encodeBlock(head: Uint8Array, items: readonly Uint8Array[], schemaUrl: string): Uint8Array {
  const writer = protobuf.Writer.create();
  // A request without a resource or scope is kept as an empty one: protobuf reads both the same.
  if (head.length > 0) writer.uint32((1 << 3) | BYTES).bytes(head);
  for (const item of items) writer.uint32((2 << 3) | BYTES).bytes(item);
  if (schemaUrl !== '') writer.uint32((3 << 3) | BYTES).string(schemaUrl);
  return writer.finish();
}
