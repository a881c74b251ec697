/**
 * Takes out of a text what would hide a value from a pattern, and remembers where each character was: characters that are not
 * seen, other widths of digits, and the escapes of JSON inside JSON (`\n308-63-0237`, `Gaud\u00ed`), which is how many SDKs
 * send messages. Most texts hold none of it, so one look decides and they are kept as they are.
 */
import type { Blob } from './find-blobs.ts';

export interface FoldedText {
  readonly folded: string;
  /** Offset in the given text of each character of `folded`, and its length at the end; null where nothing moved. */
  readonly offsets: Uint32Array | null;
}

/** Stands for a blob, so that what is before and what is after it are not one word. */
export const BLOB_SIGN = '\uFFFC';

const KEPT = 0;
/** By one character, so that nothing moves. */
const REPLACED = 1;
const HIDDEN = 2;

export function foldText(text: string, blobs: readonly Blob[]): FoldedText {
  let kinds = KEPT;
  for (let at = 0; at < text.length; at++) kinds |= KINDS[text.charCodeAt(at)] ?? KEPT;
  const hasEscapes = (kinds & REPLACED) !== 0 && text.includes('\\u');
  if (blobs.length === 0 && kinds < HIDDEN && !hasEscapes) {
    return { folded: kinds === KEPT ? text : replaceAll(text), offsets: null };
  }
  const parts: string[] = [];
  const offsets = new Uint32Array(text.length + 1);
  let length = 0;
  const copy = (from: number, to: number): void => {
    for (let at = from; at < to; at++) offsets[length++] = at;
    parts.push(text.slice(from, to));
  };
  const put = (sign: string, at: number): void => {
    offsets[length++] = at;
    parts.push(sign);
  };
  let from = 0;
  for (const { start, end } of [...blobs, { start: text.length, end: text.length }]) {
    for (let at = from; at < start; at++) {
      const sign = hasEscapes ? readEscape(text, at) : null;
      if (sign === null && KINDS[text.charCodeAt(at)] !== HIDDEN) continue;
      copy(from, at);
      if (sign !== null && KINDS[sign.charCodeAt(0)] !== HIDDEN) put(sign, at);
      from = at + (sign === null ? 1 : ESCAPE_LENGTH);
      at = from - 1;
    }
    copy(from, start);
    if (end > start) put(BLOB_SIGN, start);
    from = end;
  }
  offsets[length++] = text.length;
  const folded = parts.join('');
  return { folded: (kinds & REPLACED) === 0 ? folded : replaceAll(folded), offsets: offsets.subarray(0, length) };
}

/** `\u00ed`. */
const ESCAPE_LENGTH = 6;

function readEscape(text: string, at: number): string | null {
  if (text.charCodeAt(at) !== BACKSLASH || text.charAt(at + 1) !== 'u') return null;
  const digits = text.slice(at + 2, at + ESCAPE_LENGTH);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : null;
}

/** How many characters of the given text the one at `at` is written with. */
export function writtenLength(text: string, at: number): number {
  return readEscape(text, at) === null ? 1 : ESCAPE_LENGTH;
}

type Range = readonly [first: number, last: number];

/** Soft hyphen, zero-width characters, joiners, bidirectional marks and isolates, variation selectors, byte order mark. */
const HIDDEN_RANGES: readonly Range[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x2069],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];

interface ReplacedRange {
  readonly range: Range;
  /** What the first of the range becomes; the others follow, or are all the same. */
  readonly first: string;
  readonly isSame: boolean;
}

const REPLACED_RANGES: readonly ReplacedRange[] = [
  // ASCII of full width.
  { range: [0xff01, 0xff5e], first: '!', isSame: false },
  // Arabic, Persian and Devanagari digits.
  { range: [0x0660, 0x0669], first: '0', isSame: false },
  { range: [0x06f0, 0x06f9], first: '0', isSame: false },
  { range: [0x0966, 0x096f], first: '0', isSame: false },
  // Spaces that do not break or are of another width.
  { range: [0x00a0, 0x00a0], first: ' ', isSame: true },
  { range: [0x2000, 0x200a], first: ' ', isSame: true },
  { range: [0x202f, 0x202f], first: ' ', isSame: true },
  { range: [0x205f, 0x205f], first: ' ', isSame: true },
  { range: [0x3000, 0x3000], first: ' ', isSame: true },
  // Hyphens, dashes and the minus sign.
  { range: [0x2010, 0x2015], first: '-', isSame: true },
  { range: [0x2212, 0x2212], first: '-', isSame: true },
];

/** By code unit: a loop over a table reads a text in a third of the time of a pattern with these ranges. */
const KINDS = new Uint8Array(65_536);
const BACKSLASH = 0x5c;
KINDS[BACKSLASH] = REPLACED;
const REPLACEMENTS = new Map<string, string>();
for (const [first, last] of HIDDEN_RANGES) KINDS.fill(HIDDEN, first, last + 1);
for (const { range, first, isSame } of REPLACED_RANGES) {
  KINDS.fill(REPLACED, range[0], range[1] + 1);
  for (let code = range[0]; code <= range[1]; code++) {
    REPLACEMENTS.set(
      String.fromCharCode(code),
      isSame ? first : String.fromCharCode(first.charCodeAt(0) + code - range[0]),
    );
  }
}

/** What is written with two characters stays two, so that nothing moves. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', ' \n'],
  ['r', ' \r'],
  ['t', ' \t'],
  ['"', ' "'],
]);

function replaceAll(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (KINDS[code] !== REPLACED) continue;
    const escape = code === BACKSLASH ? ESCAPES.get(text.charAt(at + 1)) : undefined;
    if (code === BACKSLASH && escape === undefined) continue;
    parts.push(text.slice(from, at), escape ?? REPLACEMENTS.get(text.charAt(at)) ?? ' ');
    from = at + (escape === undefined ? 1 : 2);
    at = from - 1;
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}
