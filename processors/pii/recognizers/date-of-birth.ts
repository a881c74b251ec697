/** Birth dates. Any date may be one, so only what is said right before it or near it makes it one. */
import { isDayOfYear } from '../checksums/dates.ts';
import { eachMatch } from '../each-match.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre';

const NUMBERS =
  /(?=\d)(?<![\p{L}\p{N}_]|\p{N}[-./])\d{1,4}(?:\/\d{1,2}\/|-\d{1,2}-|\.\d{1,2}\.)\d{2,4}(?![\p{L}\p{N}_]|[-./]\p{N})/gu;
/** A month in words is looked for from its year backwards, since years are rarer than words. */
const YEAR = /\b(?:19|20)\d{2}\b/g;
const DAY_MONTH = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])\d{1,2}(?:st|nd|rd|th)?\.? (?:de |of )?(?:${MONTHS})\.?,? (?:de )?$`,
  'iu',
);
const MONTH_DAY = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${MONTHS})\.? \d{1,2}(?:st|nd|rd|th)?,? $`, 'iu');
const MONTH_LENGTH_MAX = 28;

const SCORES = { score: 0.1, contextScore: 0.85 };

export const dateOfBirth = defineRecognizer({
  name: 'date-of-birth',
  entity: 'DATE_OF_BIRTH',
  about: 'A date that exists, near a word for birth.',
  needs: ['digit'],
  patterns: [
    { name: 'numbers', regex: NUMBERS, anchors: [], ...SCORES },
    { name: 'year', regex: YEAR, anchors: [], ...SCORES },
    { name: 'day and month', regex: DAY_MONTH, anchors: [], ...SCORES },
    { name: 'month and day', regex: MONTH_DAY, anchors: [], ...SCORES },
  ],
  find: findDates,
  context: {
    en: ['born', 'birth', 'dob', 'd.o.b', 'birthday', 'birthdate', 'bday'],
    de: ['geboren', 'geburt', 'geb.'],
    fr: ['né le', 'née le', 'naissance'],
    es: ['nacido', 'nacida', 'nacimiento', 'nací'],
    it: ['nato il', 'nata il', 'nascita'],
    pt: ['nascido', 'nascida', 'nascimento'],
    nl: ['geboren', 'geboortedatum'],
    pl: ['urodzon', 'urodzenia'],
    sv: ['född', 'födelse'],
    zh: ['出生', '生日'],
    ja: ['生年月日', '生まれ'],
  },
});

function findDates({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  eachMatch(NUMBERS, folded, ({ 0: value, index }) => {
    if (isDate(value.split(/[-./]/).map(Number))) found.push({ start: index, end: index + value.length, ...SCORES });
  });
  eachMatch(YEAR, folded, ({ 0: year, index }) => {
    const before = folded.slice(Math.max(0, index - MONTH_LENGTH_MAX), index);
    const month = /\p{L}/u.test(before) ? (DAY_MONTH.exec(before) ?? MONTH_DAY.exec(before)) : null;
    if (month !== null) found.push({ start: index - month[0].length, end: index + year.length, ...SCORES });
  });
  return found;
}

/** In the order year, month, day, or with the year last and either order before it. */
function isDate([first = 0, second = 0, third = 0]: readonly number[]): boolean {
  if (first > 31) return first >= 1900 && first <= 2100 && isDayOfYear(second, third);
  const hasYear = third < 100 || (third >= 1900 && third <= 2100);
  return hasYear && (isDayOfYear(first, second) || isDayOfYear(second, first));
}
