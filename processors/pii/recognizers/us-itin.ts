/** Taxpayer numbers of the United States for people without a social security number: they begin with 9. */
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const usItin = defineRecognizer({
  name: 'us-itin',
  entity: 'US_ITIN',
  about: 'Begins with 9, and the fourth and fifth digit are of the ranges that are given.',
  languages: ['US'],
  needs: ['digit'],
  shapes: [
    { shape: '999-99-9999', score: 0.6, contextScore: 0.95 },
    { shape: '999 99 9999', score: 0.2, contextScore: 0.85 },
    { shape: '999999999', score: 0.05, contextScore: 0.7 },
  ],
  context: { en: ['itin', 'taxpayer', 'individual tax', 'tax id'] },
  validate: (value) => /^9\d\d(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(onlyDigits(value)),
});
