/**
 * What may be shown and kept of a secret: its issuer's letters, which are public, its length, and a hash with a key, by which
 * the same secret is known wherever it appears and which nobody without the key can try words against.
 */
import { createHmac } from 'node:crypto';

import { TOKEN_INDEX } from './token-index.ts';

/** Of a token this long the last four characters give away nothing that matters: 36 of base 62 lose 24 of 214 bits. */
const TAIL_FROM_LENGTH = 28;
const TAIL_LENGTH = 4;

/** `ghp_…wxyz [40]`; of a short or chosen secret `… [12]`. */
export function maskSecret(value: string): string {
  const prefix = publicPrefix(value);
  const body = value.length - prefix.length;
  const tail = prefix !== '' && body >= TAIL_FROM_LENGTH ? value.slice(-TAIL_LENGTH) : '';
  return `${prefix}\u2026${tail} [${value.length}]`;
}

/** Issuers' letters of one or two characters are part of what is drawn, or as good as. */
const PREFIX_LENGTH_MIN = 3;

function publicPrefix(value: string): string {
  if (value.startsWith('-----BEGIN')) return '-----BEGIN';
  const token = TOKEN_INDEX[value.charCodeAt(0)]?.find(({ prefix }) => value.startsWith(prefix));
  return token === undefined || token.prefix.length < PREFIX_LENGTH_MIN ? '' : token.prefix;
}

/** HMAC-SHA-256 in hex. The key is the installation's, and never leaves it. */
export function hashSecret(key: Uint8Array, value: string): string {
  return createHmac('sha256', key).update(value).digest('hex');
}
