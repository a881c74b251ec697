/**
 * What a user types into a search box: words in any order, "phrases", a beginning*, and -excluded ones. All of it is words
 * and nothing is syntax of any engine; a word with punctuation inside (`user@example.com`, `get_weather`) is a phrase.
 */
import { CollectorError } from '../errors.ts';
import { readTokens, type SearchToken } from './search-tokens.ts';

export interface TextTerm {
  /** At least one; several stand next to each other. */
  readonly tokens: readonly string[];
  /** Whether the last token is only the beginning of a word. */
  readonly prefix: boolean;
}

export interface TextQuery {
  /** At least one; all must stand in one text. */
  readonly wanted: readonly TextTerm[];
  /** None may stand in that text. */
  readonly excluded: readonly TextTerm[];
}

/** More words than anybody types; each is a look-up of its own. */
const TOKENS_MAX = 64;

/** @throws CollectorError INVALID_REQUEST for a query without a word to look for. */
export function parseTextQuery(text: string): TextQuery {
  const wanted: TextTerm[] = [];
  const excluded: TextTerm[] = [];
  let count = 0;
  for (const [, minus, quoted, star, bare] of text.matchAll(TERM)) {
    const said = quoted ?? bare ?? '';
    const tokens = readTokens(said).map((token) => token.text);
    if (tokens.length === 0) continue;
    count += tokens.length;
    const term = { tokens, prefix: star === '*' || said.endsWith('*') };
    (minus === '-' ? excluded : wanted).push(term);
  }
  if (count > TOKENS_MAX) throw refuse(`has more than ${TOKENS_MAX} words`);
  if (wanted.length === 0) {
    throw refuse(excluded.length === 0 ? 'has no word to search for' : 'only excludes; add a word to search for');
  }
  return { wanted, excluded };
}

/** An optional minus, then a phrase in quotes (to the end where the closing one is missing), or anything up to a space. */
const TERM = /(-?)(?:"([^"]*)(?:"(\*)?|$)|([^\s"]+))/g;

function refuse(why: string): CollectorError {
  return new CollectorError('INVALID_REQUEST', `parameter q: ${why}`);
}

export function matchesText(query: TextQuery, text: string): boolean {
  const tokens = readTokens(text);
  return (
    query.wanted.every((term) => findTerm(tokens, term) !== -1) &&
    query.excluded.every((term) => findTerm(tokens, term) === -1)
  );
}

/** Where the wanted terms stand, in order and disjoint; at most `max`. */
export function findRanges(query: TextQuery, text: string, max: number): [start: number, end: number][] {
  const tokens = readTokens(text);
  const ranges: [number, number][] = [];
  for (const term of query.wanted) {
    let at = findTerm(tokens, term);
    for (let found = 0; at !== -1 && found < max; found += 1) {
      ranges.push([tokens[at]?.start ?? 0, tokens[at + term.tokens.length - 1]?.end ?? 0]);
      at = findTerm(tokens, term, at + 1);
    }
  }
  ranges.sort(([a], [b]) => a - b);
  const disjoint: [number, number][] = [];
  for (const range of ranges) {
    const last = disjoint.at(-1);
    if (last === undefined || range[0] >= last[1]) disjoint.push(range);
    else last[1] = Math.max(last[1], range[1]);
  }
  return disjoint.slice(0, max);
}

function findTerm(tokens: readonly SearchToken[], { tokens: said, prefix }: TextTerm, from = 0): number {
  const last = said.length - 1;
  for (let at = from; at + last < tokens.length; at += 1) {
    let same = 0;
    while (same < last && tokens[at + same]?.text === said[same]) same += 1;
    if (same < last) continue;
    const found = tokens[at + last]?.text ?? '';
    if (prefix ? found.startsWith(said[last] ?? '') : found === said[last]) return at;
  }
  return -1;
}
