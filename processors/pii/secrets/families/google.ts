/** Google: keys of its APIs, OAuth clients and tokens, Firebase's messaging. Service accounts are private keys. */
import { defineFamily } from '../secret-family.ts';
import { beginsWord } from '../word-begin.ts';

export const google = defineFamily({
  name: 'google',
  about: 'Each kind has letters of its own and a length that does not vary.',
  tokens: [
    {
      entity: 'GOOGLE_API_KEY',
      prefixes: ['AIza'],
      pattern: /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'GOOGLE_API_KEY',
      prefixes: ['AQ.Ab8RN6'],
      pattern: /AQ\.Ab8RN6[A-Za-z0-9_-]{40,60}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'GOOGLE_OAUTH_SECRET',
      prefixes: ['GOCSPX-'],
      pattern: /GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'GOOGLE_OAUTH_TOKEN',
      prefixes: ['ya29.'],
      pattern: /ya29\.[A-Za-z0-9_-]{20,400}(?:\.[A-Za-z0-9_-]{10,400}){0,2}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'GOOGLE_OAUTH_TOKEN',
      // `1//0…`: the slashes end a word, so the token is met behind them.
      prefixes: ['0'],
      pattern: /0[A-Za-z0-9_-]{40,120}(?![A-Za-z0-9_-])/y,
      score: 0.9,
      lead: (text, start) => (text.startsWith('1//', start - 3) && beginsWord(text, start - 3) ? 3 : null),
    },
    {
      // `AAAA…:APA91b…`: the colon ends a word, so the token is met behind it.
      entity: 'FIREBASE_SERVER_KEY',
      prefixes: ['APA91'],
      pattern: /APA91[A-Za-z0-9_-]{135}(?![A-Za-z0-9_-])/y,
      score: 0.95,
      lead: (text, start) => (/^AAAA[A-Za-z0-9_-]{7}:$/.test(text.slice(start - 12, start)) ? 12 : null),
    },
  ],
});
