/** Identity numbers of Spain, of citizens (DNI) and of foreigners (NIE): the letter is the remainder of 23. */
import { onlyAlphanumerics } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const esNif = defineRecognizer({
  name: 'es-nif',
  entity: 'ES_NIF',
  about: 'Eight digits (or X, Y, Z and seven) and the letter that is their remainder of 23.',
  languages: ['ES'],
  needs: ['digit', 'letter'],
  shapes: [
    { shape: '99999999A', score: 0.75, contextScore: 1 },
    { shape: '99999999-A', score: 0.8, contextScore: 1 },
    { shape: '99.999.999-A', score: 0.9, contextScore: 1 },
    { shape: 'A9999999A', score: 0.75, contextScore: 1 },
    { shape: 'A-9999999-A', score: 0.85, contextScore: 1 },
  ],
  context: {
    es: ['dni', 'nif', 'nie', 'documento nacional', 'identidad', 'identificación'],
    en: ['identity', 'national id'],
  },
  validate: (value) => {
    const text = onlyAlphanumerics(value);
    const digits = text.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
    return /^\d{8}$/.test(digits) && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === text.at(-1);
  },
  deny: (value) => /^(?:12345678|00000000)/.test(value),
});
