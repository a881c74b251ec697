/**
 * The JSON frame of a request of spans or log records. Each item is encoded to protobuf on its own and then read like any other, so that the
 * rest of the program knows one form. Lenient where real senders differ from the letter: enum names, base64 ids, snake_case.
 */
import { CollectorError } from '../errors.ts';
import type { RequestFrame, ResourceFrame } from './decode-items.ts';
import { encodeJsonResource, encodeJsonScope } from './encode-json-span.ts';
import { parseJsonExactly } from './parse-json-exactly.ts';
import { InvalidItem } from './invalid-item.ts';
import { field, fieldSpelling, isObject, listField, type JsonObject } from './json-fields.ts';
import { countFrameParts, type PartCount } from './part-count.ts';
import { readPlainJsonFrame, type PlainItems } from './read-plain-json-frame.ts';

/** The fields on the way to an item, and how one is written as protobuf. */
export interface JsonItems {
  readonly path: readonly [resources: string, scopes: string, items: string];
  readonly encode: (json: unknown) => Uint8Array;
  /** The same for the form that most senders write, without an object between. */
  readonly plain: PlainItems;
}

export function readJsonFrame(body: Uint8Array, items: JsonItems): RequestFrame {
  const plain = readPlainJsonFrame(body, items.plain);
  if (plain === null) return parseJsonFrame(body, items);
  return { ...plain, without: (dropped) => parseJsonFrame(body, items).without(dropped) };
}

/** Whatever JSON says, and the one to say what is wrong with it. */
export function parseJsonFrame(body: Uint8Array, items: Omit<JsonItems, 'plain'>): RequestFrame {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(body);
  if (text.trim() === '') return { resources: [], without: () => new Uint8Array(body) };
  const [resources] = items.path;
  const request = parseJsonExactly(text);
  if (Array.isArray(request)) throw new Error(`an array; a request is one object with ${resources}`);
  if (!isObject(request)) throw new Error('not an object');
  const parts = countFrameParts();
  const blocks = listField(request, resources);
  return {
    resources: blocks.map((block) => readResource(block, items, parts)),
    without: (dropped) => new TextEncoder().encode(stringify(dropItems(request, items.path, dropped))),
  };
}

function readResource(value: unknown, { path, encode }: Omit<JsonItems, 'plain'>, parts: PartCount): ResourceFrame {
  const [resources, scopes, items] = path;
  const block = expectObject(value, resources);
  const scopeBlocks = listField(block, scopes);
  parts.add(1 + scopeBlocks.length);
  return {
    ...readHead(block, () => encodeJsonResource(field(block, 'resource'))),
    scopes: scopeBlocks.map((item) => {
      const scope = expectObject(item, scopes);
      const found = listField(scope, items);
      parts.add(found.length);
      return {
        ...readHead(scope, () => encodeJsonScope(field(scope, 'scope'))),
        items: found.map((one) => () => encode(one)),
      };
    }),
  };
}

/** A schema URL of another type is a fault of this block and refused with it, not with the request. */
function readHead(block: JsonObject, encode: () => Uint8Array): { bytes: () => Uint8Array; schemaUrl: string } {
  const schemaUrl = field(block, 'schemaUrl') ?? '';
  if (typeof schemaUrl === 'string') return { bytes: encode, schemaUrl };
  const refuse = (): never => {
    throw new InvalidItem('schemaUrl is not a string');
  };
  return { bytes: refuse, schemaUrl: '' };
}

function expectObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new Error(`an element of ${where} is not an object`);
  return value;
}

function dropItems(
  request: JsonObject,
  [resources, scopes, items]: JsonItems['path'],
  dropped: ReadonlySet<string>,
): unknown {
  return mapList(request, resources, (block, r) =>
    mapList(block, scopes, (scope, s) => {
      const spelling = fieldSpelling(scope, items) ?? items;
      return { ...scope, [spelling]: listField(scope, items).filter((_, i) => !dropped.has(`${r}.${s}.${i}`)) };
    }),
  );
}

/** Writes the list back under the key it was read from: under another, the rejected items would still stand there. */
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
