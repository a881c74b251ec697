/**
 * Contents made safe for JSON: 64-bit integers, key-value lists, bytes and NaN have no JSON of their own. What is nested
 * deeper than any message of an SDK is cut, because writing JSON recurses and a stack has an end.
 */
const DEPTH_MAX = 128;
export const TOO_DEEP = `(nested deeper than ${DEPTH_MAX} levels)`;

export function toJsonValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      return value === null ? null : fromObject(value, depth);
    case 'string':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

function fromObject(value: object, depth: number): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (depth >= DEPTH_MAX) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, depth + 1));
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
  return Object.fromEntries([...entries].map(([key, item]) => [String(key), toJsonValue(item, depth + 1)]));
}
