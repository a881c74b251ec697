/**
 * Takes out of a text what would hide a value from a pattern, and remembers where each character was. Most texts hold none
 * of it, so one look decides and they are kept as they are.
 */
export interface FoldedText {
  readonly folded: string;
  /** Offset in the given text of each character of `folded`, and its length at the end; null where nothing was folded. */
  readonly offsets: Uint32Array | null;
}

/** Soft hyphen, zero-width characters, joiners, bidirectional marks and isolates, word joiner, byte order mark, variation selectors. */
const HIDDEN =
  '\\u00AD\\u034F\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u2069\\uFE00-\\uFE0F\\uFEFF';
/** Other widths of ASCII, spaces that are no space, dashes that are no hyphen, and the digits of Arabic, Persian and Devanagari. */
const OTHER_WIDTH = '\\uFF01-\\uFF5E';
const SPACES = '\\u00A0\\u2000-\\u200A\\u202F\\u205F\\u3000';
const DASHES = '\\u2010-\\u2015\\u2212';
const DIGITS = '\\u0660-\\u0669\\u06F0-\\u06F9\\u0966-\\u096F';
const FOLDABLE = new RegExp(`[${HIDDEN}${OTHER_WIDTH}${SPACES}${DASHES}${DIGITS}]`);
const FOLDABLE_EACH = new RegExp(FOLDABLE.source, 'g');
const HIDDEN_ONE = new RegExp(`[${HIDDEN}]`);

export function foldText(text: string): FoldedText {
  if (!FOLDABLE.test(text)) return { folded: text, offsets: null };
  const parts: string[] = [];
  const offsets = new Uint32Array(text.length + 1);
  let length = 0;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(FOLDABLE_EACH)) {
    for (let at = from; at < index; at++) offsets[length++] = at;
    parts.push(text.slice(from, index));
    if (!HIDDEN_ONE.test(found)) {
      offsets[length++] = index;
      parts.push(foldOne(found.charCodeAt(0)));
    }
    from = index + 1;
  }
  for (let at = from; at <= text.length; at++) offsets[length++] = at;
  parts.push(text.slice(from));
  return { folded: parts.join(''), offsets: offsets.subarray(0, length) };
}

function foldOne(code: number): string {
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x0660 && code <= 0x0669) return String.fromCharCode(code - 0x0660 + 48);
  if (code >= 0x06f0 && code <= 0x06f9) return String.fromCharCode(code - 0x06f0 + 48);
  if (code >= 0x0966 && code <= 0x096f) return String.fromCharCode(code - 0x0966 + 48);
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 ? '-' : ' ';
}
