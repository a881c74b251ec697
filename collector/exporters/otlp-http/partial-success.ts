/**
 * Reads how many items a destination says it did not keep, out of an Export…ServiceResponse. An answer that is no such message
 * means none: the destination said 200, and that is what counts.
 */
import { z } from 'zod';

/** `rejectedSpans`, `rejectedLogRecords` or `rejectedDataPoints`: 64-bit integers, which JSON writes as strings. */
const count = z.union([z.string(), z.number()]).optional();
const jsonResponse = z.object({
  partialSuccess: z.object({ rejectedSpans: count, rejectedLogRecords: count, rejectedDataPoints: count }),
});

export function parsePartialSuccess(body: Uint8Array, contentType: string | undefined): number {
  if (body.length === 0) return 0;
  return contentType?.startsWith('application/json') === true ? parseJson(body) : parseProto(body);
}

function parseJson(body: Uint8Array): number {
  try {
    const { partialSuccess } = jsonResponse.parse(JSON.parse(Buffer.from(body).toString('utf8')));
    const given =
      partialSuccess.rejectedSpans ?? partialSuccess.rejectedLogRecords ?? partialSuccess.rejectedDataPoints;
    const rejected = Number(given ?? 0);
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
  } catch {
    return 0;
  }
}

/* Response: 1 partial_success message. Partial success: 1 rejected_… int64, 2 error_message string; the same for all signals. */
function parseProto(body: Uint8Array): number {
  const outer = firstField(body, 2);
  if (!(outer instanceof Uint8Array)) return 0;
  const rejected = firstField(outer, 0);
  return typeof rejected === 'number' && Number.isSafeInteger(rejected) ? rejected : 0;
}

/** The value of field 1 with this wire type, where it comes first, as field order has it in every serializer. */
function firstField(bytes: Uint8Array, wireType: 0 | 2): number | Uint8Array | undefined {
  if (bytes[0] !== 8 + wireType) return undefined;
  let value = 0;
  let at = 1;
  for (let factor = 1; at < bytes.length && at <= 10; factor *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return wireType === 0 ? value : bytes.subarray(at, at + value);
  }
  return undefined;
}
