/**
 * JSON out of attribute values. It may be encoded twice (a JSON string that holds JSON), and it may be no JSON at all:
 * then the text itself is the value. What comes back is a stranger's data: read fixed keys of it only.
 */
import type { AttributeValue } from '../model/attributes.ts';

/** @returns the parsed value, or undefined where the text is longer than `lengthMax`, too deeply nested, or no JSON. */
export function parseJson(text: string, lengthMax: number): unknown {
  if (text.length > lengthMax) return undefined;
  const value = parseOnce(text);
  // The second level: a text that only begins like JSON stays a text.
  return typeof value === 'string' && looksLikeJson(value) ? (parseOnce(value) ?? value) : value;
}

function parseOnce(text: string): unknown {
  if (isNestedBeyond(text, NESTING_MAX)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** JSON.parse takes any depth, JSON.stringify and everything else that walks a value overflows the stack at some 5,000. */
const NESTING_MAX = 256;

function isNestedBeyond(text: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      if (depth > max) return true;
    } else if (code === BRACKET + 2 || code === BRACE + 2) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

function looksLikeJson(text: string): boolean {
  const first = text.trimStart().charAt(0);
  return first === '{' || first === '[' || first === '"';
}

/** An attribute as plain data: JSON texts parsed, key-value lists as objects, bytes left out. */
export function toPlain(value: AttributeValue | undefined): unknown {
  if (typeof value === 'string') return looksLikeJson(value) ? (parseJson(value, Infinity) ?? value) : value;
  return toData(value, DEPTH_MAX);
}

const DEPTH_MAX = 32;

function toData(value: AttributeValue | undefined, depth: number): unknown {
  if (value === undefined || value === null || value instanceof Uint8Array || depth === 0) return null;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Map) {
    // fromEntries defines own properties, so that a key `__proto__` stays a key.
    return Object.fromEntries([...value].map(([key, inner]) => [key, toData(inner, depth - 1)]));
  }
  return Array.isArray(value) ? value.map((inner: AttributeValue) => toData(inner, depth - 1)) : value;
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
