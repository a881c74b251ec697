/**
 * The JSON frame of a trace request. Each span is encoded to protobuf on its own and then read like any other, so that the
 * rest of the program knows one form. Lenient where real senders differ from the letter: enum names, base64 ids, snake_case.
 */
import type { ResourceFrame, TraceFrame } from './decode-traces.ts';
import { encodeJsonResource, encodeJsonScope, encodeJsonSpan } from './encode-json-span.ts';
import { parseJsonExactly } from './parse-json-exactly.ts';
import { field, isObject, listField, textField, type JsonObject } from './json-fields.ts';

export function readJsonFrame(body: Uint8Array): TraceFrame {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(body);
  if (text.trim() === '') return { resources: [], without: () => new Uint8Array(body) };
  const request = parseJsonExactly(text);
  if (Array.isArray(request)) throw new Error('an array; a request is one object with resourceSpans');
  if (!isObject(request)) throw new Error('not an object');
  const resourceSpans = listField(request, 'resourceSpans');
  return {
    resources: resourceSpans.map(readResource),
    without: (dropped) => new TextEncoder().encode(JSON.stringify(dropSpans(request, resourceSpans, dropped))),
  };
}

function readResource(resourceSpans: unknown): ResourceFrame {
  const block = expectObject(resourceSpans, 'resourceSpans');
  return {
    bytes: () => encodeJsonResource(field(block, 'resource')),
    schemaUrl: textField(block, 'schemaUrl'),
    scopes: listField(block, 'scopeSpans').map((scopeSpans) => {
      const scope = expectObject(scopeSpans, 'scopeSpans');
      return {
        bytes: () => encodeJsonScope(field(scope, 'scope')),
        schemaUrl: textField(scope, 'schemaUrl'),
        spans: listField(scope, 'spans').map((span) => () => encodeJsonSpan(span)),
      };
    }),
  };
}

function expectObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new Error(`an element of ${where} is not an object`);
  return value;
}

function dropSpans(request: JsonObject, resourceSpans: readonly unknown[], dropped: ReadonlySet<string>): unknown {
  const kept = resourceSpans.map((block, r) => {
    const scopes = listField(block as JsonObject, 'scopeSpans').map((scope, s) => {
      const spans = listField(scope as JsonObject, 'spans').filter((_, i) => !dropped.has(`${r}.${s}.${i}`));
      return { ...(scope as JsonObject), spans };
    });
    return { ...(block as JsonObject), scopeSpans: scopes };
  });
  return { ...request, resourceSpans: kept };
}
