/**
 * Where a word begins although letters stand before it: behind an escape (`\nghp_…`, `\u003dghp_…`, `%3Dghp_…`) and behind
 * what colours a terminal. Most texts of agents are JSON in JSON, or what a program printed.
 */
import { isAlphanumeric } from './long-words.ts';

const BACKSLASH = 92;
const PERCENT = 37;
const BRACKET = 91;
const ESCAPE = 27;

/** @returns where the first word of a run begins: at its start, or behind what of it belongs to an escape. */
export function skipEscape(text: string, start: number): number {
  const before = text.charCodeAt(start - 1);
  if (before === BACKSLASH) {
    const escaped = text[start];
    if (escaped === 'u') return start + 5;
    return escaped === 'x' ? start + 3 : start + 1;
  }
  if (before === PERCENT) return start + 2;
  if (before !== BRACKET || text.charCodeAt(start - 2) !== ESCAPE) return start;
  let at = start;
  while (at < start + 4 && text[at] !== 'm') at++;
  return at + 1;
}

/** How far back an escape may begin. */
const ESCAPE_LENGTH_MAX = 5;

export function beginsWord(text: string, at: number): boolean {
  if (at < 0) return false;
  const before = text.charCodeAt(at - 1);
  if (at === 0 || !(isAlphanumeric(before) || before === 95)) return true;
  for (let start = at - 1; start >= at - ESCAPE_LENGTH_MAX; start--) if (skipEscape(text, start) === at) return true;
  return false;
}
