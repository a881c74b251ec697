/** Permanent account numbers of India: the fourth letter is the kind of holder. The check letter is not public. */
import { defineRecognizer } from '../recognizer.ts';

export const inPan = defineRecognizer({
  name: 'in-pan',
  entity: 'IN_PAN',
  about: 'Five letters, four digits and a letter; the fourth letter is a kind of holder.',
  languages: ['IN'],
  needs: ['digit', 'capital'],
  shapes: [{ shape: 'AAAAA9999A', score: 0.6, contextScore: 0.95 }],
  context: {
    en: ['pan', 'permanent account', 'income tax', 'tax'],
  },
  validate: (value) => /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/.test(value),
  deny: (value) => /^(?:ABCDE1234F|AAAPL1234C|ABCPE1234F)$/.test(value),
});
