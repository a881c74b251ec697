/** How many checks of a run ended how; statuses that none has are 0. */
import type { CheckStatus } from '../model/analysis.ts';

export function countChecks(
  checks: Iterable<{ readonly status: CheckStatus; readonly count?: number }>,
): Readonly<Record<CheckStatus, number>> {
  const counts = { passed: 0, warning: 0, critical: 0, insufficient_data: 0, not_applicable: 0, error: 0 };
  for (const { status, count = 1 } of checks) counts[status] += count;
  return counts;
}
