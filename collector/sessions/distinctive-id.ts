/**
 * Whether an id of a tool call says which call it was. Most providers make random ones (`call_` and 24 characters, `toolu_…`,
 * a UUID); some count (`call_0`) or name the function (`functions.search:0`), and those repeat in every conversation.
 */
const RANDOM_LENGTH_MIN = 8;

export function isDistinctiveId(id: string): boolean {
  const last = id.split(/[^A-Za-z0-9]/).at(-1) ?? '';
  return last.length >= RANDOM_LENGTH_MIN && /[0-9]/.test(last) && /[A-Za-z]/.test(last);
}
