/** Identity numbers of China: a region, a birth date and a check sign (ISO 7064 MOD 11-2). */
import { isLongDate } from '../checksums/dates.ts';
import { weightedSum } from '../checksums/weighted-sum.ts';
import { defineRecognizer } from '../recognizer.ts';

export const cnResidentId = defineRecognizer({
  name: 'cn-resident-id',
  entity: 'CN_RESIDENT_ID',
  about: 'A region, a birth date and the check sign of ISO 7064.',
  languages: ['CN'],
  needs: ['digit'],
  shapes: [{ shape: '99999999999999999#', score: 0.9, contextScore: 1 }],
  context: {
    zh: ['身份证', '身份證', '公民身份'],
    en: ['resident id', 'identity card', 'national id'],
  },
  validate: (value) =>
    /^[1-6]/.test(value) &&
    isLongDate(value.slice(6, 14)) &&
    '10X98765432'[weightedSum(value, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] ===
      value.charAt(17).toUpperCase(),
});
