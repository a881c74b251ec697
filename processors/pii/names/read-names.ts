/** The words of a text that may be names, each with what the lists know of it. */
import { buildLexicon, type Lexicon } from './lexicon.ts';
import { readWords, type NameWord } from './read-words.ts';

export interface Names {
  readonly words: readonly NameWord[];
  /** For each word its bits of `lexicon.ts`. */
  readonly knowledge: readonly number[];
  readonly lexicon: Lexicon;
}

export function readNames(folded: string, hasCapitals: boolean): Names {
  const lexicon = knownNames();
  const words = readWords(folded, hasCapitals);
  return { words, knowledge: words.map((word) => knowledgeOf(word, lexicon)), lexicon };
}

/** A double name is what its parts are: `Jean-Pierre`. */
function knowledgeOf({ folded }: NameWord, lexicon: Lexicon): number {
  const known = lexicon(folded);
  if (known !== 0 || !folded.includes('-')) return known;
  return folded.split('-').reduce((shared, part) => shared & lexicon(part), -1);
}

/** Built once in a thread, and never changed. */
const knownNames = (() => {
  let lexicon: Lexicon | null = null;
  return (): Lexicon => (lexicon ??= buildLexicon());
})();
