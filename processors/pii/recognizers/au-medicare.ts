/** Medicare cards of Australia: the ninth of ten digits checks the first eight. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const auMedicare = defineRecognizer({
  name: 'au-medicare',
  entity: 'AU_MEDICARE',
  about: 'Begins with 2 to 6; the ninth digit checks the first eight.',
  languages: ['AU'],
  needs: ['digit'],
  shapes: [
    { shape: '9999 99999 9', score: 0.6, contextScore: 1 },
    { shape: '9999-99999-9', score: 0.6, contextScore: 1 },
    { shape: '9999999999', score: 0.05, contextScore: 0.85 },
  ],
  context: {
    en: ['medicare'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return /^[2-6]/.test(digits) && weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits[8]);
  },
});
