/**
 * A text made ready to be searched once: characters that hide a value are folded away (zero-width and bidirectional marks
 * dropped, digits and letters of other widths made ASCII), and what it holds at all is known. A place in the folded text
 * maps back to the text as it was given.
 */
import { findBlobs } from './find-blobs.ts';
import { foldText, writtenLength } from './fold-text.ts';
import { readNames, type Names } from './names/read-names.ts';

/** What a text must hold for a recognizer to be worth running. */
export type Sign = 'digit' | 'at' | 'colon' | 'dot' | 'capital' | 'letter';

export interface ScanText {
  /** What recognizers read. */
  readonly folded: string;
  /** The same length as `folded`, in lower case; made when first asked for. */
  readonly lower: string;
  readonly signs: ReadonlySet<Sign>;
  /** Encoded binary data that was left out: each is one U+FFFC in `folded`. */
  readonly blobs: number;
  readonly blobCharacters: number;
  /** The words that may be names, and what is known of them; read when first asked for, by whoever asks first. */
  readonly names: Names;
  /** Where the character at an offset of `folded` begins in the text as given. */
  readonly origin: (offset: number) => number;
  /** Where that character ends there: hidden characters behind it are not part of it. */
  readonly originEnd: (offset: number) => number;
}

export function prepareText(text: string): ScanText {
  const blobs = findBlobs(text);
  const { folded, offsets } = foldText(text, blobs);
  const origin = (offset: number): number => (offsets === null ? offset : (offsets[offset] ?? text.length));
  const signs = readSigns(folded);
  let lower: string | null = null;
  let names: Names | null = null;
  return {
    folded,
    get lower() {
      lower ??= lowerSameLength(folded);
      return lower;
    },
    get names() {
      names ??= readNames(folded, signs.has('capital'));
      return names;
    },
    signs,
    blobs: blobs.length,
    blobCharacters: blobs.reduce((sum, { start, end }) => sum + end - start, 0),
    origin,
    originEnd:
      offsets === null ? (offset) => offset + 1 : (offset) => origin(offset) + writtenLength(text, origin(offset)),
  };
}

const SIGNS: readonly (readonly [Sign, RegExp])[] = [
  ['digit', /[0-9]/],
  ['at', /@/],
  ['colon', /:/],
  ['dot', /\./],
  ['capital', /\p{Lu}/u],
  ['letter', /\p{L}/u],
];

function readSigns(folded: string): ReadonlySet<Sign> {
  return new Set(SIGNS.flatMap(([sign, regex]) => (regex.test(folded) ? [sign] : [])));
}

/** U+0130 is the one letter whose lower case is longer; the rest of the offsets would move. */
export function lowerSameLength(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}
