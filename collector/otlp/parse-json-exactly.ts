/**
 * JSON.parse that keeps integers beyond 2^53 exact. OTLP wants them as strings, but some senders write nanoseconds as JSON
 * numbers, which a plain parse rounds to some 256 ns. The exact parse is several times slower, so it runs only when needed.
 */
const LARGE_INTEGER = /[:[,]\s*-?\d{16,}\s*[,}\]]/;

interface RawJson {
  readonly rawJSON: string;
}

/** `JSON.rawJSON` and the reviver's context are in Node since 21; TypeScript's library does not know them yet. */
interface ExactJson {
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}

const exact = JSON as unknown as ExactJson;

/** Large integers become raw JSON objects, which `JSON.stringify` writes exactly as they were read. */
export function parseJsonExactly(text: string): unknown {
  if (!LARGE_INTEGER.test(text)) return JSON.parse(text);
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? exact.rawJSON(source)
      : value,
  );
}

/** A whole number from OTLP/JSON: a decimal string, a number, or a large integer kept raw. @returns null for anything else. */
export function readInteger(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  const text = exact.isRawJSON(value) ? value.rawJSON : value;
  return typeof text === 'string' && /^[+-]?\d{1,40}$/.test(text.trim()) ? BigInt(text.trim()) : null;
}
