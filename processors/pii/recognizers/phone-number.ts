/**
 * Telephone numbers as people write them at home, without a country code. A plan accepts almost any ten digits, so the
 * grouping and the words near it decide; a date, a time and a version are grouped too and are left out.
 */
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';
import { groupedPhoneContext, phoneContext } from './phone-context.ts';

/** The look ahead comes first, since a digit is rare and a look back at every character is dear. */
const BEFORE = String.raw`(?=[\d(])(?<![\p{L}\p{N}_+#$€£%]|\p{N}[-./:,])`;
const AFTER = String.raw`(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\p{L}\p{N}_%]|[-./:]\p{N})`;

export const phoneNumber = defineRecognizer({
  name: 'phone-number',
  entity: 'PHONE_NUMBER',
  about:
    'Seven to sixteen digits grouped as in North America, with an area code in brackets or after a zero, or in pairs.',
  needs: ['digit'],
  patterns: [
    {
      name: 'north american',
      regex: new RegExp(
        String.raw`${BEFORE}(?:(?:001|1)[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}${AFTER}`,
        'giu',
      ),
      anchors: [],
      score: 0.7,
      contextScore: 0.95,
    },
    {
      name: 'area in brackets',
      regex: new RegExp(String.raw`${BEFORE}\(0?\d{1,4}\) ?\d{2,4}(?:[- ]?\d{2,4}){1,3}${AFTER}`, 'giu'),
      anchors: ['('],
      score: 0.55,
      contextScore: 0.85,
    },
    {
      name: 'after a zero',
      regex: new RegExp(String.raw`${BEFORE}0\d{1,4}(?: ?/ ?|[- ])\d{2,8}(?:[- ]\d{2,4}){0,4}${AFTER}`, 'giu'),
      anchors: [],
      score: 0.4,
      contextScore: 0.85,
    },
    {
      name: 'with 00 and a country',
      regex: new RegExp(
        String.raw`${BEFORE}00[1-9]\d{0,2}[-. /](?:\(0\))?\d{1,5}[-. /]\d{2,10}(?:[-. ]\d{2,8}){0,3}${AFTER}`,
        'giu',
      ),
      anchors: [],
      score: 0.6,
      contextScore: 0.9,
    },
    {
      name: 'groups',
      regex: new RegExp(String.raw`${BEFORE}\d{2,4}(?:[- .]\d{2,4}){2,4}${AFTER}`, 'giu'),
      anchors: [],
      score: 0.2,
      contextScore: 0.7,
    },
    {
      name: 'seven or eight digits',
      regex: new RegExp(String.raw`${BEFORE}(?:[2-9]\d{2}|[3-9]\d{3})[-. ]\d{4}${AFTER}`, 'giu'),
      anchors: [],
      score: 0.2,
      contextScore: 0.7,
    },
  ],
  context: groupedPhoneContext,
  validate: (value) => {
    const digits = onlyDigits(value.replace(/ ?(?:x|ext\.?|extension) ?\d{1,6}$/i, ''));
    return digits.length >= 7 && digits.length <= 16 && !isOneDigit(digits) && !isDateOrVersion(value);
  },
  deny: (value) => FICTION.test(onlyDigits(value)),
});

export const ungroupedPhoneNumber = defineRecognizer({
  name: 'ungrouped-phone-number',
  entity: 'PHONE_NUMBER',
  about: 'Eight to eleven digits in one piece, only near a word for a telephone.',
  needs: ['digit'],
  shapes: ['99999999', '999999999', '9999999999', '99999999999'].map((shape) => ({
    shape,
    score: 0.05,
    contextScore: 0.6,
  })),
  context: phoneContext,
  // Seconds since 1970 begin with 1.
  validate: (value) => !(value.length === 10 && value.startsWith('1')) && !isOneDigit(value),
  deny: (value) => FICTION.test(value),
});

/** Kept for films, or counted. */
const FICTION = /^(?:1?[2-9]\d{2}55501\d{2}|1?1234567890?|1?0123456789|1?5551234|1?5555555555)$/;

function isDateOrVersion(value: string): boolean {
  return /^(?:(?:19|20)\d{2}[-. /][01]?\d[-. /][0-3]?\d|[0-3]?\d[-. /][0-3]?\d[-. /](?:19|20)\d{2})(?:[-. ]|$)/.test(
    value,
  );
}
