/** Taxpayer numbers of people in Brazil (CPF): two check digits modulo 11. */
import { brazilianCheckDigit } from '../checksums/brazilian-check-digit.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const brCpf = defineRecognizer({
  name: 'br-cpf',
  entity: 'BR_CPF',
  about: 'Nine digits and two check digits modulo 11.',
  languages: ['BR'],
  needs: ['digit'],
  shapes: [
    { shape: '999.999.999-99', score: 0.95, contextScore: 1 },
    { shape: '999999999-99', score: 0.8, contextScore: 1 },
    { shape: '99999999999', score: 0.3, contextScore: 0.95 },
  ],
  context: {
    pt: ['cpf', 'cadastro de pessoa', 'contribuinte'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return (
      brazilianCheckDigit(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[9]) &&
      brazilianCheckDigit(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[10]) &&
      !isOneDigit(digits)
    );
  },
});
