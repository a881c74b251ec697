/** Driver licenses of the states, in the layouts that states use. Nothing tells one from chance but what is said near it. */
import { defineRecognizer } from '../recognizer.ts';

const LAYOUTS = [
  '999999,9999999,99999999,999999999,9999999999,999999999999,A999999,A9999999',
  'A99999999,A999999999,A99999999999,A999999999999,A9999999999999,A99999999999999,AA999999,AA999999A',
  'AA9999999,AAA999999,99AAA9999,999AA9999,9999999A,99999999A,A999999A,99AAA99999',
  'A999-9999-9999,A999-999-99-999-9,A999 999 999 999,999-999-999,999 999 999,A999-999-999-999,AAAAA999999A9AA',
]
  .join(',')
  .split(',');

export const usDriverLicense = defineRecognizer({
  name: 'us-driver-license',
  entity: 'US_DRIVER_LICENSE',
  about: 'One of the layouts of the states, near a word for a license to drive.',
  languages: ['US'],
  needs: ['digit'],
  shapes: LAYOUTS.map((shape) => ({ shape, score: 0.05, contextScore: 0.65 })),
  context: {
    en: [
      "driver's lic",
      'drivers lic',
      'driver lic',
      'driving lic',
      'driver_lic',
      'driverlic',
      'driver’s lic',
      'license',
      'licence',
      'dl',
      'dl#',
      'lic#',
      'permit',
    ],
    es: ['licencia de conducir'],
  },
});
