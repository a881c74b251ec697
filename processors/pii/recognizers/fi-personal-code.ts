/** Personal identity codes of Finland: a birth date, a sign for the century and a check letter (modulo 31). */
import { isDayOfYear } from '../checksums/dates.ts';
import { defineRecognizer } from '../recognizer.ts';

export const fiPersonalCode = defineRecognizer({
  name: 'fi-personal-code',
  entity: 'FI_PERSONAL_CODE',
  about: 'A birth date, a sign for the century and the check sign that is the remainder of 31.',
  languages: ['FI'],
  needs: ['digit'],
  shapes: [
    { shape: '999999-999#', score: 0.9, contextScore: 1 },
    { shape: '999999+999#', score: 0.9, contextScore: 1 },
    { shape: '999999A999#', score: 0.85, contextScore: 1 },
  ],
  context: {
    fi: ['henkilötunnus', 'hetu', 'sotu'],
    en: ['personal identity code'],
  },
  validate: (value) =>
    isDayOfYear(Number(value.slice(2, 4)), Number(value.slice(0, 2))) &&
    /[-+A-FYXWVU]/i.test(value.charAt(6)) &&
    '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] ===
      value.charAt(10).toUpperCase(),
});
