/** What an agent's sessions hold together, as the privacy checks judge it. Secrets are judged as findings, not here. */
import type { PiiSummary } from '../earlier-results.ts';
import type { PiiOfSession } from './pii-bytes.ts';

/** Of a session what the sum needs; its places are told when it is new. */
export type CountedSession = Pick<PiiOfSession, 'sessionId' | 'endedMs' | 'texts' | 'counts'>;

/** More than a check names. */
const SESSIONS_NAMED_MAX = 1000;

export function summarizePii(sessions: Iterable<CountedSession>): PiiSummary {
  const tiers = { high: 0, medium: 0, low: 0 };
  const countsByType = new Map<string, number>();
  const sensitiveTypes = new Set<string>();
  const promptTypes = new Set<string>();
  const places: { readonly sessionId: string; readonly count: number }[] = [];
  let inSystemPrompt = 0;
  let read = 0;
  for (const { sessionId, texts, counts } of sessions) {
    // Of a session that told no texts nobody knows what they hold.
    if (texts === 0) continue;
    read += 1;
    let ofSession = 0;
    for (const { type, weight, tier, place, count } of counts) {
      if (weight === 'secret') continue;
      ofSession += count;
      tiers[tier] += count;
      countsByType.set(type, (countsByType.get(type) ?? 0) + count);
      if (weight === 'sensitive') sensitiveTypes.add(type);
      if (place !== 'system_prompt') continue;
      inSystemPrompt += count;
      promptTypes.add(type);
    }
    if (ofSession > 0) places.push({ sessionId, count: ofSession });
  }
  places.sort((a, b) => b.count - a.count || (a.sessionId < b.sessionId ? -1 : 1));
  return {
    sessions: read,
    sessionsWithPii: places.length,
    ...tiers,
    countsByType: Object.fromEntries([...countsByType].sort(([a], [b]) => (a < b ? -1 : 1))),
    sensitiveTypes: [...sensitiveTypes].sort(),
    inSystemPrompt: { count: inSystemPrompt, types: [...promptTypes].sort() },
    places: places.slice(0, SESSIONS_NAMED_MAX),
  };
}
