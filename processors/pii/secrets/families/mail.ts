/** Mail, messages and telephony. */
import { defineFamily } from '../secret-family.ts';
import { beginsWord } from '../word-begin.ts';

export const mail = defineFamily({
  name: 'mail',
  about:
    "Letters and lengths; where a service has none (Twilio's and Mailgun's other keys), the name it is assigned to.",
  tokens: [
    {
      entity: 'SENDGRID_API_KEY',
      prefixes: ['SG.'],
      pattern: /SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    { entity: 'MAILGUN_API_KEY', prefixes: ['key-'], pattern: /key-[0-9a-f]{32}(?![A-Za-z0-9_-])/y, score: 0.85 },
    { entity: 'MAILGUN_API_KEY', prefixes: ['pubkey-'], pattern: /pubkey-[0-9a-f]{32}(?![A-Za-z0-9_-])/y, score: 0.6 },
    {
      entity: 'MAILCHIMP_API_KEY',
      // The data centre at the end is the only sign; a find is kept by its whole form.
      prefixes: ['us'],
      pattern: /us\d{1,2}(?![A-Za-z0-9_-])/y,
      score: 0.9,
      lead: (text, start) =>
        /^[0-9a-f]{32}-$/.test(text.slice(start - 33, start)) && beginsWord(text, start - 33) ? 33 : null,
    },
    { entity: 'TWILIO_API_KEY', prefixes: ['SK'], pattern: /SK[0-9a-f]{32}(?![A-Za-z0-9_])/y, score: 0.8 },
    {
      entity: 'BREVO_API_KEY',
      prefixes: ['xkeysib-', 'xsmtpsib-'],
      pattern: /x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'RESEND_API_KEY',
      prefixes: ['re_'],
      pattern: /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![A-Za-z0-9_])/y,
      score: 0.9,
    },
  ],
  assigned: [
    { entity: 'TWILIO_AUTH_TOKEN', owners: ['twilio'], ends: ['token', 'secret'], value: /^[0-9a-f]{32}$/, score: 0.9 },
    {
      entity: 'MAILGUN_API_KEY',
      owners: ['mailgun'],
      ends: ['key'],
      value: /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/,
      score: 0.95,
    },
  ],
});
