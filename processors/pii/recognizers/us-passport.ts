/** Passports of the United States: nine digits, or a letter and eight. Nothing tells one from chance but what is said near it. */
import { defineRecognizer } from '../recognizer.ts';

export const usPassport = defineRecognizer({
  name: 'us-passport',
  entity: 'US_PASSPORT',
  about: 'Nine digits, or a letter and eight digits, near a word for passport.',
  languages: ['US'],
  needs: ['digit'],
  shapes: [
    { shape: '999999999', score: 0.05, contextScore: 0.65 },
    { shape: 'A99999999', score: 0.1, contextScore: 0.75 },
  ],
  context: { en: ['passport', 'travel document'], es: ['pasaporte'], fr: ['passeport'], de: ['reisepass'] },
});
