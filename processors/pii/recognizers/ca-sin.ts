/** Social insurance numbers of Canada, checked by Luhn's digit. */
import { passesLuhn } from '../checksums/luhn.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const caSin = defineRecognizer({
  name: 'ca-sin',
  entity: 'CA_SIN',
  about: "Nine digits with Luhn's check digit; none begins with 0 or 8.",
  languages: ['CA'],
  needs: ['digit'],
  shapes: [
    { shape: '999-999-999', score: 0.5, contextScore: 0.95 },
    { shape: '999 999 999', score: 0.4, contextScore: 0.95 },
    { shape: '999999999', score: 0.05, contextScore: 0.85 },
  ],
  context: {
    en: ['social insurance', 'sin number', 'sin #', 'sin:', 'canadian sin', 'my sin'],
    fr: ['assurance sociale', 'numéro d’assurance'],
  },
  validate: (value) => /^[1-79]/.test(value) && passesLuhn(onlyDigits(value)) && !isOneDigit(onlyDigits(value)),
});
