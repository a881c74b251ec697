/** When to try again: exponential back-off with jitter, as a pure function of what happened so far. */
import type { RetryConfig } from './queue-config.ts';

export interface Attempt {
  /** 1 after the first failure. */
  readonly failures: number;
  readonly elapsedMs: number;
  /** What the destination asked for; the wait is never shorter. */
  readonly retryAfterMs: number | undefined;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** @returns the wait, or undefined where the batch is to be given up. */
export function nextRetryMs(config: RetryConfig, attempt: Attempt): number | undefined {
  if (!config.enabled) return undefined;
  const steady = config.initial_interval * config.multiplier ** (attempt.failures - 1);
  const interval = Math.min(steady, config.max_interval);
  const jittered = interval * (1 + config.randomization_factor * (2 * attempt.random - 1));
  const waitMs = Math.max(jittered, attempt.retryAfterMs ?? 0);
  const givesUp = config.max_elapsed_time > 0 && attempt.elapsedMs + waitMs > config.max_elapsed_time;
  return givesUp ? undefined : waitMs;
}

/** RFC 9110, 10.2.3: seconds or a date. @returns undefined where it is neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(header.trim())) return Number(header) * 1000;
  // Date.parse takes much that is no HTTP date; all of those name their zone.
  const date = header.endsWith('GMT') ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
