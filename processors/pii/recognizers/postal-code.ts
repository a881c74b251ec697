/** Codes of post offices that say where somebody lives: of the United States with their state, of Britain and of Canada. */
import { defineRecognizer, type Recognizer } from '../recognizer.ts';

const context: Recognizer['context'] = {
  en: [
    'address',
    'zip',
    'postcode',
    'post code',
    'postal',
    'live',
    'ship',
    'deliver',
    'billing',
    'mail',
    'street',
    'avenue',
    'road',
    'suite',
    'apt',
    'drive',
    'lane',
    'city',
  ],
};

const STATES = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY AA AE AP'.split(
    ' ',
  ),
);

export const usZipCode = defineRecognizer({
  name: 'us-zip-code',
  entity: 'STREET_ADDRESS',
  about: 'The letters of a state and five or nine digits.',
  languages: ['US'],
  needs: ['digit', 'capital'],
  shapes: [
    { shape: 'AA 99999', score: 0.5, contextScore: 0.8 },
    { shape: 'AA 99999-9999', score: 0.7, contextScore: 0.9 },
  ],
  context,
  validate: (value) => STATES.has(value.slice(0, 2)),
});

export const ukPostcode = defineRecognizer({
  name: 'uk-postcode',
  entity: 'STREET_ADDRESS',
  about: 'An area, a district and a unit of the post office of Britain.',
  languages: ['GB'],
  needs: ['digit', 'capital'],
  shapes: ['A9 9AA', 'A99 9AA', 'AA9 9AA', 'AA99 9AA', 'A9A 9AA', 'AA9A 9AA'].map((shape) => ({
    shape,
    score: 0.4,
    contextScore: 0.75,
  })),
  context,
  validate: (value) => /^[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}$/.test(value),
});

export const caPostalCode = defineRecognizer({
  name: 'ca-postal-code',
  entity: 'STREET_ADDRESS',
  about: 'Letters and digits in turn, as the post office of Canada gives them.',
  languages: ['CA'],
  needs: ['digit', 'capital'],
  shapes: [{ shape: 'A9A 9A9', score: 0.4, contextScore: 0.75 }],
  context,
  validate: (value) => /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d$/.test(value),
});
