/**
 * A text made ready to be searched once: characters that hide a value are folded away (zero-width and bidirectional marks
 * dropped, digits and letters of other widths made ASCII), and what it holds at all is known. A place in the folded text
 * maps back to the text as it was given.
 */
import { foldText } from './fold-text.ts';

/** What a text must hold for a recognizer to be worth running. */
export type Sign = 'digit' | 'at' | 'colon' | 'dot' | 'capital' | 'letter';

export interface ScanText {
  /** What recognizers read. */
  readonly folded: string;
  /** The same length as `folded`, in lower case; made when first asked for. */
  readonly lower: string;
  readonly signs: ReadonlySet<Sign>;
  /** From an offset of `folded` to one of the text as given. */
  readonly origin: (offset: number) => number;
}

export function prepareText(text: string): ScanText {
  const { folded, offsets } = foldText(text);
  let lower: string | null = null;
  return {
    folded,
    get lower() {
      lower ??= lowerSameLength(folded);
      return lower;
    },
    signs: readSigns(folded),
    origin: offsets === null ? (offset) => offset : (offset) => offsets[offset] ?? text.length,
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
function lowerSameLength(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}
