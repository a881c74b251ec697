/** Citizen service numbers of the Netherlands: the weighted sum is a multiple of 11, the last digit counts negative. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const nlBsn = defineRecognizer({
  name: 'nl-bsn',
  entity: 'NL_BSN',
  about: 'Nine digits whose weighted sum is a multiple of 11.',
  languages: ['NL'],
  needs: ['digit'],
  shapes: [
    { shape: '999999999', score: 0.05, contextScore: 0.85 },
    { shape: '9999.99.999', score: 0.7, contextScore: 1 },
    { shape: '9999 99 999', score: 0.4, contextScore: 0.95 },
  ],
  context: {
    nl: ['bsn', 'burgerservice', 'sofi', 'persoonsnummer'],
    en: ['citizen service'],
  },
  validate: (value) =>
    weightedSum(onlyDigits(value), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 && !isOneDigit(onlyDigits(value)),
});
