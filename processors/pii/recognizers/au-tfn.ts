/** Tax file numbers of Australia: the weighted sum is a multiple of 11. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const auTfn = defineRecognizer({
  name: 'au-tfn',
  entity: 'AU_TFN',
  about: 'Nine digits whose weighted sum is a multiple of 11.',
  languages: ['AU'],
  needs: ['digit'],
  shapes: [
    { shape: '999 999 999', score: 0.4, contextScore: 0.95 },
    { shape: '999-999-999', score: 0.3, contextScore: 0.95 },
    { shape: '999999999', score: 0.05, contextScore: 0.85 },
  ],
  context: {
    en: ['tax file', 'tfn', 'tax number', 'ato'],
  },
  validate: (value) =>
    weightedSum(onlyDigits(value), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && !isOneDigit(onlyDigits(value)),
});
