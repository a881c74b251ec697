/**
 * Attributes for a reader, from OTLP/JSON: there a whole number is told from a double that happens to be whole, which the
 * decoded values no longer tell. A key that came twice stands twice.
 */
import type { WireAttribute } from './schemas.ts';
import { toJsonValue } from './to-json-value.ts';

/** @param keyValues the `attributes` field of an OTLP/JSON message; absent means none. */
export function toWireAttributes(keyValues: unknown): WireAttribute[] {
  return Array.isArray(keyValues) ? keyValues.map(toWireAttribute) : [];
}

const TYPES = new Map<string, Exclude<WireAttribute['type'], 'empty'>>([
  ['stringValue', 'string'],
  ['boolValue', 'bool'],
  ['intValue', 'int'],
  ['doubleValue', 'double'],
  ['bytesValue', 'bytes'],
  ['arrayValue', 'array'],
  ['kvlistValue', 'kvlist'],
]);

function toWireAttribute(keyValue: unknown): WireAttribute {
  const key = memberOf(keyValue, 'key');
  const value = memberOf(keyValue, 'value');
  return { key: typeof key === 'string' ? key : '', ...readAnyValue(value) };
}

function readAnyValue(value: unknown): { type: WireAttribute['type']; value: unknown } {
  if (typeof value !== 'object' || value === null) return { type: 'empty', value: null };
  for (const [name, held] of Object.entries(value)) {
    const type = TYPES.get(name);
    if (type !== undefined) return { type, value: readHeld(type, held) };
  }
  return { type: 'empty', value: null };
}

function readHeld(type: WireAttribute['type'], held: unknown): unknown {
  if (type === 'int') return toJsonValue(typeof held === 'string' ? BigInt(held) : held);
  if (type === 'array') return listOf(held).map((item) => readAnyValue(item).value);
  if (type !== 'kvlist') return held;
  return Object.fromEntries(toWireAttributes(memberOf(held, 'values')).map(({ key, value }) => [key, value]));
}

function listOf(held: unknown): readonly unknown[] {
  const values = memberOf(held, 'values');
  return Array.isArray(values) ? values : [];
}

/** Only ever asked with names of ours, of objects our own codec made. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
