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

/**
 * Large integers become raw JSON objects, which `JSON.stringify` writes exactly as they were read.
 * @throws Error whose message quotes nothing of the text. The exact parse recurses: it also refuses what nests some
 * thousand levels deep.
 */
export function parseJsonExactly(text: string): unknown {
  return parseSafely(LARGE_INTEGER.test(text) ? parseWithLargeIntegers : JSON.parse, text);
}

/** The same without exact numbers, for those who only count. */
export function parseJson(text: string): unknown {
  return parseSafely(JSON.parse, text);
}

function parseSafely(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(describeFailure(error), { cause: error });
  }
}

/** V8 quotes the text around a mistake, control characters included; only the place of it is safe to tell. */
function describeFailure(error: unknown): string {
  if (error instanceof RangeError) return 'too deeply nested';
  const place = error instanceof Error ? / at position \d+/.exec(error.message)?.[0] : undefined;
  return `not valid JSON${place ?? ''}`;
}

function parseWithLargeIntegers(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? exact.rawJSON(source)
      : value,
  );
}

/** A number as JSON had it, large integers included, or null for any other value. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return exact.isRawJSON(value) ? Number(value.rawJSON) : null;
}

/**
 * A whole number from OTLP/JSON: a decimal string, a number, or a large integer kept raw. `1.5e18` is one too, as exact as its
 * sender wrote it. @returns null for anything else.
 */
export function readInteger(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  const text = exact.isRawJSON(value) ? value.rawJSON : value;
  return typeof text === 'string' && /^[+-]?\d{1,40}$/.test(text.trim()) ? BigInt(text.trim()) : null;
}
