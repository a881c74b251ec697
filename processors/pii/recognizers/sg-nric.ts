/** Identity numbers of Singapore: a letter for the century, seven digits and a check letter. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { defineRecognizer } from '../recognizer.ts';

export const sgNric = defineRecognizer({
  name: 'sg-nric',
  entity: 'SG_NRIC',
  about: 'A letter for the century, seven digits and the check letter of that row.',
  languages: ['SG'],
  needs: ['digit', 'letter'],
  shapes: [{ shape: 'A9999999A', score: 0.8, contextScore: 1 }],
  context: {
    en: ['nric', 'fin', 'identity card', 'singapore id', 'identification'],
  },
  validate: (value) => {
    const text = value.toUpperCase();
    const kind = text.charAt(0);
    const letters = CHECK_LETTERS.get(kind);
    if (letters === undefined) return false;
    const sum = weightedSum(text.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (/[TG]/.test(kind) ? 4 : kind === 'M' ? 3 : 0);
    return letters[sum % 11] === text[8];
  },
});

const CHECK_LETTERS: ReadonlyMap<string, string> = new Map([
  ['S', 'JZIHGFEDCBA'],
  ['T', 'JZIHGFEDCBA'],
  ['F', 'XWUTRQPNMLK'],
  ['G', 'XWUTRQPNMLK'],
  ['M', 'XWUTRQPNJLK'],
]);
