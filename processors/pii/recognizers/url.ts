/**
 * Web addresses. Agents read and write them all the time and few are anybody's, so one alone stays below the threshold;
 * `entity_thresholds: { URL: 0.4 }` reports them all. With a name in it, or called somebody's page, it is reported.
 */
import { defineRecognizer } from '../recognizer.ts';

const TAIL = String.raw`[^\s"'<>\x60{}|\\^\[\])]`;

export const url = defineRecognizer({
  name: 'url',
  entity: 'URL',
  about:
    'A scheme or www and a host; one that is a profile, or near words for a personal page, scores above the threshold.',
  needs: ['dot'],
  patterns: [
    {
      name: 'profile',
      regex: new RegExp(
        String.raw`\bhttps?:\/\/(?:www\.)?(?:linkedin\.com\/in|facebook\.com|instagram\.com|(?:x|twitter)\.com|t\.me|tiktok\.com\/@)\/?${TAIL}{2,200}`,
        'gi',
      ),
      anchors: ['linkedin.com', 'facebook.com', 'instagram.com', 'x.com', 'twitter.com', 't.me', 'tiktok.com'],
      score: 0.6,
      contextScore: 0.8,
    },
    {
      name: 'scheme',
      regex: new RegExp(String.raw`\b(?:https?|ftp):\/\/${TAIL}{1,2000}`, 'gi'),
      anchors: ['://'],
      score: 0.4,
      contextScore: 0.6,
    },
    {
      name: 'www',
      regex: new RegExp(String.raw`\bwww\.(?<![./@-]www\.)${TAIL}{3,2000}`, 'gi'),
      anchors: ['www.'],
      score: 0.4,
      contextScore: 0.6,
    },
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
});
