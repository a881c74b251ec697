/** Telephone numbers with a country code, checked against that country's plan. */
import { isPlannedNumber } from '../phone-plans.ts';
import { defineRecognizer } from '../recognizer.ts';
import { phoneContext } from './phone-context.ts';

const PLUS =
  /\+(?<![\p{L}\p{N}_+]\+)[1-9](?:[-. /]{0,2}\(?\d\)?){6,14}(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\p{L}\p{N}_]|[-/:]\p{N})/giu;

export const internationalPhoneNumber = defineRecognizer({
  name: 'international-phone-number',
  entity: 'PHONE_NUMBER',
  about: 'A plus, a country code and a number that the plan of that country has (libphonenumber).',
  needs: ['digit'],
  patterns: [{ name: 'plus', regex: PLUS, anchors: ['+'], score: 0.9, contextScore: 1 }],
  context: phoneContext,
  validate: isPlannedNumber,
});

export const unplannedPhoneNumber = defineRecognizer({
  name: 'unplanned-phone-number',
  entity: 'PHONE_NUMBER',
  about: 'A plus and seven to fifteen digits in groups: written as a telephone number, though no plan has it.',
  needs: ['digit'],
  patterns: [{ name: 'plus', regex: PLUS, anchors: ['+'], score: 0.55, contextScore: 0.8 }],
  context: phoneContext,
  // One full stop is a decimal: `+1294.678`.
  validate: (value) => /[- ()/]|\d\.\d{1,14}\./.test(value.slice(1)),
});
