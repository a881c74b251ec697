/** National insurance numbers of the United Kingdom: prefixes that are never given rule out most of chance. */
import { defineRecognizer } from '../recognizer.ts';

export const ukNino = defineRecognizer({
  name: 'uk-nino',
  entity: 'UK_NINO',
  about: 'Two letters, six digits and A to D, without prefixes that are never given.',
  languages: ['GB'],
  needs: ['digit', 'letter'],
  shapes: [
    { shape: 'AA999999A', score: 0.7, contextScore: 0.95 },
    { shape: 'AA 99 99 99 A', score: 0.85, contextScore: 1 },
    { shape: 'AA 999999 A', score: 0.7, contextScore: 0.95 },
    { shape: 'AA-99-99-99-A', score: 0.85, contextScore: 1 },
  ],
  context: {
    en: ['national insurance', 'ni number', 'nino', 'ni no', 'insurance number'],
  },
  validate: (value) => /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][\d\s-]{6,14}[A-D]$/i.test(value),
  deny: (value) => /^(?:QQ|AB)[ -]?12[ -]?34[ -]?56/i.test(value),
});
