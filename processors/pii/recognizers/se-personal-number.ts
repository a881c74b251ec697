/** Personal numbers of Sweden: a birth date and Luhn's check digit; coordination numbers add 60 to the day. */
import { isDayOfYear } from '../checksums/dates.ts';
import { passesLuhn } from '../checksums/luhn.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const sePersonalNumber = defineRecognizer({
  name: 'se-personal-number',
  entity: 'SE_PERSONAL_NUMBER',
  about: "A birth date, three digits and Luhn's check digit.",
  languages: ['SE'],
  needs: ['digit'],
  shapes: [
    { shape: '999999-9999', score: 0.75, contextScore: 1 },
    { shape: '99999999-9999', score: 0.85, contextScore: 1 },
    { shape: '999999999999', score: 0.3, contextScore: 0.95 },
    { shape: '9999999999', score: 0.1, contextScore: 0.9 },
    { shape: '999999+9999', score: 0.8, contextScore: 1 },
  ],
  context: {
    sv: ['personnummer', 'samordningsnummer', 'personnr', 'pnr'],
    en: ['personal number', 'personal identity'],
  },
  validate: (value) => {
    const digits = onlyDigits(value).slice(-10);
    return isDayOfYear(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)) % 60) && passesLuhn(digits);
  },
});
