/**
 * Takes out of a text what would hide a value from a pattern, and remembers where each character was. Most texts hold none
 * of it, so one look decides and they are kept as they are.
 */
import type { Blob } from './find-blobs.ts';

export interface FoldedText {
  readonly folded: string;
  /** Offset in the given text of each character of `folded`, and its length at the end; null where nothing was folded. */
  readonly offsets: Uint32Array | null;
}

/** Stands for a blob, so that what is before and what is after it are not one word. */
export const BLOB_SIGN = '\uFFFC';

/** Soft hyphen, zero-width characters, joiners, bidirectional marks and isolates, word joiner, byte order mark, variation selectors. */
const HIDDEN =
  '\\u00AD\\u034F\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u2069\\uFE00-\\uFE0F\\uFEFF';
/** Other widths of ASCII, spaces that are no space, dashes that are no hyphen, and the digits of Arabic, Persian and Devanagari. */
const OTHER_WIDTH = '\\uFF01-\\uFF5E';
const SPACES = '\\u00A0\\u2000-\\u200A\\u202F\\u205F\\u3000';
const DASHES = '\\u2010-\\u2015\\u2212';
const DIGITS = '\\u0660-\\u0669\\u06F0-\\u06F9\\u0966-\\u096F';
const FOLDABLE_EACH = new RegExp(`[${HIDDEN}${OTHER_WIDTH}${SPACES}${DASHES}${DIGITS}]`, 'g');
const HIDDEN_ONE = new RegExp(`[${HIDDEN}]`);

export function foldText(text: string, blobs: readonly Blob[]): FoldedText {
  if (blobs.length === 0 && !HIDDEN_ONE.test(text)) {
    // What is replaced by one character moves nothing.
    return { folded: text.replaceAll(FOLDABLE_EACH, (sign) => foldOne(sign.charCodeAt(0))), offsets: null };
  }
  const parts: string[] = [];
  const offsets = new Uint32Array(text.length + 1);
  let length = 0;
  const put = (sign: string, at: number): void => {
    offsets[length++] = at;
    parts.push(sign);
  };
  const copy = (from: number, to: number): void => {
    for (let at = from; at < to; at++) offsets[length++] = at;
    parts.push(text.slice(from, to));
  };
  let from = 0;
  for (const { start, end } of [...blobs, { start: text.length, end: text.length }]) {
    const stretch = from;
    for (const { 0: sign, index } of text.slice(stretch, start).matchAll(FOLDABLE_EACH)) {
      copy(from, stretch + index);
      if (!HIDDEN_ONE.test(sign)) put(foldOne(sign.charCodeAt(0)), stretch + index);
      from = stretch + index + 1;
    }
    copy(from, start);
    if (end > start) put(BLOB_SIGN, start);
    from = end;
  }
  offsets[length++] = text.length;
  return { folded: parts.join(''), offsets: offsets.subarray(0, length) };
}

function foldOne(code: number): string {
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x0660 && code <= 0x0669) return String.fromCharCode(code - 0x0660 + 48);
  if (code >= 0x06f0 && code <= 0x06f9) return String.fromCharCode(code - 0x06f0 + 48);
  if (code >= 0x0966 && code <= 0x096f) return String.fromCharCode(code - 0x0966 + 48);
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 ? '-' : ' ';
}
