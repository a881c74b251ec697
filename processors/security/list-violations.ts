/** Sessions beyond a bound, the worst first, cut to what a result names and counted whole. */
import type { SessionNumbers } from '../session-numbers.ts';
import type { AgentInput } from './check.ts';

export interface Violation {
  readonly session_id: string;
  readonly value: number;
  readonly limit: number;
}

export function listViolations(
  { sessions, config }: AgentInput,
  { limit, valueOf }: { readonly limit: number; readonly valueOf: (session: SessionNumbers) => number },
): { readonly count: number; readonly max: number; readonly worst: readonly Violation[] } {
  const values = sessions.map((session) => ({ session_id: session.sessionId, value: valueOf(session), limit }));
  const violations = values.filter(({ value }) => value > limit).sort(byValueThenId);
  return {
    count: violations.length,
    max: values.reduce((max, { value }) => Math.max(max, value), 0),
    worst: violations.slice(0, config.evidence_sessions_max),
  };
}

/** By id too, so that the order of the sessions says nothing. */
function byValueThenId(a: Violation, b: Violation): number {
  return b.value - a.value || (a.session_id < b.session_id ? -1 : 1);
}
