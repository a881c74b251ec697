/**
 * The texts of a span that search looks through, in an order that only depends on the span: each message of a list, each
 * instruction, argument, result and definition is a text of its own, under the attribute that holds it. A query's words must
 * stand in one text. What JSON has besides texts (roles, types, ids) is left out, and so is what nobody reads: blobs.
 */
import type { AttributeValue } from '../model/attributes.ts';
import type { WireSpan } from '../otlp/wire-span.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import { parseJson, toPlain } from '../vocabularies/parse-json.ts';

export interface SpanText {
  /** The attribute's key, or `status.message`. */
  readonly field: string;
  readonly text: string;
}

/** Texts of one span; beyond half of them, the rest is joined: a span may carry a list of a million numbers. */
export const SPAN_TEXTS_MAX = 1024;
/** A longer text is several, so that one row of an index is some milliseconds of work. */
export const TEXT_LENGTH_MAX = 128 * 1024;

/** @param blanks parts of the span's bytes that an earlier span brought, from where they begin to where they end */
export function readSpanTexts(span: WireSpan, blanks: ReadonlyMap<number, number> = NO_BLANKS): SpanText[] {
  const texts: SpanText[] = [];
  const bytes = Buffer.from(span.bytes.buffer, span.bytes.byteOffset, span.bytes.byteLength);
  for (const { key, start, end } of span.contents) {
    const blankEnd = blanks.get(start);
    const text = bytes.toString('utf8', blankEnd ?? start, end);
    // What follows a blank is the rest of a list: a comma, elements and the closing bracket.
    collect(texts, key, blankEnd === undefined ? text : `[${text.replace(/^\s*,/, '')}`);
  }
  for (const attributes of [span.attributes, ...span.events.map((event) => event.attributes)]) {
    for (const [key, value] of attributes) {
      if (typeof value === 'string') {
        if (key === 'exception.message' && value.length < WRITTEN_APART_MIN) collect(texts, key, value);
      } else if (contentKeys.has(key)) collect(texts, key, value);
    }
  }
  collect(texts, 'status.message', span.statusMessage);
  return bound(withoutRepeats(texts).flatMap(split));
}

const NO_BLANKS: ReadonlyMap<number, number> = new Map();

/** Longer strings are among `span.contents` whatever their key. Their length there is in bytes: a text may come twice. */
const WRITTEN_APART_MIN = 256;

/** Two dialects on one span say the same twice. */
function withoutRepeats(texts: readonly SpanText[]): SpanText[] {
  const seen = new Set<string>();
  return texts.filter(({ text }) => !seen.has(text) && seen.add(text));
}

function collect(texts: SpanText[], field: string, value: AttributeValue): void {
  for (const unit of readUnits(value)) {
    const text = unit.trim();
    if (text !== '') texts.push({ field, text });
  }
}

function readUnits(value: AttributeValue): string[] {
  if (typeof value !== 'string') return unitsOf(toPlain(value));
  const first = value.trimStart().charAt(0);
  const parsed = first === '{' || first === '[' || first === '"' ? parseJson(value, Infinity) : undefined;
  return parsed === undefined ? [isBlob(value) ? '' : value] : unitsOf(parsed);
}

function unitsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(joinLeaves);
  if (typeof value !== 'object' || value === null) return [joinLeaves(value)];
  // A request or an answer as one JSON: each of its messages, choices and tools is a text of its own.
  const lists = Object.values(value).filter(isListOfObjects);
  const rest = Object.entries(value).filter(([key, member]) => !isListOfObjects(member) && !STRUCTURE.has(key));
  return [...lists.flatMap((list) => list.map(joinLeaves)), joinLeaves(rest.map(([, member]) => member))];
}

function isListOfObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null);
}

function joinLeaves(value: unknown): string {
  const leaves: string[] = [];
  collectLeaves(value, leaves, 0);
  return leaves.join('\n');
}

const DEPTH_MAX = 64;

function collectLeaves(value: unknown, leaves: string[], depth: number): void {
  if (typeof value === 'string') {
    if (value !== '' && !isBlob(value)) leaves.push(value);
  } else if (typeof value === 'number') leaves.push(String(value));
  else if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return;
  else if (Array.isArray(value)) for (const item of value) collectLeaves(item, leaves, depth + 1);
  else {
    for (const [key, member] of Object.entries(value)) {
      if (!STRUCTURE.has(key) || typeof member === 'object') collectLeaves(member, leaves, depth + 1);
    }
  }
}

/** What says how a message is built and not what it says; every message has the same few of them. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'type',
  'role',
  'id',
  'index',
  'object',
  'call_id',
  'tool_call_id',
  'tool_use_id',
  'toolCallId',
  'finish_reason',
  'mime_type',
  'mimeType',
  'modality',
]);

const BLOB_LENGTH_MIN = 1024;
const BLOB = /^(?:data:[^,]{0,200},)?[A-Za-z0-9+/=_-]+$/;

/** Images and files in base64: a thousand characters without a space are no text of any language that uses these letters. */
function isBlob(text: string): boolean {
  return text.length >= BLOB_LENGTH_MIN && BLOB.test(text.slice(0, BLOB_LENGTH_MIN));
}

function split({ field, text }: SpanText): SpanText[] {
  return splitText(text, TEXT_LENGTH_MAX).map((part) => ({ field, text: part }));
}

function splitText(text: string, lengthMax: number): string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > lengthMax) {
    const space = text.lastIndexOf(' ', start + lengthMax);
    const end = space > start + lengthMax / 2 ? space : start + lengthMax;
    parts.push(text.slice(start, end));
    start = end;
  }
  return [...parts, text.slice(start)];
}

function bound(texts: readonly SpanText[]): SpanText[] {
  if (texts.length <= SPAN_TEXTS_MAX) return [...texts];
  const half = SPAN_TEXTS_MAX / 2;
  const rest = texts.slice(half);
  const joined = rest.map(({ text }) => text).join('\n');
  const lengthMax = Math.max(TEXT_LENGTH_MAX, Math.ceil((joined.length / half) * 2));
  const field = rest[0]?.field ?? '';
  return [...texts.slice(0, half), ...splitText(joined, lengthMax).map((text) => ({ field, text }))];
}
