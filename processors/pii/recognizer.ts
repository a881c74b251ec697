/**
 * What every recognizer of personal data and of secrets is, and what it finds. A recognizer is a constant: metadata, what it
 * looks for, and a pure function. It never sees the configuration; threshold, overlap and limits are the scan's.
 */
import type { ScanText, Sign } from './scan-text.ts';

/** What a find is, in Presidio's manner of writing: `EMAIL_ADDRESS`, `US_SSN`, `AWS_ACCESS_KEY`. */
export type EntityType = Uppercase<string>;

export function isEntityType(text: string): text is EntityType {
  return text !== '' && text === text.toUpperCase();
}

/** `personal` is judged by privacy checks, `secret` by checks of credentials. */
export type RecognizerKind = 'personal' | 'secret';

export interface Recognizer {
  /** Kebab-case, the name of its file: `credit-card`. */
  readonly name: string;
  readonly kind: RecognizerKind;
  readonly entity: EntityType;
  /** How a find is told from chance, in one sentence for the README. */
  readonly about: string;
  /** Languages or countries, as ISO codes; empty where it depends on none. */
  readonly languages: readonly string[];
  /** A text without each of these is not read at all. */
  readonly needs: readonly Sign[];
  /** Every regular expression it runs, so that each is checked to be linear. */
  readonly patterns: readonly Pattern[];
  /** Layouts of numbers it accepts (see shape-index.ts); all of them are looked up in one pass over the text. */
  readonly shapes: readonly Shape[];
  /** Words near a find that make it likely, by language, in lower case; a word also matches as the beginning of a longer one. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** False drops the find: a checksum, a number plan, a part that never occurs. The value is folded and as written. */
  readonly validate: (value: string, text: ScanText, start: number, end: number) => boolean;
  /** True for values that everybody uses as an example; such a find keeps at most `DENIED_SCORE`. */
  readonly deny: (value: string) => boolean;
  /** For what neither pattern nor shape can say. Offsets are those of `text.folded`; it runs its patterns itself. */
  readonly find: ((text: ScanText) => Candidate[]) | null;
}

export interface Scores {
  /** How sure a find is that passed `validate`, with no context word near. */
  readonly score: number;
  /** With one. */
  readonly contextScore: number;
}

export interface Pattern extends Scores {
  readonly name: string;
  /** With the flag `g`. If it has a group named `value`, that is the find; else all of the match. */
  readonly regex: RegExp;
  /** In lower case: a text (lowered) that holds none of them is not searched. Empty where there is none to name. */
  readonly anchors: readonly string[];
}

export interface Shape extends Scores {
  /** `9` is a digit, `A` an ASCII letter of either case, `#` either; all else stands for itself: `999-99-9999`. */
  readonly shape: string;
}

/** A possible find in the folded text, before validation, overlaps and the threshold. */
export interface Candidate extends Scores {
  readonly start: number;
  readonly end: number;
}

/** What a scan answers: Presidio's RecognizerResult, with offsets in UTF-16 units of the text as it was given. */
export interface RecognizedEntity {
  readonly entity_type: EntityType;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly recognition_metadata: { readonly recognizer_name: string; readonly kind: RecognizerKind };
}

/** Below every tier, so that an example value is known and never reported by default. */
export const DENIED_SCORE = 0.3;

type Described = Pick<Recognizer, 'name' | 'entity' | 'about'> & Partial<Recognizer>;

/** A recognizer with what it does not say left at its plainest. */
export function defineRecognizer(described: Described): Recognizer {
  return {
    kind: 'personal',
    languages: [],
    needs: [],
    patterns: [],
    shapes: [],
    context: {},
    validate: () => true,
    deny: () => false,
    find: null,
    ...described,
  };
}
