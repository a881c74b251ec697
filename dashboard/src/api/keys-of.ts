/** Which answers a notice makes old. */
import { keys } from './keys.ts';
import type { ChangeNotice } from './live.ts';

/** Of everybody: how sessions and agents stand in lists. */
const LISTS = [keys.dashboard, keys.sessionLists, keys.agents, keys.agentDetails];

/** @returns beginnings of keys; null for all. */
export function keysOf({ sessionIds, analyses = false }: ChangeNotice): readonly (readonly string[])[] | null {
  if (sessionIds === null) return null;
  const hasSessions = sessionIds.length > 0;
  return [
    ...(hasSessions || analyses ? LISTS : []),
    ...(hasSessions ? [keys.overviews] : []),
    ...sessionIds.flatMap((id) => [keys.session(id), keys.spans(id)]),
    ...(analyses ? [keys.analyses, keys.findingLists, keys.findingDetails] : []),
  ];
}
