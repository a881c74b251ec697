/** Sessions with personal data, those with most first. */
import type { PiiSummary } from '../earlier-results.ts';
import type { SecurityConfig } from './config.ts';

export function namePlaces(
  { sessionsWithPii, places }: PiiSummary,
  { evidence_sessions_max: max }: SecurityConfig,
): { readonly sessions_with_pii: number; readonly findings_by_session: readonly object[] } {
  const sorted = places.toSorted((a, b) => b.count - a.count || (a.sessionId < b.sessionId ? -1 : 1));
  return {
    sessions_with_pii: sessionsWithPii,
    findings_by_session: sorted.slice(0, max).map(({ sessionId, count }) => ({ session_id: sessionId, count })),
  };
}
