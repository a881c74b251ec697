/** Payment cards: a length and a prefix that an issuer has, and Luhn's check digit. One random number in thirty passes both. */
import { passesLuhn } from '../checksums/luhn.ts';
import { isOneDigit, onlyDigits } from '../only-digits.ts';
import { defineRecognizer } from '../recognizer.ts';

const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:2131|1800)\d{11}|(?:5018|5020|5038|5[6-9]\d\d|6304|67\d\d)\d{8,11}|(?:50|5[6-9]|6\d)\d{14,17})$/;

/** Numbers that payment providers publish for tests. */
const TEST_NUMBERS = new Set(
  [
    '4111111111111111 4242424242424242 4012888888881881 4000056655665556 4000000000000002 4222222222222 4000000000009995',
    '5555555555554444 5105105105105100 5200828282828210 2223003122003222 5454545454545454 2222420000001113',
    '378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424 30569309025904 38520000023237',
    '3566002020360505 3530111333300000 6200000000000005 4444333322221111 4917610000000000',
  ]
    .join(' ')
    .split(' '),
);

export const creditCard = defineRecognizer({
  name: 'credit-card',
  entity: 'CREDIT_CARD',
  about: "A prefix and length of an issuer and Luhn's check digit; published test numbers score low.",
  needs: ['digit'],
  shapes: [
    { shape: '9999999999999999', score: 0.8, contextScore: 1 },
    { shape: '9999 9999 9999 9999', score: 0.95, contextScore: 1 },
    { shape: '9999-9999-9999-9999', score: 0.95, contextScore: 1 },
    { shape: '9999.9999.9999.9999', score: 0.8, contextScore: 1 },
    { shape: '999999999999999', score: 0.6, contextScore: 1 },
    { shape: '9999 999999 99999', score: 0.95, contextScore: 1 },
    { shape: '9999-999999-99999', score: 0.95, contextScore: 1 },
    { shape: '99999999999999', score: 0.4, contextScore: 0.9 },
    { shape: '9999 999999 9999', score: 0.9, contextScore: 1 },
    { shape: '9999-999999-9999', score: 0.9, contextScore: 1 },
    { shape: '999999999999', score: 0.1, contextScore: 0.8 },
    { shape: '9999999999999', score: 0.2, contextScore: 0.85 },
    { shape: '9999999999999999999', score: 0.2, contextScore: 0.85 },
  ],
  context: {
    en: [
      'card',
      'credit',
      'debit',
      'visa',
      'mastercard',
      'master card',
      'amex',
      'american express',
      'discover',
      'diners',
      'cc',
      'pan',
      'jcb',
      'maestro',
    ],
    de: ['karte', 'kreditkarte'],
    fr: ['carte'],
    es: ['tarjeta'],
    it: ['carta'],
    pt: ['cartão'],
    nl: ['kaart'],
  },
  validate: (value) => {
    const digits = onlyDigits(value);
    return ISSUERS.test(digits) && passesLuhn(digits);
  },
  deny: (value) => TEST_NUMBERS.has(onlyDigits(value)) || isOneDigit(onlyDigits(value).slice(4)),
});
