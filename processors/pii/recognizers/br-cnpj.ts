/** Taxpayer numbers of companies in Brazil (CNPJ), which name sole traders too: two check digits modulo 11. */
import { brazilianCheckDigit } from '../checksums/brazilian-check-digit.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const brCnpj = defineRecognizer({
  name: 'br-cnpj',
  entity: 'BR_CNPJ',
  about: 'Twelve digits and two check digits modulo 11.',
  languages: ['BR'],
  needs: ['digit'],
  shapes: [
    { shape: '99.999.999/9999-99', score: 0.95, contextScore: 1 },
    { shape: '99999999999999', score: 0.2, contextScore: 0.9 },
  ],
  context: {
    pt: ['cnpj', 'cadastro nacional'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return (
      brazilianCheckDigit(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[12]) &&
      brazilianCheckDigit(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[13]) &&
      !isOneDigit(digits)
    );
  },
});
