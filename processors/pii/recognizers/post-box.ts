/** Post boxes, also those of the American forces. */
import { eachMatch } from '../each-match.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

/** From its number backwards, since letters that a box may begin with are everywhere. */
const NUMBER = /(?=\d)(?<=[xhoeXHOE#] ?)\d{1,6}(?![\p{L}\p{N}])/gu;
const BOX =
  /(?<![\p{L}\p{N}])(?:p\. ?o\. ?box|po box|postfach|apartado|bo\u00EEte postale|(?:psc|unit|cmr) \d{1,5},? box) ?#?$/iu;
const BOX_LENGTH_MAX = 24;

export const postBox = defineRecognizer({
  name: 'post-box',
  entity: 'STREET_ADDRESS',
  about: 'A word for a post box and its number.',
  languages: ['en', 'de', 'fr', 'es'],
  needs: ['digit', 'letter'],
  patterns: [
    { name: 'number', regex: NUMBER, anchors: [], score: 0.7, contextScore: 0.9 },
    { name: 'box', regex: BOX, anchors: [], score: 0.7, contextScore: 0.9 },
  ],
  context: {
    en: ['address', 'mail to', 'billing', 'ship to'],
    de: ['adresse', 'anschrift'],
    fr: ['adresse'],
    es: ['dirección'],
  },
  find: findBoxes,
});

function findBoxes({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  eachMatch(NUMBER, folded, ({ 0: number, index }) => {
    const box = BOX.exec(folded.slice(Math.max(0, index - BOX_LENGTH_MAX), index));
    if (box !== null)
      found.push({ start: index - box[0].length, end: index + number.length, score: 0.7, contextScore: 0.9 });
  });
  return found;
}
