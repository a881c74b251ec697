/** What is assigned behind a separator: the value, whether it is quoted, and where it stands. */
export interface AssignedValue {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** False for what may be code: a name, a call, a type. */
  readonly quoted: boolean;
  /** What follows at once; empty at the end of the text. */
  readonly next: string;
}

/** A longer value is a document. */
const VALUE_LENGTH_MAX = 4_096;
const BARE_LENGTH_MAX = 2_048;
const BLANKS_MAX = 8;

export function readValue(text: string, from: number): AssignedValue | null {
  let start = from;
  // `=>`, `:=`, `==`, the stars of `**Key:** …`, and the blanks behind.
  while (start < from + 2 && '=>*'.includes(text[start] ?? ' ')) start++;
  const blanksFrom = start;
  while (start - blanksFrom < BLANKS_MAX && (text[start] === ' ' || text[start] === '\t')) start++;
  // Prefixes of strings in Python: b"…", f'…', r"…".
  if (/^[bBfFrRuU]\\?["']/.test(text.slice(start, start + 3))) start++;
  const opener = /^\\{0,3}["'`]/.exec(text.slice(start, start + 4))?.[0];
  return opener === undefined ? readBare(text, start) : readQuoted(text, start + opener.length, opener);
}

function readQuoted(text: string, start: number, opener: string): AssignedValue | null {
  const limit = Math.min(text.length, start + VALUE_LENGTH_MAX);
  const quote = opener.charCodeAt(opener.length - 1);
  const escaped = opener.length > 1;
  let at = start;
  while (at < limit) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return null;
    if (escaped && text.startsWith(opener, at)) return finish(text, { start, end: at, quoted: true });
    if (!escaped && unit === 92) at++;
    else if (unit === quote) return finish(text, { start, end: at, quoted: true });
    at++;
  }
  return null;
}

const BARE_END = new Set(Array.from('\n\r\t \u00a0"\'`,;<>(){}[]|\\&', (character) => character.charCodeAt(0)));

function readBare(text: string, start: number): AssignedValue | null {
  const limit = Math.min(text.length, start + BARE_LENGTH_MAX);
  // `${KEY}` is told from a value by its first character; `<key>`, `{{ key }}` and `(optional)` are none.
  let at = start;
  while (at < limit && !BARE_END.has(text.charCodeAt(at)) && !isAssignment(text, at)) at++;
  if (at === start + BARE_LENGTH_MAX) return null;
  // A sentence ends behind a value.
  let end = at;
  while (end > start && '.,:?*'.includes(text[end - 1] ?? '') && end === at) end--;
  return finish(text, { start, end, quoted: false });
}

/** `a=b=c` assigns twice; `…==` is the end of base 64. */
function isAssignment(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 61 || at + 1 === text.length) return false;
  const next = text.charCodeAt(at + 1);
  return next !== 61 && !BARE_END.has(next);
}

function finish(
  text: string,
  { start, end, quoted }: { readonly start: number; readonly end: number; readonly quoted: boolean },
): AssignedValue | null {
  if (end - start < 6) return null;
  return { text: text.slice(start, end), start, end, quoted, next: text[end] ?? '' };
}
