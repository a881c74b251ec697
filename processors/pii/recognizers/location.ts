/** Countries, states and cities, by lists. A name that is also a word or a person's is a place only after a word that says so. */
import { CITY, COUNTRY, FAMILY, GIVEN, LARGE_CITY, NO_NAME, PLACE_BEGIN, WORD } from '../names/lexicon.ts';
import type { NameWord } from '../names/read-words.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const PLACED =
  /(?<![\p{L}\p{N}])(?:in|from|to|at|near|visit|visiting|leave|leaving|reach|city of|town of|state of|capital of|nach|aus|en|de|desde|vers|depuis) (?:the )?$/iu;

const SHORT_PLACE_LENGTH_MAX = 3;
const COUNTRY_LETTERS = new Set(['usa']);

const PLACE_WORDS_MAX = 5;

export const location = defineRecognizer({
  name: 'location',
  entity: 'LOCATION',
  about: 'Lists of countries, states and cities; one that is also a word or a name only after a word for a place.',
  languages: ['Latin, Greek and Cyrillic scripts'],
  needs: ['letter'],
  patterns: [{ name: 'placed', regex: PLACED, anchors: [], score: 0, contextScore: 0 }],
  find: findLocations,
});

function findLocations({ folded, names }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  const { words, knowledge, lexicon } = names;
  for (let at = 0; at < words.length;) {
    const first = words[at];
    const known = knowledge[at] ?? 0;
    if (first === undefined || (known & (CITY | COUNTRY | PLACE_BEGIN)) === 0) {
      at++;
      continue;
    }
    let place = { count: 1, bits: known };
    if ((known & PLACE_BEGIN) !== 0) {
      let name = first.folded;
      for (let count = 2; count <= PLACE_WORDS_MAX; count++) {
        const next = words[at + count - 1];
        if (next === undefined || !joinsPlaces(folded, words[at + count - 2]?.end ?? 0, next.start)) break;
        // With the particles that stand between, as in `Rio de Janeiro`.
        name += folded.slice(words[at + count - 2]?.end ?? 0, next.start).toLowerCase() + next.folded;
        const bits = lexicon(name);
        if ((bits & (CITY | COUNTRY)) !== 0) place = { count, bits };
      }
    }
    const last = words[at + place.count - 1] ?? first;
    // `SAP`, `Mar`: short ones are abbreviations more often than towns.
    const isShort =
      place.count === 1 && first.folded.length <= SHORT_PLACE_LENGTH_MAX && !COUNTRY_LETTERS.has(first.folded);
    const isPlaced = PLACED.test(folded.slice(Math.max(0, first.start - 16), first.start));
    const score =
      isShort || beginsName(place, words[at + place.count], knowledge[at + place.count] ?? 0)
        ? 0
        : scorePlace(place.bits, place.count > 1, isPlaced);
    if (score > 0) found.push({ start: first.start, end: last.end, score, contextScore: score });
    at += place.count;
  }
  return found;
}

/** `Elizabeth Balashova`: a town's name too, but with a name behind it. */
function beginsName(
  place: { readonly count: number; readonly bits: number },
  next: NameWord | undefined,
  nextKnown: number,
): boolean {
  return (
    place.count === 1 &&
    (place.bits & (GIVEN | COUNTRY)) === GIVEN &&
    next?.followsOn === true &&
    (nextKnown & (WORD | NO_NAME | COUNTRY)) === 0
  );
}

function joinsPlaces(folded: string, end: number, start: number): boolean {
  return (
    start - end <= 12 &&
    /^(?: |-|\. | (?:(?:and|of|the|de|del|do|da|la|le|les|los|las|sur|am|an der|nad|upon) ){1,2})$/.test(
      folded.slice(end, start),
    )
  );
}

/** Never high: a place alone is nobody's, and agents that look up the weather read nothing but places. */
function scorePlace(bits: number, isLong: boolean, isPlaced: boolean): number {
  const isOther = !isLong && (bits & (WORD | GIVEN | FAMILY | NO_NAME)) !== 0;
  if ((bits & COUNTRY) !== 0) return isOther && !isPlaced ? 0.5 : 0.79;
  if ((bits & CITY) === 0 || (!isLong && (bits & (WORD | NO_NAME)) !== 0)) return 0;
  if (isPlaced) return 0.75;
  if ((bits & LARGE_CITY) !== 0) return 0.6;
  return isOther ? 0.3 : 0.6;
}
