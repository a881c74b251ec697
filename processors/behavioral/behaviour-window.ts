/**
 * Which sessions count: the newest of an agent, the sample that clusters are fitted on, and the baseline for unusual ones.
 * All three depend on the sessions alone and not on the order in which they came.
 */
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures } from './features.ts';
import { hashText } from './fnv.ts';

const DAY_MS = 86_400_000;

/** From the oldest to the newest; equally old ones in an order of their ids that has nothing to do with their names. */
export function sortByTime(sessions: Iterable<SessionFeatures>): SessionFeatures[] {
  return [...sessions]
    .map((session) => ({ session, rank: hashText(session.sessionId) }))
    .sort(
      (a, b) =>
        a.session.endedMs - b.session.endedMs ||
        a.rank - b.rank ||
        compareText(a.session.sessionId, b.session.sessionId),
    )
    .map(({ session }) => session);
}

/**
 * The newest sessions of those in order of time, none older than the limit before the newest. A clock that is ahead must not
 * push everything else out, so no end counts as later than `nowMs` where that is told.
 */
export function cutWindow(
  sorted: readonly SessionFeatures[],
  { nowMs, config }: { readonly nowMs: number | null; readonly config: BehavioralConfig },
): readonly SessionFeatures[] {
  const newestMs = Math.min(sorted.at(-1)?.endedMs ?? 0, nowMs ?? Infinity);
  const oldestMs = newestMs - config.window_days_max * DAY_MS;
  return sorted.slice(-config.window_sessions_max).filter(({ endedMs }) => endedMs >= oldestMs);
}

/** The sessions with the smallest hashes: one more session changes one place at most, and any order gives the same. */
export function sampleSessions(sessions: readonly SessionFeatures[], max: number): readonly SessionFeatures[] {
  if (sessions.length <= max) return sessions;
  return sessions
    .map((session) => ({ session, rank: hashText(session.sessionId) }))
    .sort((a, b) => a.rank - b.rank || compareText(a.session.sessionId, b.session.sessionId))
    .slice(0, max)
    .map(({ session }) => session);
}

export interface BaselineChoice {
  readonly sessions: readonly SessionFeatures[];
  /** The version whose sessions these are; undefined for all versions, null for sessions that tell none. */
  readonly version: string | null | undefined;
  /** Whether that is the version of the newest session. */
  readonly isCurrent: boolean;
}

/**
 * The newest version that has enough sessions: after a change the old one until the new one has. Sessions that the user
 * marked as bad are left out; those that scored high are not, because leaving them out makes the next ones score too high.
 */
export function chooseBaseline(
  sorted: readonly SessionFeatures[],
  { excludedIds, config }: { readonly excludedIds: ReadonlySet<string>; readonly config: BehavioralConfig },
): BaselineChoice {
  const usable = sorted.filter(({ sessionId }) => !excludedIds.has(sessionId));
  const counts = new Map<string | null, number>();
  for (const { version } of usable) counts.set(version, (counts.get(version) ?? 0) + 1);
  const newest = usable.at(-1);
  const enough = usable.findLast(({ version }) => (counts.get(version) ?? 0) >= config.version_sessions_min);
  const chosen = enough === undefined ? usable : usable.filter(({ version }) => version === enough.version);
  return {
    sessions: sampleSessions(chosen, config.baseline_sessions_max),
    version: enough?.version,
    isCurrent: enough === undefined || enough.version === newest?.version,
  };
}
