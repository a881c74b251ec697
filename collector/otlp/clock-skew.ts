/** Times that no right clock gives. Such a span is kept and flagged; sessions go by the server's clock then. */
import type { Span } from '../model/span.ts';
import { unixNanoToMs, type UnixNano } from '../model/unix-nano.ts';

/** OpenTelemetry began in 2019; a time before 2000 is a clock that was never set. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Time zones mistaken for UTC put a clock up to 14 hours ahead; a day more than now is no rounding. */
export const FUTURE_MAX_MS = 24 * 3600 * 1000;

export function hasClockSkew(span: Pick<Span, 'startUnixNano' | 'endUnixNano'>, receivedMs: number): boolean {
  const { startUnixNano, endUnixNano } = span;
  if (!isPlausible(startUnixNano, receivedMs)) return true;
  return endUnixNano !== 0n && (endUnixNano < startUnixNano || !isPlausible(endUnixNano, receivedMs));
}

function isPlausible(time: UnixNano, receivedMs: number): boolean {
  const ms = unixNanoToMs(time);
  return ms >= EARLIEST_MS && ms <= receivedMs + FUTURE_MAX_MS;
}
