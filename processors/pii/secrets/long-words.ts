/**
 * Where a text has runs of 15 and more characters that tokens are made of. Every such run has one at each multiple of 15, so
 * only those are looked at; prose has hardly any, and a KB of it costs under 2 µs.
 */

/** No token with letters of its issuer is shorter up to the first character of another kind. */
export const WORD_LENGTH_MIN = 15;

const WORD_CHARACTERS = markCharacters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~');

export function isWordCharacter(unit: number): boolean {
  return unit < 128 && WORD_CHARACTERS[unit] === 1;
}

export function isAlphanumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}

/** Calls `visit` with the range of every run, in order. Each character is looked at twice at most. */
export function visitLongWords(text: string, visit: (start: number, end: number) => void): void {
  let done = 0;
  let at = WORD_LENGTH_MIN - 1;
  while (at < text.length) {
    if (!isWordCharacter(text.charCodeAt(at))) {
      at += WORD_LENGTH_MIN;
      continue;
    }
    let start = at;
    while (start > done && isWordCharacter(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
    if (end - start >= WORD_LENGTH_MIN) visit(start, end);
    done = end;
    at = end + WORD_LENGTH_MIN;
  }
}

function markCharacters(characters: string): Uint8Array {
  const marks = new Uint8Array(128);
  for (const character of characters) marks[character.charCodeAt(0)] = 1;
  return marks;
}
