/**
 * Hashes to 32 bits: FNV-1a over UTF-8, then the finaliser of murmur3, which mixes what FNV leaves in the low bits. They
 * are stored with the features, so a change here makes all stored features stale (`FEATURES_VERSION`).
 */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

const encoder = new TextEncoder();

/** Lone surrogates become U+FFFD, as everywhere in UTF-8. */
export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export const FNV_START = OFFSET;

/** Continues a hash, so that parts need not be joined into a string first. */
export function feedBytes(state: number, bytes: Uint8Array): number {
  let hash = state;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}

export function feedByte(state: number, byte: number): number {
  return Math.imul(state ^ byte, PRIME);
}

/** The murmur3 finaliser: every bit of the input reaches every bit of the output. */
export function finishHash(state: number): number {
  let hash = state ^ (state >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function hashText(text: string): number {
  return finishHash(feedBytes(OFFSET, toUtf8(text)));
}

/** 64 bits of a list of numbers as 16 hexadecimal digits: a name for a set of shingles. */
export function hashNumbers(numbers: Iterable<number>): string {
  let low = OFFSET;
  let high = 0x9747b28c;
  for (const number of numbers) {
    low = Math.imul(low ^ number, PRIME) ^ (low >>> 15);
    high = finishHash(high ^ number) + Math.imul(high, 5);
  }
  return toHex(finishHash(high)) + toHex(finishHash(low));
}

function toHex(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}
