/** The part of a text around what was searched for: plain text, bounded, with the places of the words in it. */
import { findRanges, type TextQuery } from '../store/text-query.ts';

export interface Excerpt {
  readonly excerpt: string;
  /** UTF-16 offsets in the excerpt, from and to, in order and disjoint. */
  readonly ranges: [start: number, end: number][];
}

const EXCERPT_LENGTH_MAX = 320;
/** Before the first word, so that it can be read in its sentence. */
const LEAD = 80;
const RANGES_MAX = 32;

export function cutExcerpt(text: string, query: TextQuery): Excerpt {
  const found = findRanges(query, text, RANGES_MAX);
  const first = found[0]?.[0] ?? 0;
  const start = first <= LEAD ? 0 : wordStart(text, first - LEAD, first);
  const end = cutEnd(text, start + EXCERPT_LENGTH_MAX);
  const inside = found.filter(([from]) => from < end);
  return {
    excerpt: text.slice(start, end),
    ranges: inside.map(([from, to]) => [from - start, Math.min(to, end) - start]),
  };
}

/** The next beginning of a word, or the place itself in a text without spaces; never inside a surrogate pair. */
function wordStart(text: string, at: number, before: number): number {
  const space = text.slice(at, before).search(/\s/);
  return space === -1 ? cutEnd(text, at) : at + space + 1;
}

function cutEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
