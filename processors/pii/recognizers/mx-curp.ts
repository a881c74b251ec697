/** Population codes of Mexico (CURP): letters of the names, a birth date, a state and a check digit. */
import { isShortDate } from '../checksums/dates.ts';
import { defineRecognizer } from '../recognizer.ts';

export const mxCurp = defineRecognizer({
  name: 'mx-curp',
  entity: 'MX_CURP',
  about: 'Letters, birth date, sex and state in their places, and a check digit modulo 10.',
  languages: ['MX'],
  needs: ['digit', 'letter'],
  shapes: [{ shape: 'AAAA999999AAAAAA#9', score: 0.95, contextScore: 1 }],
  context: {
    es: ['curp', 'clave única', 'registro de población'],
  },
  validate: (value) => {
    const text = value.toUpperCase();
    if (
      !/^[A-Z]{4}\d{6}[HMX](?:AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE)/.test(
        text,
      )
    )
      return false;
    const sum = Array.from(text.slice(0, 17)).reduce((total, sign, at) => total + SIGNS.indexOf(sign) * (18 - at), 0);
    return isShortDate(text.slice(4)) && (10 - (sum % 10)) % 10 === Number(text[17]);
  },
});

const SIGNS = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
