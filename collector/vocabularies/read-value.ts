/**
 * Attribute values made into what a field needs. SDKs send numbers as strings, booleans as `"True"` and lists as JSON, so
 * every vocabulary reads through here; a value that cannot be what it should be reads as absent, never as a guess.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import { parseJson } from './parse-json.ts';

/** Longest text a field of one row takes; a longer one is left in the span. Names and ids are cut instead (`identity.ts`). */
export const FIELD_LENGTH_MAX = 200;

const LIST_LENGTH_MAX = 128;

/** The first of the keys that holds a short text; numbers count, because ids arrive as numbers too. */
export function readText(attributes: AttributeMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const text = toText(value);
    if (text !== null) return text;
  }
  return null;
}

export function toText(value: AttributeValue | undefined): string | null {
  if (typeof value === 'string' && value.length > FIELD_LENGTH_MAX * 2) return null;
  const text = toCleanText(value);
  return text === null || text === '' || text.length > FIELD_LENGTH_MAX || isPlaceholder(text) ? null : text;
}

/** Of any length; null where it is no text or number. */
export function toCleanText(value: AttributeValue | undefined): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? unquote(value.trim()) : null;
}

/** The first of the keys that holds a finite number, 0 or more. */
export function readNumber(attributes: AttributeMap, keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const number = toNumber(value);
    if (number !== null) return number;
  }
  return null;
}

export function toNumber(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : typeof value === 'bigint' || isNumeral(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : null;
}

const NUMERAL_LENGTH_MAX = 40;

function isNumeral(value: unknown): value is string {
  return typeof value === 'string' && value.length <= NUMERAL_LENGTH_MAX && value.trim() !== '';
}

export function readFlag(attributes: AttributeMap, key: string): boolean {
  const value = attributes.get(key);
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Said to be false; absent is not. */
export function isDenied(value: AttributeValue | undefined): boolean {
  return value === false || (typeof value === 'string' && value.toLowerCase() === 'false');
}

/** A list of short texts: an array, or JSON of one (Mastra and LiteLLM send `finish_reasons` so), or one text alone. */
export function readTexts(attributes: AttributeMap, key: string): readonly string[] {
  const value = attributes.get(key);
  return value === undefined ? [] : toTexts(value);
}

export function toTexts(value: AttributeValue): readonly string[] {
  if (typeof value === 'string') {
    const parsed = value.startsWith('[') || value.startsWith('"') ? parseJson(value, LIST_JSON_LENGTH_MAX) : value;
    if (typeof parsed === 'string') return collectTexts([parsed]);
    return Array.isArray(parsed) ? collectTexts(parsed) : collectTexts([value]);
  }
  return Array.isArray(value) ? collectTexts(value) : [];
}

const LIST_JSON_LENGTH_MAX = 16 * 1024;

function collectTexts(values: readonly unknown[]): readonly string[] {
  const texts: string[] = [];
  for (const value of values) {
    const text = typeof value === 'string' ? toText(value) : null;
    if (text !== null) texts.push(text);
    if (texts.length === LIST_LENGTH_MAX) break;
  }
  return texts;
}

/** MLflow JSON-encodes every attribute value, so that a text arrives with its quotes. */
function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const parsed = parseJson(text, text.length);
  return typeof parsed === 'string' ? parsed.trim() : text;
}

/** What SDKs and redaction hooks put where a value would have stood. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '<REDACTED>',
  '[REDACTED]',
  '__REDACTED__',
  '<not serializable>',
  'N/A',
  '{}',
]);

/** `[Scrubbed due to 'session']`: Logfire does so to any attribute whose name it takes for a secret's, session ids among them. */
const SCRUBBED = '[Scrubbed due to ';
const PLACEHOLDER_LENGTH_MAX = 80;

export function isPlaceholder(text: string): boolean {
  if (text.length > PLACEHOLDER_LENGTH_MAX) return false;
  return PLACEHOLDERS.has(text.trim()) || text.startsWith(SCRUBBED);
}
