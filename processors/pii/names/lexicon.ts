/** What is known of a word: whether it is a name of people or of places, and whether it is a word as well. */
import { CITIES } from './cities.ts';
import { COMMON_WORDS } from './common-words.ts';
import { COUNTRIES } from './countries.ts';
import { FAMILY_NAMES } from './family-names.ts';
import { GIVEN_NAMES } from './given-names.ts';
import {
  CITIES_AND_WORDS,
  FUNCTION_WORDS,
  MORE_CITIES,
  MORE_COUNTRIES,
  MORE_FAMILY_NAMES,
  MORE_GIVEN_NAMES,
  NAMES_AND_WORDS,
  NO_NAMES,
} from './no-names.ts';
import { WIDELY_GIVEN_NAMES } from './widely-given-names.ts';

export const GIVEN = 1;
/** Of a language that much of the traffic is in, so that it counts in a text without capitals too. */
export const WIDELY_GIVEN = 2;
export const FAMILY = 4;
export const WORD = 8;
/** Never a name, or more often a product, a language or a month than a person. */
export const NO_NAME = 16;
export const CITY = 32;
export const COUNTRY = 64;
/** Begins a place of several words, as `new` in New York. */
export const PLACE_BEGIN = 128;

/** Known all over the world, so that a family of that name is less likely than the town. */
export const LARGE_CITY = 256;

export type Lexicon = (word: string) => number;

/** Takes about 20 ms and is kept by whoever asked, so it is made when the first text with a capital letter comes. */
export function buildLexicon(): Lexicon {
  const known = new Map<string, number>();
  const add = (list: string, bits: number): void => {
    for (const name of list.split('|')) known.set(name, (known.get(name) ?? 0) | bits);
  };
  add(GIVEN_NAMES, GIVEN);
  add(WIDELY_GIVEN_NAMES, GIVEN | WIDELY_GIVEN);
  add(FAMILY_NAMES, FAMILY);
  add(MORE_GIVEN_NAMES, GIVEN | WIDELY_GIVEN);
  add(MORE_FAMILY_NAMES, FAMILY);
  add(COMMON_WORDS, WORD);
  add(NAMES_AND_WORDS, WORD);
  add(CITIES_AND_WORDS, WORD);
  add(FUNCTION_WORDS, WORD | NO_NAME);
  add(NO_NAMES, NO_NAME);
  for (const [list, bit] of [
    [CITIES, CITY],
    [MORE_CITIES, CITY | LARGE_CITY],
    [MORE_COUNTRIES, COUNTRY],
    [COUNTRIES, COUNTRY],
  ] as const) {
    add(list, bit);
    for (const name of list.split('|')) {
      const first = /^[^ ]+(?= )/.exec(name)?.[0];
      if (first !== undefined) known.set(first, (known.get(first) ?? 0) | PLACE_BEGIN);
    }
  }
  return (word) => known.get(word) ?? 0;
}
