/** Names, most frequent first; equals by name, so that the same facts always read the same. */
import type { NameCounts } from '../model/session.ts';

export function namesByCount(counts: NameCounts): string[] {
  return countsByCount(counts).map(([name]) => name);
}

export function countsByCount(counts: NameCounts): [name: string, count: number][] {
  return [...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
}
