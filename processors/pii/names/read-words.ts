/**
 * Reads the words of a text that may be names: those that begin with a capital, or, where a text has no capitals at all, every
 * word. Words inside identifiers, paths, addresses and code are left out.
 */
export interface NameWord {
  readonly start: number;
  readonly end: number;
  /** As `foldName` makes it, without a possessive ending. */
  readonly folded: string;
  /** One letter, with or without its full stop: `J.` */
  readonly isInitial: boolean;
  /** All of it in capitals and longer than an initial. */
  readonly isUpper: boolean;
  /** Whether nothing but a space, or the full stop of an initial, or a particle (`van der`) is between it and the word before. */
  readonly followsOn: boolean;
  /** First of the text, of a line or after a full stop: its capital says nothing. */
  readonly beginsSentence: boolean;
}

import { foldName } from './fold-name.ts';

const PARTICLES =
  /^ (?:(?:van|von|vom|zu|zur|de|del|della|di|da|dos|das|du|le|la|el|al|bin|ibn|ben|ter|ten|den|der|af|av|y|e|st\.) ){1,3}$/;
/** Next to a word they mean that it is part of an identifier, a path, an address or a variable. */
const CODE_BEFORE = new Set('0123456789_@/\\.#$%&=~+*^');
const CODE_AFTER = new Set('0123456789_@/\\#$%=~+*^({[');
const WORD_LENGTH_MAX = 40;
/** Capitals inside a name: McDonald, O'Neil, DeVito. */
const HUMPED_NAME = /^(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O['\u2019]|D['\u2019])\p{Lu}\p{Ll}+$/u;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const NOT_ASKED = 3;
/** By code unit, each asked of its pattern once: a look at a table is a thirtieth of that. */
const KINDS = new Uint8Array(65_536).fill(NOT_ASKED);

export function readWords(text: string, hasCapitals: boolean): NameWord[] {
  const words: NameWord[] = [];
  let lastEnd = -1;
  for (let at = 0; at < text.length; at++) {
    const kind = kindAt(text, at);
    if (kind === OTHER) continue;
    const start = at;
    at = endOfWord(text, at);
    if ((hasCapitals && kind !== UPPER) || !isListedScript(text.charCodeAt(start))) continue;
    const word = readWord(text, start, at, lastEnd);
    if (word === null) continue;
    words.push(word);
    lastEnd = word.end;
  }
  return words;
}

/** Latin, Greek and Cyrillic, which the lists are in: in a text without capitals every other word would be folded for nothing. */
function isListedScript(code: number): boolean {
  return code < 0x0530 || (code >= 0x1e00 && code < 0x2000);
}

function kindAt(text: string, at: number): number {
  // Past the end of the text there is no code, and so no kind.
  const code = text.charCodeAt(at);
  const kind = KINDS[code] ?? OTHER;
  return kind === NOT_ASKED ? (KINDS[code] = readKind(text.charAt(at))) : kind;
}

function readKind(sign: string): number {
  if (!/[\p{L}\p{M}]/u.test(sign)) return OTHER;
  return /\p{Lu}/u.test(sign) ? UPPER : LOWER;
}

export function isLetterAt(text: string, at: number): boolean {
  return kindAt(text, at) !== OTHER;
}

/** Letters, and hyphens and apostrophes between letters. */
function endOfWord(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (kindAt(text, at) !== OTHER) continue;
    if ((code === 39 || code === 45 || code === 0x2019) && kindAt(text, at + 1) !== OTHER) continue;
    break;
  }
  return at;
}

function readWord(text: string, start: number, wordEnd: number, lastEnd: number): NameWord | null {
  if (wordEnd - start > WORD_LENGTH_MAX) return null;
  const before = text.charAt(start - 1);
  const after = text.charAt(wordEnd);
  // `J.Smith` is a name, `Config.Load` is none.
  if (CODE_BEFORE.has(before) && !(before === '.' && kindAt(text, start - 2) === UPPER)) return null;
  if (CODE_AFTER.has(after)) return null;
  if (after === '.' && wordEnd - start > 3 && kindAt(text, wordEnd + 1) !== OTHER) return null;
  const end = hasPossessive(text, start, wordEnd) ? wordEnd - 2 : wordEnd;
  const letters = lookAtLetters(text, start, end);
  const written = text.slice(start, end);
  if (letters.hasHump && letters.hasLower && !HUMPED_NAME.test(written)) return null;
  return {
    start,
    end,
    folded: letters.isAscii ? written.toLowerCase() : foldName(written),
    isInitial: end - start === 1,
    isUpper: end - start > 1 && !letters.hasLower,
    followsOn: lastEnd >= 0 && start - lastEnd <= GAP_LENGTH_MAX && followsOn(text, lastEnd, start),
    beginsSentence: beginsSentence(text, start),
  };
}

/** `Karen's`, `KAREN\u2019S`. */
function hasPossessive(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(end - 2);
  return (code === 39 || code === 0x2019) && end - start > 2 && (text.charCodeAt(end - 1) | 32) === 115;
}

interface Letters {
  readonly hasLower: boolean;
  /** A capital right behind a small letter. */
  readonly hasHump: boolean;
  readonly isAscii: boolean;
}

/** In one pass: three patterns for each word were a third of what reading words took. */
function lookAtLetters(text: string, start: number, end: number): Letters {
  let [hasLower, hasHump, isAscii] = [false, false, true];
  for (let at = start, last = OTHER; at < end; at++) {
    const kind = kindAt(text, at);
    hasLower ||= kind === LOWER;
    hasHump ||= kind === UPPER && last === LOWER;
    isAscii &&= text.charCodeAt(at) < 128;
    last = kind;
  }
  return { hasLower, hasHump, isAscii };
}

/** The longest is three particles: ` de la von `. */
const GAP_LENGTH_MAX = 16;

function followsOn(text: string, lastEnd: number, start: number): boolean {
  const between = text.slice(lastEnd, start);
  if (between === ' ' || between === '.') return true;
  return between === '. ' ? isInitialBefore(text, lastEnd) : PARTICLES.test(between);
}

const SENTENCE_ENDS = new Set('.!?:;\n\r>"*\u2022([{-');

function beginsSentence(text: string, start: number): boolean {
  let at = start;
  while (at > 0 && start - at < 4 && (text.charCodeAt(at - 1) === 32 || text.charCodeAt(at - 1) === 9)) at--;
  return at === 0 || SENTENCE_ENDS.has(text.charAt(at - 1));
}

function isInitialBefore(text: string, end: number): boolean {
  return !isLetterAt(text, end - 2) || /(?:^|[^\p{L}])(?:Jr|Sr|St)$/u.test(text.slice(Math.max(0, end - 4), end));
}
