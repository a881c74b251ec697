/**
 * Finds encoded binary data (images, audio, archives in base64, also a megabyte of digits in one piece), which no recognizer
 * needs to read. A run this long covers one of the places that are looked at, so prose costs one look per 512 characters.
 */
export interface Blob {
  readonly start: number;
  readonly end: number;
}

/** Far above any identifier, address or key; a 4096-bit RSA key in PEM is broken into lines of 64. */
const BLOB_LENGTH_MIN = 1024;
const STEP = BLOB_LENGTH_MIN / 2;

const IN_BLOB = new Uint8Array(128);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_') IN_BLOB[sign.charCodeAt(0)] = 1;

export function findBlobs(text: string): Blob[] {
  const blobs: Blob[] = [];
  const isInside = (at: number): boolean => IN_BLOB[text.charCodeAt(at)] === 1;
  for (let at = STEP; at < text.length; at += STEP) {
    if (!isInside(at)) continue;
    let start = at;
    // Never further back than the place before, which was outside, or this run would have been seen from there.
    while (start > at - STEP && isInside(start - 1)) start--;
    let end = at + 1;
    while (end < text.length && isInside(end)) end++;
    if (end - start >= BLOB_LENGTH_MIN && !isToken(text, start)) {
      while (end < text.length && text.charCodeAt(end) === 61) end++;
      blobs.push({ start, end });
    }
    at += Math.floor((end - at) / STEP) * STEP;
  }
  return blobs;
}

/** A JSON web token has a part for its claims that may be as long; it is a secret and is to be read. */
function isToken(text: string, start: number): boolean {
  return text.charAt(start - 1) === '.' || text.startsWith('eyJ', start);
}
