/**
 * Tells each match of a pattern with the flag `g`. `matchAll` copies the pattern for every text, which costs more than
 * searching a sentence; the pattern's own place is used instead, and begins anew each time.
 */
export function eachMatch(regex: RegExp, text: string, tell: (match: RegExpExecArray) => void): void {
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const next = match[0] === '' ? match.index + 1 : regex.lastIndex;
    tell(match);
    regex.lastIndex = next;
  }
}
