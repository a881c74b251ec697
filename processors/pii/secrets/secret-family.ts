/**
 * What a family of secrets is: one issuer's tokens, or tokens that look alike, as constants. A family says where to look and
 * how sure a find is; it never walks a text. That is done once for all of them (find-secrets.ts): a walk for each, as linters
 * have it, is 22 µs for a KB of prose with 28 rules, and these 140 formats take 3.
 */
import type { EntityType } from '../recognizer.ts';

export interface SecretFamily {
  /** Kebab-case, the name of its file. */
  readonly name: string;
  /** Whose secrets these are and how they are told from chance, in one sentence. */
  readonly about: string;
  readonly tokens: readonly TokenFormat[];
  readonly marked: readonly MarkedFormat[];
  readonly links: readonly LinkFormat[];
  readonly assigned: readonly AssignedFormat[];
}

/** A token that begins with letters of its issuer. */
export interface TokenFormat {
  readonly entity: EntityType;
  /** Where one of these begins a word, the pattern is tried. */
  readonly prefixes: readonly string[];
  /** Sticky, bounded in length, and matches from the prefix to the end of the token. */
  readonly pattern: RegExp;
  readonly score: number;
  /** How many characters before the prefix belong to the token; null where they are not there, and then there is none. */
  readonly lead?: (text: string, prefixStart: number) => number | null;
  /** A score in place of `score`, for checksums and places that must have a certain form; 0 drops the find. */
  readonly judge?: (value: string) => number;
}

/** A token with letters of its issuer in its midst, at a place that does not vary. */
export interface MarkedFormat {
  readonly entity: EntityType;
  readonly mark: string;
  /** How many characters stand before the mark. */
  readonly offset: number;
  /** Sticky, from the beginning of the token. */
  readonly pattern: RegExp;
  readonly score: number;
}

/** An address that lets everybody who knows it act. */
export interface LinkFormat {
  readonly entity: EntityType;
  /** What the host begins or ends with, in lower case. */
  readonly host: string;
  /** Sticky, tried at the host. The group `value` is the find. */
  readonly pattern: RegExp;
  readonly score: number;
}

/** A value that is known by the name it is assigned to, and by nothing in it. */
export interface AssignedFormat {
  readonly entity: EntityType;
  /** One of these is in the name (see `plainName`); empty where any name will do. */
  readonly owners: readonly string[];
  /** With one of these the name ends. */
  readonly ends: readonly string[];
  /** Of all of the value. */
  readonly value: RegExp;
  readonly score: number;
}

type Described = Pick<SecretFamily, 'name' | 'about'> & Partial<SecretFamily>;

export function defineFamily(described: Described): SecretFamily {
  return { tokens: [], marked: [], links: [], assigned: [], ...described };
}

/** Of a find that nothing but its shape speaks for, when its checksum is wrong: cut, edited, or made up. */
export const WRONG_CHECKSUM_SCORE = 0.6;
