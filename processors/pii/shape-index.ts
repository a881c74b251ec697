/**
 * Finds numbers by their layout, all layouts in one pass. The layouts of fifty identifiers are folded into one automaton, so
 * that a text is read once and a place costs at most the longest layout, whatever the text is. Fifty regular expressions
 * would cost fifty reads.
 */
import type { Recognizer, Shape } from './recognizer.ts';

export interface ShapeOwner {
  readonly recognizer: Recognizer;
  readonly shape: Shape;
}

const OTHER = 0;
const DIGIT = 1;
const LETTER = 2;

/** Tells each match, in order of place. */
export type FindShapes = (folded: string, tell: TellShape) => void;

type TellShape = (owner: ShapeOwner, start: number, end: number) => void;

export function buildShapeIndex(recognizers: readonly Recognizer[]): FindShapes {
  const all = recognizers.flatMap((recognizer) => recognizer.shapes.map((shape) => ({ recognizer, shape })));
  const { classes, classCount } = classifyCharacters(all.map(({ shape }) => shape.shape));
  const { next, accepts } = buildStates(all, classes, classCount);
  const classAt = (folded: string, at: number): number => classes[folded.charCodeAt(at)] ?? OTHER;

  /** Walks the automaton from the beginning of a word. */
  const walk = (folded: string, start: number, tell: TellShape): void => {
    for (let at = start, state = 0; at < folded.length; at++) {
      state = next[state * classCount + classAt(folded, at)] ?? -1;
      if (state < 0) return;
      const accepted = accepts[state];
      if (accepted === undefined || !endsHere(folded, at + 1) || continuesNumber(folded, start)) continue;
      for (const owner of accepted) tell(owner, start, at + 1);
    }
  };

  // Every layout has a digit in its first word or in its second, so words without one are passed over.
  return (folded, tell) => {
    let walked = -1;
    for (let at = 0; at < folded.length; at++) {
      if (classAt(folded, at) !== DIGIT) continue;
      let start = at;
      while (at - start < LETTERS_BEFORE_MAX && isWordPart(classAt(folded, start - 1))) start--;
      const letters = startOfLettersBefore(folded, start, classAt);
      if (letters !== null && letters > walked) walk(folded, letters, tell);
      if (start > walked) walk(folded, start, tell);
      walked = start;
      // The rest of the word begins nothing.
      while (isWordPart(classAt(folded, at + 1))) at++;
    }
  };
}

/** An Italian code has six letters before its first digit; longer words are no beginning of a layout. */
const LETTERS_BEFORE_MAX = 7;
/** `AA 99 99 99 A`, `AA 99999`. */
const FIRST_WORD_LENGTH_MAX = 4;

function isWordPart(kind: number): boolean {
  return kind === DIGIT || kind === LETTER;
}

/** Where a short word of letters begins that is one character before `start`; null where there is none. */
function startOfLettersBefore(
  folded: string,
  start: number,
  classAt: (folded: string, at: number) => number,
): number | null {
  if (start < 2 || classAt(folded, start - 2) !== LETTER) return null;
  let begin = start - 2;
  while (start - begin <= FIRST_WORD_LENGTH_MAX + 1 && isWordPart(classAt(folded, begin - 1))) begin--;
  return start - 1 - begin <= FIRST_WORD_LENGTH_MAX ? begin : null;
}

/** Letters, digits, and each other character that a layout names; everything else is one class. */
function classifyCharacters(shapes: readonly string[]): { classes: Uint8Array; classCount: number } {
  const classes = new Uint8Array(128);
  for (let code = 48; code <= 57; code++) classes[code] = DIGIT;
  for (let code = 65; code <= 90; code++) classes[code] = classes[code + 32] = LETTER;
  let classCount = 3;
  for (const shape of shapes) {
    for (const sign of shape) {
      if (!/[9A#]/.test(sign) && classes[sign.charCodeAt(0)] === OTHER) classes[sign.charCodeAt(0)] = classCount++;
    }
  }
  return { classes, classCount };
}

interface Automaton {
  /** The state after a state and a class of character, `state * classCount + class`; -1 where nothing goes on. */
  readonly next: Int32Array;
  /** By state; undefined where no layout ends. */
  readonly accepts: readonly (readonly ShapeOwner[] | undefined)[];
}

/** The usual construction: a state is the set of layouts and positions that are still possible. */
function buildStates(all: readonly ShapeOwner[], classes: Uint8Array, classCount: number): Automaton {
  type Place = readonly [shape: number, position: number];
  const next: number[] = [];
  const accepts: (readonly ShapeOwner[] | undefined)[] = [];
  const known = new Map<string, number>();
  const waiting: { state: number; places: readonly Place[] }[] = [];
  const stateOf = (places: readonly Place[]): number => {
    const key = places.map((place) => place.join(':')).join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const ended = places.flatMap(([shape, position]) => {
      const one = all[shape];
      return one !== undefined && one.shape.shape.length === position ? [one] : [];
    });
    const state = accepts.push(ended.length === 0 ? undefined : ended) - 1;
    next.push(...Array.from({ length: classCount }, () => -1));
    known.set(key, state);
    waiting.push({ state, places });
    return state;
  };
  stateOf(all.map((_one, shape) => [shape, 0] as const));
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (let kind = DIGIT; kind < classCount; kind++) {
      const after = one.places.flatMap(([shape, position]) => {
        const sign = all[shape]?.shape.shape[position];
        return sign !== undefined && takes(sign, kind, classes) ? [[shape, position + 1] as const] : [];
      });
      if (after.length > 0) next[one.state * classCount + kind] = stateOf(after);
    }
  }
  return { next: Int32Array.from(next), accepts };
}

function takes(sign: string, kind: number, classes: Uint8Array): boolean {
  if (sign === '9') return kind === DIGIT;
  if (sign === 'A') return kind === LETTER;
  if (sign === '#') return kind === DIGIT || kind === LETTER;
  return kind === classes[sign.charCodeAt(0)];
}

const WORD = /[\p{L}\p{N}_]/u;

/** Whether what begins here goes on from a number before it, as `-1234` in a UUID and `.5` in a version. */
function continuesNumber(folded: string, start: number): boolean {
  const before = folded.charAt(start - 1);
  if (before === '') return false;
  if (WORD.test(before)) return true;
  return /[-./:]/.test(before) && /[0-9A-Fa-f]/.test(folded.charAt(start - 2)) && /[0-9]/.test(folded.charAt(start));
}

function endsHere(folded: string, end: number): boolean {
  const after = folded.charAt(end);
  if (after === '') return true;
  if (WORD.test(after)) return false;
  return !(/[-./:]/.test(after) && /[0-9A-Za-z]/.test(folded.charAt(end + 1)));
}
