/**
 * Cuts a text into the words that search compares: runs of letters and digits, lower case, without diacritics; scripts that
 * write no spaces are cut into single characters. The only place that knows what a word is: SQLite's index is fed with these
 * words and splits nothing on its own, so that both stores, phrases and highlighted ranges cannot disagree.
 */
export interface SearchToken {
  readonly text: string;
  /** UTF-16 offsets in the text that was given. */
  readonly start: number;
  readonly end: number;
}

export function readTokens(text: string): SearchToken[] {
  const tokens: SearchToken[] = [];
  for (const match of text.matchAll(WORD)) {
    tokens.push({ text: fold(match[0]), start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/**
 * The words with something between them that is none. Plain ASCII is handed on as it is, because SQLite's `ascii` tokenizer
 * cuts and folds it as `readTokens` does, in C: half of all indexing time otherwise.
 */
export function toIndexText(text: string): string {
  return isAscii(text)
    ? text
    : readTokens(text)
        .map((token) => token.text)
        .join(' ');
}

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]+/gv;

const DIACRITICS = /[\u0300-\u036f]/g;
const NOT_OF_A_WORD = /[^\p{L}\p{N}\p{M}]+/gu;

function fold(word: string): string {
  if (isAscii(word)) return word.toLowerCase();
  // Lower case twice: the Kelvin sign becomes an upper-case K only when it is taken apart.
  const apart = word.toLowerCase().normalize('NFKD').toLowerCase();
  return apart.replace(DIACRITICS, '').replace(NOT_OF_A_WORD, '').replaceAll('ς', 'σ') || word;
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the range is the meaning
  return !/[^\u0000-\u007f]/.test(text);
}
