/** Tax numbers of Portugal: nine digits, the last of which checks the others (modulo 11). */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const ptNif = defineRecognizer({
  name: 'pt-nif',
  entity: 'PT_NIF',
  about: 'Nine digits with a check digit modulo 11.',
  languages: ['PT'],
  needs: ['digit'],
  shapes: [
    { shape: '999999999', score: 0.05, contextScore: 0.85 },
    { shape: '999 999 999', score: 0.3, contextScore: 0.95 },
  ],
  context: {
    pt: ['nif', 'contribuinte', 'número fiscal'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    const remainder = weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return (
      /^(?:[12356]|45|7[0-24579]|8|9[0189])/.test(digits) &&
      (remainder < 2 ? 0 : 11 - remainder) === Number(digits[8]) &&
      !isOneDigit(digits)
    );
  },
});
