/**
 * Names with `*` for any run of characters, as configurations write them. No regular expression: a user's pattern meets a
 * stranger's text, and the time this takes is bounded by the product of their lengths.
 */

/** Of a pattern and of the text it is held to; a longer text is matched by its beginning. */
export const GLOB_LENGTH_MAX = 200;

/** Both in one case already, where case shall not matter. */
export function matchesGlob(pattern: string, text: string): boolean {
  const given = text.length > GLOB_LENGTH_MAX ? text.slice(0, GLOB_LENGTH_MAX) : text;
  let [inPattern, inText] = [0, 0];
  // Where the last `*` stands, and how much of the text it has taken so far.
  let [star, taken] = [-1, 0];
  while (inText < given.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++;
      taken = inText;
    } else if (pattern[inPattern] === given[inText]) {
      inPattern += 1;
      inText += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++taken;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}
