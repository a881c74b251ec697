/**
 * The JSON frame of a trace request. Each span is encoded to protobuf on its own and then read like any other, so that the
 * rest of the program knows one form. Lenient where real senders differ from the letter: enum names, base64 ids, snake_case.
 */
import { CollectorError } from '../errors.ts';
import type { ResourceFrame, TraceFrame } from './decode-traces.ts';
import { encodeJsonResource, encodeJsonScope, encodeJsonSpan } from './encode-json-span.ts';
import { parseJsonExactly } from './parse-json-exactly.ts';
import { InvalidSpan } from './decode-span.ts';
import { field, fieldSpelling, isObject, listField, type JsonObject } from './json-fields.ts';
import { countFrameParts, type PartCount } from './part-count.ts';

export function readJsonFrame(body: Uint8Array): TraceFrame {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(body);
  if (text.trim() === '') return { resources: [], without: () => new Uint8Array(body) };
  const request = parseJsonExactly(text);
  if (Array.isArray(request)) throw new Error('an array; a request is one object with resourceSpans');
  if (!isObject(request)) throw new Error('not an object');
  const parts = countFrameParts();
  const resourceSpans = listField(request, 'resourceSpans');
  return {
    resources: resourceSpans.map((block) => readResource(block, parts)),
    without: (dropped) => new TextEncoder().encode(stringify(dropSpans(request, dropped))),
  };
}

function readResource(resourceSpans: unknown, parts: PartCount): ResourceFrame {
  const block = expectObject(resourceSpans, 'resourceSpans');
  const scopeSpans = listField(block, 'scopeSpans');
  parts.add(1 + scopeSpans.length);
  return {
    ...readHead(block, () => encodeJsonResource(field(block, 'resource'))),
    scopes: scopeSpans.map((item) => {
      const scope = expectObject(item, 'scopeSpans');
      const spans = listField(scope, 'spans');
      parts.add(spans.length);
      return {
        ...readHead(scope, () => encodeJsonScope(field(scope, 'scope'))),
        spans: spans.map((span) => () => encodeJsonSpan(span)),
      };
    }),
  };
}

/** A schema URL of another type is a fault of this block and refused with it, not with the request. */
function readHead(block: JsonObject, encode: () => Uint8Array): { bytes: () => Uint8Array; schemaUrl: string } {
  const schemaUrl = field(block, 'schemaUrl') ?? '';
  if (typeof schemaUrl === 'string') return { bytes: encode, schemaUrl };
  const refuse = (): never => {
    throw new InvalidSpan('schemaUrl is not a string');
  };
  return { bytes: refuse, schemaUrl: '' };
}

function expectObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new Error(`an element of ${where} is not an object`);
  return value;
}

function dropSpans(request: JsonObject, dropped: ReadonlySet<string>): unknown {
  return mapList(request, 'resourceSpans', (block, r) =>
    mapList(block, 'scopeSpans', (scope, s) => {
      const spelling = fieldSpelling(scope, 'spans') ?? 'spans';
      return { ...scope, [spelling]: listField(scope, 'spans').filter((_, i) => !dropped.has(`${r}.${s}.${i}`)) };
    }),
  );
}

/** Writes the list back under the key it was read from: under another, the rejected spans would still stand there. */
function mapList(object: JsonObject, name: string, map: (item: JsonObject, index: number) => unknown): JsonObject {
  const items = listField(object, name).map((item, index) => map(expectObject(item, name), index));
  return { ...object, [fieldSpelling(object, name) ?? name]: items };
}

/** `JSON.stringify` recurses where `JSON.parse` does not: only a field unknown to us can nest that deep and be left. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    const message = 'the body nests too deeply in a field that OTLP does not have';
    throw new CollectorError('INVALID_REQUEST', message, { cause: error });
  }
}
