/**
 * A session as a set of 32-bit numbers: which tools (u), which one after which (b, g: with the session's begin and end), and
 * which soon after which (s). Counts, sizes and durations stay out: with them clusters come out worse (ARI .57 to .84 instead
 * of .89), because loops and sizes are noise there; they count in the surprisal and in the card of an unusual session.
 */
import { feedByte, feedText, FNV_START, finishHash } from './fnv.ts';

/** In hashes the begin and the end are characters that no name has; people see `^` and `$`. */
const BEGIN = '\u0002';
const END = '\u0003';
const SEPARATOR = 0x1f;

export type ShinglePrefix = 'u' | 'b' | 'g' | 's' | 'p';

export function hashShingle(prefix: ShinglePrefix, parts: readonly string[]): number {
  let state = startOf(prefix);
  for (const [index, part] of parts.entries()) {
    if (index > 0) state = feedByte(state, SEPARATOR);
    state = feedText(state, part);
  }
  return finishHash(state);
}

function startOf(prefix: ShinglePrefix): number {
  return feedText(FNV_START, `${prefix}:`);
}

/**
 * A shingle set, sorted. Where there are more than `max`, the smallest are kept: the same choice in every session, so sets
 * stay comparable. Only hostile sessions have so many; 1,000 real steps make some 700.
 */
export function buildShingles(names: readonly string[], max: number): Uint32Array {
  const found = new Set<number>();
  if (names.length === 0) found.add(hashShingle('u', ['none']));
  else visitShingles(names, (hash) => found.add(hash));
  return toSortedSet(found, max);
}

export function toSortedSet(hashes: Iterable<number>, max: number): Uint32Array {
  const sorted = Uint32Array.from(hashes).sort();
  return sorted.length > max ? sorted.slice(0, max) : sorted;
}

/** Calls with every shingle of u, b and g, and of s unless told not to, as often as it occurs. */
export function visitShingles(names: readonly string[], visit: (hash: number) => void, { skips = true } = {}): void {
  const sequence = [BEGIN, ...names, END];
  const [unigram, bigram, trigram, skip] = [startOf('u'), startOf('b'), startOf('g'), startOf('s')];
  const last = sequence.length - 1;
  for (let at = 0; at < last; at++) {
    const [own, next, third, fourth] = [sequence[at], sequence[at + 1], sequence[at + 2], sequence[at + 3]];
    if (own === undefined || next === undefined) continue;
    if (at > 0) visit(finishHash(feedText(unigram, own)));
    visit(finishHash(feedPart(feedText(bigram, own), next)));
    if (third === undefined) continue;
    visit(finishHash(feedPart(feedPart(feedText(trigram, own), next), third)));
    if (!skips || at === 0) continue;
    const skipped = feedText(skip, own);
    if (at + 2 < last) visit(finishHash(feedPart(skipped, third)));
    if (fourth !== undefined && at + 3 < last) visit(finishHash(feedPart(skipped, fourth)));
  }
}

function feedPart(state: number, part: string): number {
  return feedText(feedByte(state, SEPARATOR), part);
}

/** The text of every distinct shingle by its hash, for people: `g:^>read>write`. */
export function describeShingles(names: readonly string[]): Map<number, string> {
  const texts = new Map<number, string>();
  const add = (prefix: ShinglePrefix, parts: readonly string[]): void => {
    texts.set(hashShingle(prefix, parts), describeShingle(prefix, parts));
  };
  if (names.length === 0) add('u', ['none']);
  const sequence = [BEGIN, ...names, END];
  for (let at = 0; names.length > 0 && at < sequence.length - 1; at++) {
    const parts = sequence.slice(at, at + 4);
    const [own = '', next = '', third, fourth] = parts;
    if (at > 0) add('u', [own]);
    add('b', [own, next]);
    if (third === undefined) continue;
    add('g', [own, next, third]);
    if (at > 0 && third !== END) add('s', [own, third]);
    if (at > 0 && fourth !== undefined && fourth !== END) add('s', [own, fourth]);
  }
  return texts;
}

export function describeShingle(prefix: ShinglePrefix, parts: readonly string[]): string {
  const shown = parts.map((part) => (part === BEGIN ? '^' : part === END ? '$' : part));
  return `${prefix}:${shown.join('>')}`;
}
