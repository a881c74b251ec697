/**
 * Private keys between lines that say so (RFC 7468 and those before it), of any length, also on one line with `\n` written
 * out, as JSON has them, and cut off in the middle. The whole block is the find.
 */
import type { FoundSecret } from './found-secret.ts';
import { measureEntropy, measureOrder } from './randomness.ts';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const HEADER = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const FOOTER = /-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
/** RSA of 16,384 bits is 12,700 characters, a PGP block with subkeys and signatures twice that. */
const BLOCK_LENGTH_MAX = 65_536;
/** An Ed25519 key is 64 characters. What is shorter was cut; what is shorter than this is an ellipsis. */
const BODY_LENGTH_MIN = 24;
/** From here on a body at random has 3.9 bits of entropy a character; a shorter one has all kinds of characters. */
const SHORT_BODY = 64;

export function findPrivateKeys(text: string, add: (found: FoundSecret) => void): void {
  let nextEnd = -1;
  let nextBegin = text.indexOf(BEGIN);
  while (nextBegin !== -1) {
    const at = nextBegin;
    nextBegin = text.indexOf(BEGIN, at + BEGIN.length);
    HEADER.lastIndex = at;
    const header = HEADER.exec(text)?.[0];
    if (header === undefined) continue;
    const from = at + header.length;
    // One search for every footer, not one from every header: the same footer serves until it is passed.
    if (nextEnd !== Infinity && nextEnd < from) {
      const next = text.indexOf(END, from);
      nextEnd = next === -1 ? Infinity : next;
    }
    // A block that another one begins in is cut off; so nothing is read twice.
    const isCut = nextEnd - from > BLOCK_LENGTH_MAX || (nextBegin !== -1 && nextBegin < nextEnd);
    const end = isCut ? null : endOfFooter(text, nextEnd);
    const bodyEnd = end === null ? endOfBody(text, from) : nextEnd;
    const body = readBody(text.slice(from, bodyEnd));
    if (body.length < BODY_LENGTH_MIN || isFilled(body)) continue;
    const score = end === null || header.includes('ENCRYPTED') ? 0.85 : 0.99;
    add({ entity: 'PRIVATE_KEY', by: 'private-key', start: at, end: end ?? bodyEnd, score });
  }
}

function endOfFooter(text: string, at: number): number | null {
  FOOTER.lastIndex = at;
  const footer = FOOTER.exec(text)?.[0];
  return footer === undefined ? null : at + footer.length;
}

/** How far the lines of base 64 go where no line ends the block. */
function endOfBody(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < BLOCK_LENGTH_MAX && /[A-Za-z0-9+/=\s\\:,-]/.test(text[at] ?? '')) {
    if (text.startsWith(BEGIN, at)) break;
    at++;
  }
  return at;
}

/** The base 64 of a body: without escapes, white space, and headers like `Proc-Type: 4,ENCRYPTED`. */
function readBody(raw: string): string {
  return raw
    .slice(0, BLOCK_LENGTH_MAX)
    .replace(/\\[nrt]/g, '\n')
    .replace(/^[ \t]*[A-Za-z-]{1,30}:.*$/gm, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
}

/** `MIIEvQIBADANB…` goes on at random; `AAAA…`, `your key here` and `xxxx` do not. */
function isFilled(body: string): boolean {
  const sample = body.slice(0, 400);
  if (sample.length < SHORT_BODY) return !/[A-Z]/.test(sample) || !/[a-z]/.test(sample) || !/\d/.test(sample);
  return measureEntropy(sample) < 3.9 || measureOrder(sample) > 0.45;
}
