/** Post boxes, also those of the American forces. */
import { defineRecognizer } from '../recognizer.ts';

export const postBox = defineRecognizer({
  name: 'post-box',
  entity: 'STREET_ADDRESS',
  about: 'A word for a post box and its number.',
  languages: ['en', 'de', 'fr', 'es'],
  needs: ['digit', 'letter'],
  patterns: [
    {
      name: 'box',
      regex:
        /\b(?:p\. ?o\. ?box|po box|postfach|apartado|bo\u00EEte postale|psc \d{1,5},? box|unit \d{1,5},? box|cmr \d{1,5},? box) ?#?\d{1,6}/gi,
      anchors: [' box', 'postfach', 'apartado', 'boîte postale'],
      score: 0.7,
      contextScore: 0.9,
    },
  ],
  context: {
    en: ['address', 'mail to', 'billing', 'ship to'],
    de: ['adresse', 'anschrift'],
    fr: ['adresse'],
    es: ['dirección'],
  },
});
