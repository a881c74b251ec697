/** Sessions for tests, from the names of their steps. */
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import { buildFeatures, type SessionFeatures } from '../../../processors/behavioral/features.ts';
import type { SessionTrace } from '../../../processors/behavioral/session-trace.ts';

export function traceOf(steps: readonly string[], overrides: Partial<SessionTrace> = {}): SessionTrace {
  return {
    sessionId: steps.join('.'),
    version: null,
    endedMs: 1_700_000_000_000,
    durationMs: 1000,
    models: ['model-1'],
    modelCalls: steps.length,
    tokens: 1000,
    costNanoUsd: null,
    records: steps.map((name, turn) => ({
      type: 'tool_executed',
      callId: `call_${turn}`,
      name,
      arguments: null,
      result: null,
      failed: false,
      durationMs: 10,
      turn,
    })),
    ...overrides,
  };
}

export function sessionOf(steps: readonly string[] | string, overrides: Partial<SessionTrace> = {}): SessionFeatures {
  return buildFeatures(
    traceOf(typeof steps === 'string' ? steps.split('') : steps, overrides),
    DEFAULT_BEHAVIORAL_CONFIG,
  );
}
