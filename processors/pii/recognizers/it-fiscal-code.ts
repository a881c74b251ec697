/** Fiscal codes of Italy: letters of the names, a birth date, a town and a check letter. */
import { defineRecognizer } from '../recognizer.ts';

export const itFiscalCode = defineRecognizer({
  name: 'it-fiscal-code',
  entity: 'IT_FISCAL_CODE',
  about: 'Letters, birth date and town in their places, and the check letter of the rest.',
  languages: ['IT'],
  needs: ['digit', 'letter'],
  shapes: [{ shape: 'AAAAAA##A##A###A', score: 0.95, contextScore: 1 }],
  context: {
    it: ['codice fiscale', 'c.f.', 'cf'],
    en: ['fiscal code', 'tax code'],
  },
  validate: passesCheckLetter,
});

/** What a sign is worth at an odd place, in the order 0 to 9 and A to Z. */
const ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
  25, 24, 23,
];

function passesCheckLetter(value: string): boolean {
  const text = value.toUpperCase();
  // Where two people would have the same code, digits are written as letters of this row.
  if (!/^[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]$/.test(text)) return false;
  const sum = Array.from(text.slice(0, 15)).reduce((total, sign, at) => {
    const number = Number.parseInt(sign, 36);
    return total + (at % 2 === 0 ? (ODD[number] ?? 0) : number % 36 > 9 ? number - 10 : number);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}
