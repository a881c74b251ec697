/** Numbers of patients in the British health service: ten digits, the last of which checks the others (modulo 11). */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const ukNhs = defineRecognizer({
  name: 'uk-nhs',
  entity: 'UK_NHS',
  about: 'Ten digits with a check digit modulo 11.',
  languages: ['GB'],
  needs: ['digit'],
  shapes: [
    { shape: '999 999 9999', score: 0.55, contextScore: 1 },
    { shape: '999-999-9999', score: 0.4, contextScore: 1 },
    { shape: '9999999999', score: 0.1, contextScore: 0.9 },
  ],
  context: {
    en: ['nhs', 'national health', 'health service', 'health number', 'patient', 'health authority'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    const check = 11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
    return check !== 10 && check % 11 === Number(digits[9]) && !isOneDigit(digits);
  },
});
