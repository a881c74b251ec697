/**
 * Time as OTLP counts it: nanoseconds since 1970 in 64 bits. In memory a `bigint`, on the wire of REST a decimal string:
 * a JavaScript number is exact only to 2^53, which is some 256 ns short of today.
 */
export type UnixNano = bigint;

export const NANOS_PER_MS = 1_000_000n;

export function unixNanoToMs(nano: UnixNano): number {
  return Number(nano / NANOS_PER_MS);
}

/** Milliseconds between two instants with their fraction; never negative, because senders' clocks disagree. */
export function durationMs(start: UnixNano, end: UnixNano): number {
  return end > start ? Number(end - start) / 1e6 : 0;
}

export function msToIso(ms: number): string {
  return new Date(ms).toISOString();
}
