/** Personal public service numbers of Ireland: seven digits and a check letter (modulo 23). */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { defineRecognizer } from '../recognizer.ts';

export const iePps = defineRecognizer({
  name: 'ie-pps',
  entity: 'IE_PPS',
  about: 'Seven digits and the check letter that is the remainder of 23.',
  languages: ['IE'],
  needs: ['digit', 'letter'],
  shapes: [
    { shape: '9999999A', score: 0.4, contextScore: 0.95 },
    { shape: '9999999AA', score: 0.5, contextScore: 0.95 },
  ],
  context: {
    en: ['pps', 'ppsn', 'public service number'],
  },
  validate: (value) => {
    const text = value.toUpperCase();
    const second = text.length === 9 ? (text.charCodeAt(8) - 64) * 9 : 0;
    return 'WABCDEFGHIJKLMNOPQRSTUV'[(weightedSum(text, [8, 7, 6, 5, 4, 3, 2]) + second) % 23] === text[7];
  },
});
