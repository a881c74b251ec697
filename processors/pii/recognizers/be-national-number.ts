/** National register numbers of Belgium: a birth date and the remainder of 97. */
import { isShortDate } from '../checksums/dates.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const beNationalNumber = defineRecognizer({
  name: 'be-national-number',
  entity: 'BE_NATIONAL_NUMBER',
  about: 'A birth date, a serial and 97 less the remainder, with a 2 before it for births since 2000.',
  languages: ['BE'],
  needs: ['digit'],
  shapes: [
    { shape: '99.99.99-999.99', score: 0.95, contextScore: 1 },
    { shape: '99999999999', score: 0.4, contextScore: 0.95 },
    { shape: '99 99 99 999 99', score: 0.8, contextScore: 1 },
  ],
  context: {
    nl: ['rijksregister', 'insz'],
    fr: ['registre national', 'niss', 'numéro national'],
    en: ['national register', 'national number'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    const check = Number(digits.slice(9));
    const isOf = (number: string): boolean => 97 - (Number(number) % 97) === check;
    return isShortDate(digits) && (isOf(digits.slice(0, 9)) || isOf(`2${digits.slice(0, 9)}`));
  },
});
