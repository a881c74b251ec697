/** Birth numbers of Norway: a birth date and two check digits (modulo 11). */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isDayOfYear } from '../checksums/dates.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const noNationalNumber = defineRecognizer({
  name: 'no-national-number',
  entity: 'NO_NATIONAL_NUMBER',
  about: 'A birth date and two check digits modulo 11.',
  languages: ['NO'],
  needs: ['digit'],
  shapes: [
    { shape: '99999999999', score: 0.5, contextScore: 1 },
    { shape: '999999 99999', score: 0.8, contextScore: 1 },
  ],
  context: {
    no: ['fødselsnummer', 'personnummer', 'fnr', 'fodselsnummer'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return (
      isDayOfYear(Number(digits.slice(2, 4)) % 40, Number(digits.slice(0, 2)) % 40) &&
      weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
      weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
    );
  },
});
