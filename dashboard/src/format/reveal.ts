/**
 * Makes visible what a font would hide or use to rearrange: a span that reads `invoice.pdf` on the screen must be `invoice.pdf`
 * in the bytes. Copies and raw OTLP keep the text as it came.
 */

/** C0 and C1 controls but tab and line ends, bidirectional controls, zero width space, tag characters (they can carry text). */
const HIDDEN =
  // oxlint-disable-next-line eslint/no-control-regex -- these are what it looks for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
/** Four marks on one letter are more than any script needs; sixty paint over the lines above. */
const STACKED_MARKS = /(\p{M}{4})(\p{M}+)/gu;

export function reveal(text: string): string {
  return text
    .replace(
      HIDDEN,
      (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    )
    .replace(STACKED_MARKS, (_, kept: string, rest: string) => `${kept}⟨${rest.length} more marks⟩`);
}
