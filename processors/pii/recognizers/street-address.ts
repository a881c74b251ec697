/**
 * Streets with a house number, as the languages of western and northern Europe and Polish write them. Each number is
 * looked at once, forwards and backwards, since numbers are rarer than words that may be part of a street's name.
 */
import { eachMatch } from '../each-match.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const NAME = String.raw`[\p{L}\p{M}\p{N}.'-]{1,30}`;

const ENGLISH = new RegExp(
  String.raw`^\d{1,6}[A-Za-z]?(?: ${NAME}){1,4}? (?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|parkway|pkwy|highway|hwy|circle|cir|trail|crescent|close|grove|row|mews|plaza)(?![\p{L}\p{N}])(?:\.?,? (?:apt|apartment|suite|ste|unit|#)\.? ?[\p{L}\p{N}-]{1,8})?`,
  'iu',
);
const FRENCH = new RegExp(
  String.raw`^\d{1,4}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|all\u00E9e|impasse|quai|cours)(?: ${NAME}){1,5}`,
  'iu',
);
/** `Hauptstraße 12`, `Keizersgracht 5`, `Drottninggatan 71`. */
const JOINED =
  /(?<![\p{L}\p{N}])[\p{L}-]{2,30}(?:stra(?:\u00DFe|sse)|str\.|weg|platz|allee|gasse|ufer|straat|laan|plein|gracht|kade|steenweg|dreef|singel|dijk|vej|gade|vegen|veien|gaten|gata|gatan|v\u00E4gen|stigen|katu|polku|kuja) $/iu;
const JOINED_ENDING =
  /(?:\u00DFe|sse|str\.|eg|tz|ee|er|aat|aan|ein|cht|ade|eef|gel|ijk|vej|gen|ien|ten|ata|tan|atu|lku|uja) $/iu;
const ROMANCE = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:ul\.|al\.|ulica|calle|c\/|avenida|avda\.?|plaza|paseo|camino|via|viale|piazza|corso|rua|travessa|largo)(?: ${NAME}){1,4},? (?:n\u00BA? ?)?$`,
  'iu',
);

/** Every word for a street of the patterns that stands alone: a look into a set per word is a tenth of trying the patterns. */
const STREET_WORDS = new Set(
  [
    'street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace way parkway pkwy highway hwy circle cir trail crescent close grove row mews plaza',
    'ul al ulica rue chemin allée impasse quai cours calle c/ avenida avda paseo camino via viale piazza corso rua travessa largo',
  ]
    .join(' ')
    .split(' '),
);

const NUMBER = /(?=\d)(?<![\p{L}\p{N}.,$\u20AC\u00A3-])\d{1,6}(?!\d)/gu;
const NUMBER_WITH_LETTER = /^\d{1,4}(?: ?[a-z](?![\p{L}\p{N}]))?(?![\p{L}\p{N}])/iu;
/** The number, the words before the word for a street, that word, and a full stop in between. */
const STREET_NAME_WORDS_MAX = 8;
/** What a street begins with, in a text with capitals and in one without. */
const NAME_BEHIND =
  /^[A-Za-z]?(?: bis| ter)?,? (?:[A-Z\d\u00C0-\u00DE]|\p{Lu}|rue|avenue|boulevard|place|chemin|all\u00E9e|impasse|quai|cours)/u;
const WORD_BEHIND = /^[A-Za-z]?,? [A-Za-z\d\u00C0-\u024F]/;
/** Words that stand in sentences and not in names of streets. */
const PHRASE = / (?:a|an|per|in|on|at|is|are|was|to|and|or|for|with|that|this|from|by|ms|of the) /i;
const FORWARD_LENGTH_MAX = 120;
const BACKWARD_LENGTH_MAX = 80;
const JOINED_ENDING_LENGTH = 5;
const BACKWARD_WORDS_LENGTH_MAX = 48;

export const streetAddress = defineRecognizer({
  name: 'street-address',
  entity: 'STREET_ADDRESS',
  about: 'A house number and a word for a street, in the order of the language.',
  languages: ['en', 'fr', 'de', 'nl', 'es', 'it', 'pt', 'da', 'no', 'sv', 'fi', 'pl'],
  needs: ['digit', 'letter'],
  patterns: [
    { name: 'number', regex: NUMBER, anchors: [], score: 0, contextScore: 0 },
    { name: 'english', regex: ENGLISH, anchors: [], score: 0.6, contextScore: 0.85 },
    { name: 'french', regex: FRENCH, anchors: [], score: 0.6, contextScore: 0.85 },
    { name: 'german, dutch and nordic', regex: JOINED, anchors: [], score: 0.7, contextScore: 0.9 },
    { name: 'spanish, italian, portuguese and polish', regex: ROMANCE, anchors: [], score: 0.6, contextScore: 0.85 },
    { name: 'phrase', regex: PHRASE, anchors: [], score: 0, contextScore: 0 },
    { name: 'house number', regex: NUMBER_WITH_LETTER, anchors: [], score: 0, contextScore: 0 },
  ],
  context: {
    en: [
      'address',
      'live at',
      'lives at',
      'living at',
      'ship to',
      'deliver',
      'located at',
      'moved to',
      'reside',
      'billing',
      'mail to',
      'home',
    ],
    de: ['adresse', 'anschrift', 'wohne', 'wohnhaft', 'wohnt'],
    fr: ['adresse', 'habite', 'domicile'],
    es: ['dirección', 'direccion', 'domicilio', 'vivo en'],
    it: ['indirizzo', 'abito in'],
    nl: ['adres', 'woon'],
    pt: ['endereço', 'morada', 'moro na'],
  },
  find: findStreets,
});

function findStreets(text: ScanText): Candidate[] {
  const { folded } = text;
  const found: Candidate[] = [];
  eachMatch(NUMBER, folded, ({ 0: number, index }) => {
    const street = readForwards(text, index, index + number.length) ?? readBackwards(folded, index);
    if (street !== null) found.push(street);
  });
  return found;
}

/** `12 Main Street`, `14 rue de Rivoli`. */
function readForwards({ folded, signs }: ScanText, start: number, numberEnd: number): Candidate | null {
  const hasCapitals = signs.has('capital');
  if (!(hasCapitals ? NAME_BEHIND : WORD_BEHIND).test(folded.slice(numberEnd, numberEnd + 14))) return null;
  const after = folded.slice(start, start + FORWARD_LENGTH_MAX);
  if (!hasStreetWord(after.split(/[\s.,]/, STREET_NAME_WORDS_MAX))) return null;
  const street = ENGLISH.exec(after) ?? FRENCH.exec(after);
  // `12 tests in a row`: where there are capitals, a street has one, if not in French then in its name.
  if (street === null || (hasCapitals && !/\p{Lu}/u.test(street[0])) || PHRASE.test(street[0])) return null;
  return { start, end: start + street[0].length, score: 0.6, contextScore: 0.85 };
}

/** `Hauptstraße 12a`, `Calle Mayor, 7`. */
function readBackwards(folded: string, numberStart: number): Candidate | null {
  if (!/[A-Za-z\u00C0-\u024F.,\u00BA] $/.test(folded.slice(Math.max(0, numberStart - 2), numberStart))) return null;
  const before = folded.slice(Math.max(0, numberStart - BACKWARD_LENGTH_MAX), numberStart);
  const joined = JOINED_ENDING.test(before.slice(-JOINED_ENDING_LENGTH)) ? JOINED.exec(before) : null;
  const street =
    joined ?? (hasStreetWord(before.slice(-BACKWARD_WORDS_LENGTH_MAX).split(/[\s.,]/)) ? ROMANCE.exec(before) : null);
  const number = NUMBER_WITH_LETTER.exec(folded.slice(numberStart, numberStart + 8));
  if (street === null || number === null) return null;
  const end = numberStart + number[0].length;
  const scores = joined === null ? { score: 0.6, contextScore: 0.85 } : { score: 0.7, contextScore: 0.9 };
  return { start: numberStart - street[0].length, end, ...scores };
}

function hasStreetWord(words: readonly string[]): boolean {
  return words.some((word) => STREET_WORDS.has(word.toLowerCase()));
}
