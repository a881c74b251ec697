/** What charts take from the server's points: the times, and a column of numbers. */
import type { Overview, SeriesPoint } from '../../../collector/operations/contract.ts';
import { parseInstant } from '../format/time.ts';
import type { TimeAxis } from './base-option.ts';

export function toTimeAxis({ points, step_ms }: Pick<Overview, 'points' | 'step_ms'>): TimeAxis {
  return { startsMs: points.map(({ start }) => parseInstant(start)), stepMs: step_ms };
}

export interface TokenParts {
  readonly cacheRead: number;
  readonly input: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly output: number;
}

/** What of a point concerns tokens. */
export type TokenCounts = Pick<
  SeriesPoint,
  'input_tokens' | 'cache_read_tokens' | 'cache_write_tokens' | 'output_tokens' | 'reasoning_tokens'
>;

/** The server's counts are inclusive; parts of a stack must not overlap. */
export function splitTokenKinds(point: TokenCounts): TokenParts {
  const { input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens } = point;
  return {
    cacheRead: cache_read_tokens,
    input: Math.max(input_tokens - cache_read_tokens - cache_write_tokens, 0),
    cacheWrite: cache_write_tokens,
    reasoning: reasoning_tokens,
    output: Math.max(output_tokens - reasoning_tokens, 0),
  };
}

/** From the cheapest to the dearest; the ink gets stronger the same way. */
export const TOKEN_KINDS = [
  { key: 'cacheRead', token: 'token-cache-read', label: 'cache read' },
  { key: 'input', token: 'token-input', label: 'input' },
  { key: 'cacheWrite', token: 'token-cache-write', label: 'cache write' },
  { key: 'reasoning', token: 'token-reasoning', label: 'reasoning' },
  { key: 'output', token: 'token-output', label: 'output' },
] as const satisfies readonly { key: keyof TokenParts; token: string; label: string }[];

export function totalTokens({ input_tokens, output_tokens }: TokenCounts): number {
  return input_tokens + output_tokens;
}
