/** Population numbers of Poland (PESEL): a birth date whose month tells the century, and a check digit. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isDayOfYear } from '../checksums/dates.ts';
import { defineRecognizer } from '../recognizer.ts';

export const plPesel = defineRecognizer({
  name: 'pl-pesel',
  entity: 'PL_PESEL',
  about: 'A birth date with the century in the month, and a check digit.',
  languages: ['PL'],
  needs: ['digit'],
  shapes: [{ shape: '99999999999', score: 0.4, contextScore: 0.95 }],
  context: {
    pl: ['pesel', 'numer ewidencyjny'],
  },
  validate: (value) =>
    isDayOfYear(Number(value.slice(2, 4)) % 20, Number(value.slice(4, 6))) &&
    (10 - (weightedSum(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(value[10]),
});
