/** How much a number varies from session to session: the coefficient of variation, over the sessions that have the number. */
import type { SessionNumbers } from '../session-numbers.ts';
import { insufficientData, type AgentInput, type CheckResult } from './check.ts';

export function judgeVariation(
  { sessions, config }: AgentInput,
  { what, valueOf, recommendation }: VariationOf,
): CheckResult {
  const values = sessions.map(valueOf).filter((value) => value > 0);
  if (values.length < config.variation_sessions_min) {
    return insufficientData(`fewer than ${config.variation_sessions_min} sessions with ${what}`, {
      sessions: values.length,
    });
  }
  const { mean, deviation } = describe(values);
  const variation = deviation / mean;
  const percent = `${Math.round(variation * 100)}%`;
  const evidence = {
    coefficient_of_variation: Math.round(variation * 100) / 100,
    threshold: config.variation_max,
    sessions: values.length,
    mean: Math.round(mean),
    min: values.reduce((min, value) => Math.min(min, value), Infinity),
    max: values.reduce((max, value) => Math.max(max, value), 0),
  };
  if (variation <= config.variation_max) return { status: 'passed', value: `CV: ${percent}`, evidence };
  return { status: 'warning', value: `CV: ${percent}`, evidence, recommendation: recommendation(percent) };
}

export interface VariationOf {
  /** For the reason where too few have it. */
  readonly what: string;
  readonly valueOf: (session: SessionNumbers) => number;
  readonly recommendation: (percent: string) => string;
}

/** The sums in order of size: floating point sums depend on their order, and the sessions have none. */
function describe(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.map((value) => (value - mean) ** 2).sort((a, b) => a - b);
  return { mean, deviation: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (sorted.length - 1)) };
}
