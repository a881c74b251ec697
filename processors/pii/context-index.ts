/**
 * Knows which recognizers have a word of theirs near a place. All words of all recognizers are one tree, walked from each
 * beginning of a word in the window, so that a place is read once for all recognizers that found something there.
 */
import type { Recognizer } from './recognizer.ts';
import { lowerSameLength, type ScanText } from './scan-text.ts';

interface Node {
  readonly next: Map<string, Node>;
  readonly recognizers: Recognizer[];
  /** Of words of up to three letters, which stand for themselves only: `nif` is not the beginning of `nifty`. */
  readonly whole: Recognizer[];
}

export interface ContextIndex {
  readonly near: (text: ScanText) => (recognizer: Recognizer, start: number, end: number) => boolean;
}

const WHOLE_WORD_MAX = 3;

export function buildContextIndex(recognizers: readonly Recognizer[], windowCharacters: number): ContextIndex {
  const root: Node = createNode();
  for (const recognizer of recognizers) {
    for (const word of Object.values(recognizer.context).flat()) {
      let node = root;
      for (const sign of word) node = childOf(node, sign);
      (word.length <= WHOLE_WORD_MAX ? node.whole : node.recognizers).push(recognizer);
    }
  }
  return {
    near(text) {
      const before = rememberLast((start) => readWindow(root, text, start - windowCharacters, start));
      const after = rememberLast((end) => readWindow(root, text, end, end + windowCharacters));
      return (recognizer, start, end) => before(start).has(recognizer) || after(end).has(recognizer);
    },
  };
}

function createNode(): Node {
  return { next: new Map(), recognizers: [], whole: [] };
}

function childOf(node: Node, sign: string): Node {
  const known = node.next.get(sign);
  if (known !== undefined) return known;
  const child = createNode();
  node.next.set(sign, child);
  return child;
}

/** Candidates come in order of place, so the last answer is the one that is asked for again. */
function rememberLast<Answer>(answer: (at: number) => Answer): (at: number) => Answer {
  let known: { at: number; answer: Answer } | null = null;
  return (at) => {
    if (known?.at !== at) known = { at, answer: answer(at) };
    return known.answer;
  };
}

function readWindow(root: Node, { folded }: ScanText, from: number, to: number): ReadonlySet<Recognizer> {
  const found = new Set<Recognizer>();
  const begin = Math.max(from, 0);
  // Only the window is lowered: most texts have few finds, and all of a text costs more than its windows.
  const lower = lowerSameLength(folded.slice(begin, to));
  for (let start = 0; start < lower.length; start++) {
    if (!beginsWord(folded, begin + start)) continue;
    let node: Node | undefined = root;
    for (let at = start; at < lower.length; at++) {
      node = node.next.get(lower.charAt(at));
      if (node === undefined) break;
      for (const recognizer of node.recognizers) found.add(recognizer);
      if (node.whole.length > 0 && !isLetter(folded.charAt(begin + at + 1))) {
        for (const recognizer of node.whole) found.add(recognizer);
      }
    }
  }
  return found;
}

/** After a character that is no letter, at a hump (`homePhone`), and anywhere in scripts that put no space between words. */
function beginsWord(folded: string, at: number): boolean {
  const code = folded.charCodeAt(at);
  if (code < 128) {
    if (!((code >= 97 && code <= 122) || (code >= 65 && code <= 90))) return false;
    const before = folded.charCodeAt(at - 1);
    if (code <= 90 && before >= 97 && before <= 122) return true;
    return (
      !(before >= 97 && before <= 122) &&
      !(before >= 65 && before <= 90) &&
      !(before > 127 && isLetter(folded.charAt(at - 1)))
    );
  }
  return code >= 0x2e80 || !isLetter(folded.charAt(at - 1));
}

function isLetter(sign: string): boolean {
  return /\p{L}/u.test(sign);
}
