/**
 * Web addresses. Agents read and write them all the time and few are anybody's, so one alone stays below the threshold;
 * `entity_thresholds: { URL: 0.4 }` reports them all. A profile, or what is called somebody's page, is reported.
 */
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const SCHEME = /(?<![A-Za-z0-9])(?:https?|ftp)$/i;
const TAIL = /[^\s"'<>`{}|\\^[\])]{1,2000}/y;
const PROFILE =
  /^https?:\/\/(?:www\.|[a-z]{2}\.)?(?:linkedin\.com\/in\/|(?:facebook|instagram|x|twitter)\.com\/(?!share|intent|explore|search|hashtag|home|i\/)|t\.me\/|tiktok\.com\/@)[^/]{2,}/i;
/** What ends a sentence ends no address. */
const LAST_SIGNS = /[.,;:!?*_]{1,4}$/;

export const url = defineRecognizer({
  name: 'url',
  entity: 'URL',
  about:
    'A scheme or www and a host; one that is a profile, or near words for a personal page, scores above the threshold.',
  needs: ['dot'],
  patterns: [
    { name: 'scheme', regex: SCHEME, anchors: [], score: 0.4, contextScore: 0.6 },
    { name: 'tail', regex: TAIL, anchors: [], score: 0.4, contextScore: 0.6 },
  ],
  context: {
    en: [
      'my website',
      'my site',
      'my blog',
      'my page',
      'homepage',
      'website',
      'web site',
      'profile',
      'portfolio',
      'my domain',
    ],
    de: ['meine seite', 'meine website', 'webseite'],
    fr: ['mon site', 'ma page'],
    es: ['mi sitio', 'mi página'],
  },
  find: findUrls,
});

/** From what every address has, since `h` and `w` begin many words. */
function findUrls({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  /** @returns where to go on: an address within an address is part of it. */
  const add = (start: number, headEnd: number): number => {
    TAIL.lastIndex = headEnd;
    const tail = TAIL.exec(folded)?.[0].replace(LAST_SIGNS, '') ?? '';
    if (tail === '') return headEnd;
    const end = headEnd + tail.length;
    const isProfile = PROFILE.test(folded.slice(start, end));
    found.push({ start, end, score: isProfile ? 0.6 : 0.4, contextScore: isProfile ? 0.8 : 0.6 });
    return end;
  };
  for (let at = folded.indexOf('://'); at >= 0;) {
    const scheme = SCHEME.exec(folded.slice(Math.max(0, at - 6), at))?.[0];
    at = folded.indexOf('://', scheme === undefined ? at + 3 : add(at - scheme.length, at + 3));
  }
  for (const head of ['www.', 'WWW.']) {
    for (let at = folded.indexOf(head); at >= 0;) {
      at = folded.indexOf(head, /[A-Za-z0-9./@-]/.test(folded.charAt(at - 1)) ? at + 4 : add(at, at + 4));
    }
  }
  return found;
}
