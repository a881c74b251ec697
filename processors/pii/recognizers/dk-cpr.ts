/** Personal numbers of Denmark (CPR). Since 2007 the check digit no longer holds for all, so the birth date and context decide. */
import { isDayOfYear } from '../checksums/dates.ts';
import { defineRecognizer } from '../recognizer.ts';

export const dkCpr = defineRecognizer({
  name: 'dk-cpr',
  entity: 'DK_CPR',
  about: 'A birth date and four digits; the old check digit is not asked for, since newer numbers lack it.',
  languages: ['DK'],
  needs: ['digit'],
  shapes: [
    { shape: '999999-9999', score: 0.45, contextScore: 0.95 },
    { shape: '9999999999', score: 0.05, contextScore: 0.75 },
  ],
  context: {
    da: ['cpr', 'personnummer', 'sygesikring'],
  },
  validate: (value) => isDayOfYear(Number(value.slice(2, 4)), Number(value.slice(0, 2))),
});
