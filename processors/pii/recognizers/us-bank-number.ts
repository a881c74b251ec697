/** Account and routing numbers of banks in the United States. Nothing tells an account from chance but what is said near it. */
import { weightedSum } from '../checksums/weighted-sum.ts';
import { isOneDigit } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

const LAYOUTS = [
  '99999999',
  '999999999',
  '9999999999',
  '99999999999',
  '999999999999',
  '9999999999999',
  '99999999999999',
  '9999999999999999',
  '99999999999999999',
];

export const usBankNumber = defineRecognizer({
  name: 'us-bank-number',
  entity: 'US_BANK_NUMBER',
  about: 'Eight to seventeen digits near a word for a bank account.',
  languages: ['US'],
  needs: ['digit'],
  shapes: LAYOUTS.map((shape) => ({ shape, score: 0.05, contextScore: 0.55 })),
  context: {
    en: [
      'account number',
      'account no',
      'account #',
      'account_number',
      'accountnumber',
      'bank account',
      'bank number',
      'acct',
      'checking account',
      'savings account',
      'direct deposit',
    ],
  },
  validate: (value) => !isOneDigit(value),
});

export const abaRoutingNumber = defineRecognizer({
  name: 'aba-routing-number',
  entity: 'US_BANK_NUMBER',
  about: 'Nine digits of a federal district with the check digit of the bankers, near a word for routing.',
  languages: ['US'],
  needs: ['digit'],
  shapes: [{ shape: '999999999', score: 0.1, contextScore: 0.85 }],
  context: { en: ['routing', 'aba', 'rtn', 'transit number', 'wire'] },
  validate: (value) =>
    /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/.test(value) &&
    weightedSum(value, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 &&
    !isOneDigit(value),
});
