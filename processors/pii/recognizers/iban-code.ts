/** International bank account numbers (ISO 13616): a country's length and the remainder of 97 leave one chance in 97. */
import { remainder97 } from '../checksums/mod-97.ts';
import { eachMatch } from '../each-match.ts';
import { onlyAlphanumerics } from '../only-digits.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

/** Lengths by country, from the IBAN registry. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    'NO15 BE16 BI27 DJ27 SO23 DK18 FI18 FO18 GL18 NL18 FK18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20',
    'HR21 CH21 LI21 LV21 CR22 BG22 BH22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 IL23 TL23 IQ23 OM23 GI23',
    'AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26',
    'FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29',
    'JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33 HN28',
  ]
    .join(' ')
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/** Of the registry and of most text books. */
const EXAMPLES = new Set([
  'GB29NWBK60161331926819',
  'GB82WEST12345698765432',
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'NL91ABNA0417164300',
  'ES9121000418450200051332',
  'CH9300762011623852957',
]);

const START = /\b[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g;

export const ibanCode = defineRecognizer({
  name: 'iban-code',
  entity: 'IBAN_CODE',
  about: "A country's length and the check digits (remainder of 97 is 1); examples of the registry score low.",
  needs: ['digit', 'letter'],
  patterns: [{ name: 'start', regex: START, anchors: [], score: 0, contextScore: 0 }],
  find: findIbans,
  deny: (value) => EXAMPLES.has(onlyAlphanumerics(value)),
});

/** Takes as many letters and digits as the country has, whatever groups they are written in. */
function findIbans({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  eachMatch(START, folded, ({ 0: head, index }) => {
    const length = LENGTHS.get(head.slice(0, 2).toUpperCase());
    if (length === undefined) return;
    const end = walkGroups(folded, index, length);
    if (end === null) return;
    const value = onlyAlphanumerics(folded.slice(index, end));
    if (remainder97(value.slice(4) + value.slice(0, 4)) !== 1) return;
    found.push({ start: index, end, score: 1, contextScore: 1 });
  });
  return found;
}

/** Where the last of `length` letters and digits ends, with single spaces or hyphens between; null where it is no whole word. */
function walkGroups(folded: string, start: number, length: number): number | null {
  let taken = 0;
  for (let at = start; at < folded.length; at++) {
    if (isAlphanumeric(folded.charCodeAt(at))) taken++;
    else if (!isGap(folded.charCodeAt(at)) || !isAlphanumeric(folded.charCodeAt(at + 1))) return null;
    if (taken === length) return /[\p{L}\p{N}_]/u.test(folded.charAt(at + 1)) ? null : at + 1;
  }
  return null;
}

/** Of ASCII. */
function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122);
}

/** A space or a hyphen. */
function isGap(code: number): boolean {
  return code === 32 || code === 45;
}
