/** Social insurance numbers of Switzerland (AHV): the country number 756 and the check digit of EAN-13. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const chAhv = defineRecognizer({
  name: 'ch-ahv',
  entity: 'CH_AHV',
  about: 'Begins with 756 and ends in the check digit of EAN-13.',
  languages: ['CH'],
  needs: ['digit'],
  shapes: [
    { shape: '999.9999.9999.99', score: 0.98, contextScore: 1 },
    { shape: '9999999999999', score: 0.7, contextScore: 1 },
  ],
  context: {
    de: ['ahv', 'sozialversicherung'],
    fr: ['avs', 'assurance sociale'],
    it: ['avs'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return (
      digits.startsWith('756') &&
      (10 - (weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === Number(digits[12])
    );
  },
  deny: (value) => onlyDigits(value) === '7569217076985',
});
