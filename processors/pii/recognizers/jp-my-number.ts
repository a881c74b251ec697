/** Individual numbers of Japan: twelve digits, the last of which checks the others (modulo 11). */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const jpMyNumber = defineRecognizer({
  name: 'jp-my-number',
  entity: 'JP_MY_NUMBER',
  about: 'Twelve digits with a check digit modulo 11.',
  languages: ['JP'],
  needs: ['digit'],
  shapes: [
    { shape: '999999999999', score: 0.1, contextScore: 0.9 },
    { shape: '9999 9999 9999', score: 0.5, contextScore: 0.95 },
    { shape: '9999-9999-9999', score: 0.5, contextScore: 0.95 },
  ],
  context: {
    ja: ['マイナンバー', '個人番号'],
    en: ['my number', 'individual number'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    const remainder = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    return (remainder <= 1 ? 0 : 11 - remainder) === Number(digits[11]) && !isOneDigit(digits);
  },
});
