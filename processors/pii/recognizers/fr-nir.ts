/** Social security numbers of France (NIR): sex, month and department are limited, and 97 checks all of it. */
import { defineRecognizer } from '../recognizer.ts';

export const frNir = defineRecognizer({
  name: 'fr-nir',
  entity: 'FR_NIR',
  about: 'Sex, year, month and department, and a key that is the remainder of 97.',
  languages: ['FR'],
  needs: ['digit'],
  shapes: [
    { shape: '9 99 99 99 999 999 99', score: 0.95, contextScore: 1 },
    { shape: '9 99 99 9A 999 999 99', score: 0.95, contextScore: 1 },
    { shape: '999999999999999', score: 0.6, contextScore: 1 },
    { shape: '999999A99999999', score: 0.6, contextScore: 1 },
    { shape: '9999999999999 99', score: 0.8, contextScore: 1 },
  ],
  context: {
    fr: ['sécurité sociale', 'securite sociale', 'nir', 'insee', 'numéro de sécu', 'carte vitale', 'assuré'],
    en: ['social security', 'national number'],
  },
  validate: (value) => {
    const text = value.replaceAll(' ', '').toUpperCase().replace('2A', '19').replace('2B', '18');
    if (!/^[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}$/.test(text)) return false;
    return 97 - Number(BigInt(text.slice(0, 13)) % 97n) === Number(text.slice(13));
  },
});
