/** Registration numbers of prescribers in the United States (DEA): a letter of the kind, one of the name, a check digit. */
import { defineRecognizer } from '../recognizer.ts';

export const medicalLicense = defineRecognizer({
  name: 'medical-license',
  entity: 'MEDICAL_LICENSE',
  about: 'A letter of the kind of prescriber, a letter or 9, seven digits with the check digit of the DEA.',
  languages: ['US'],
  needs: ['digit', 'letter'],
  shapes: [
    { shape: 'AA9999999', score: 0.5, contextScore: 0.95 },
    { shape: 'A99999999', score: 0.2, contextScore: 0.9 },
  ],
  context: {
    en: ['dea', 'medical', 'prescriber', 'physician', 'doctor', 'license', 'licence', 'certificate', 'practitioner'],
  },
  validate: (value) => {
    if (!/^[ABFGMPRX][A-Z9]/i.test(value)) return false;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check = -1] = Array.from(value.slice(2), Number);
    return (a + c + e + 2 * (b + d + f)) % 10 === check;
  },
});
