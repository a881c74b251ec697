/** Identity numbers of India (Aadhaar): Verhoeff's check digit; none begins with 0 or 1. */
import { passesVerhoeff } from '../checksums/verhoeff.ts';
import { onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

export const inAadhaar = defineRecognizer({
  name: 'in-aadhaar',
  entity: 'IN_AADHAAR',
  about: "Twelve digits with Verhoeff's check digit; none begins with 0 or 1.",
  languages: ['IN'],
  needs: ['digit'],
  shapes: [
    { shape: '9999 9999 9999', score: 0.8, contextScore: 1 },
    { shape: '9999-9999-9999', score: 0.7, contextScore: 1 },
    { shape: '999999999999', score: 0.2, contextScore: 0.9 },
  ],
  context: {
    en: ['aadhaar', 'aadhar', 'uidai', 'uid'],
    hi: ['आधार'],
  },
  validate: (value) => /^[2-9]/.test(value) && passesVerhoeff(onlyDigits(value)),
});
