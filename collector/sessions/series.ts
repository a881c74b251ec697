/** Sums of what charts show. A delta may be negative; a row whose numbers have all left is no row. */
import type { SeriesDelta } from './session-rows.ts';
import { combineCalls, combineCounts } from './totals.ts';

export function combineSeries(a: SeriesDelta, b: SeriesDelta): SeriesDelta {
  return {
    ...a,
    sessions: a.sessions + b.sessions,
    failedSessions: a.failedSessions + b.failedSessions,
    calls: combineCalls(a.calls, b.calls, 1),
    responseTimes: combineCounts(a.responseTimes, b.responseTimes, 1),
    timesToFirstToken: combineCounts(a.timesToFirstToken, b.timesToFirstToken, 1),
  };
}

/** Adds a delta to what stands under its bucket, model and agent. */
export function addToSeries(sums: Map<string, SeriesDelta>, delta: SeriesDelta): void {
  // Lengths first: names are a stranger's and may hold any separator.
  const key = `${delta.startMs} ${delta.model.length} ${delta.model} ${delta.agentId}`;
  const standing = sums.get(key);
  sums.set(key, standing === undefined ? delta : combineSeries(standing, delta));
}

export function isNoSeries({
  sessions,
  failedSessions,
  calls,
  responseTimes,
  timesToFirstToken,
}: SeriesDelta): boolean {
  const { usage, ...counts } = calls;
  return (
    responseTimes.size === 0 &&
    timesToFirstToken.size === 0 &&
    [sessions, failedSessions, ...Object.values(counts), ...Object.values(usage)].every((count) => count === 0)
  );
}
