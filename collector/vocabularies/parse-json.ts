/**
 * JSON out of attribute values. It may be encoded twice (a JSON string that holds JSON), and it may be no JSON at all:
 * then the text itself is the value. What comes back is a stranger's data: read fixed keys of it only.
 */
import type { AttributeValue } from '../model/attributes.ts';

/** @returns the parsed value, or undefined where the text is longer than `lengthMax` or is not JSON. */
export function parseJson(text: string, lengthMax: number): unknown {
  if (text.length > lengthMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' && looksLikeJson(value) ? parseOr(value) : value;
  } catch {
    return undefined;
  }
}

/** The second level: a text that only begins like JSON stays a text. */
function parseOr(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
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
