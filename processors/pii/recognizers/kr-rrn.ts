/** Resident registration numbers of Korea: a birth date and a digit for sex and century. Since 2020 the rest is random. */
import { isShortDate } from '../checksums/dates.ts';
import { defineRecognizer } from '../recognizer.ts';

export const krRrn = defineRecognizer({
  name: 'kr-rrn',
  entity: 'KR_RRN',
  about:
    'A birth date and a digit for sex and century; the old check digit is not asked for, since newer numbers lack it.',
  languages: ['KR'],
  needs: ['digit'],
  shapes: [
    { shape: '999999-9999999', score: 0.85, contextScore: 1 },
    { shape: '9999999999999', score: 0.1, contextScore: 0.85 },
  ],
  context: {
    ko: ['주민등록', '주민번호', '외국인등록'],
    en: ['resident registration', 'rrn'],
  },
  validate: (value) => isShortDate(value) && /[1-8]/.test(value.replace('-', '').charAt(6)),
});
