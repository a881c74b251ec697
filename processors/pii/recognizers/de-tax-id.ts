/** Tax numbers for life of Germany (Steuer-IdNr.): one digit appears two or three times, and the last checks the rest. */
import { passesMod11And10 } from '../checksums/mod-11-10.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const deTaxId = defineRecognizer({
  name: 'de-tax-id',
  entity: 'DE_TAX_ID',
  about: 'Eleven digits, one of which appears twice or three times, with the check digit of ISO 7064.',
  languages: ['DE'],
  needs: ['digit'],
  shapes: [
    { shape: '99 999 999 999', score: 0.8, contextScore: 1 },
    { shape: '99999999999', score: 0.3, contextScore: 0.95 },
  ],
  context: {
    de: ['steuer', 'idnr', 'identifikationsnummer', 'steuerliche', 'tin'],
    en: ['tax id', 'tax number', 'tax identification'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    const counts = [...Map.groupBy(digits.slice(0, 10), (digit) => digit).values()].map((same) => same.length);
    return (
      !digits.startsWith('0') &&
      counts.filter((count) => count > 1).length === 1 &&
      Math.max(...counts) <= 3 &&
      passesMod11And10(digits)
    );
  },
});
