/** Social security numbers of the United States. There is no check digit, but areas, groups and serials that were never given. */
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

/** Printed in a wallet, in advertisements, or counted. */
const KNOWN = new Set(['078051120', '219099999', '123456789', '457555462']);

export const usSsn = defineRecognizer({
  name: 'us-ssn',
  entity: 'US_SSN',
  about:
    'Three, two and four digits without areas, groups and serials that are never given; published numbers score low.',
  languages: ['US'],
  needs: ['digit'],
  shapes: [
    { shape: '999-99-9999', score: 0.85, contextScore: 1 },
    { shape: '999 99 9999', score: 0.4, contextScore: 0.95 },
    { shape: '999.99.9999', score: 0.3, contextScore: 0.9 },
    { shape: '999999999', score: 0.05, contextScore: 0.8 },
  ],
  context: {
    en: ['ssn', 'ssns', 'ss#', 'social security', 'social sec', 'social number', 'soc sec', 'taxpayer', 'my social'],
    es: ['seguro social'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
  },
  deny: (value) => KNOWN.has(onlyDigits(value)) || isOneDigit(onlyDigits(value)),
});
