/** Identity numbers of South Africa: a birth date, citizenship and Luhn's check digit. */
import { isShortDate } from '../checksums/dates.ts';
import { passesLuhn } from '../checksums/luhn.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const zaId = defineRecognizer({
  name: 'za-id',
  entity: 'ZA_ID',
  about: "A birth date, 0 or 1 for citizenship and Luhn's check digit.",
  languages: ['ZA'],
  needs: ['digit'],
  shapes: [
    { shape: '9999999999999', score: 0.6, contextScore: 1 },
    { shape: '999999 9999 999', score: 0.85, contextScore: 1 },
    { shape: '999999 9999 99 9', score: 0.85, contextScore: 1 },
  ],
  context: {
    en: ['id number', 'identity number', 'south african', 'sa id', 'identity'],
    af: ['identiteitsnommer'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return isShortDate(digits) && /[012]/.test(digits.charAt(10)) && passesLuhn(digits);
  },
});
