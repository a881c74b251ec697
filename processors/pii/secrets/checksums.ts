/**
 * Checksums that issuers put into their tokens so that a find can be told from chance without asking them. A wrong one lowers
 * a score and drops nothing: text of traces is cut and edited, and what is left of a key is worth knowing.
 */
import { crc32 } from 'node:zlib';

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** GitHub's and npm's: the last six characters are the CRC-32 of those before, in base 62 with leading zeros. */
export function endsWithCrc62(body: string): boolean {
  return toBase62(crc32(body.slice(0, -6))) === body.slice(-6);
}

/** Cloudflare's: the last eight characters are the CRC-32 of those before, in hexadecimal. */
export function endsWithCrcHex(body: string): boolean {
  return crc32(body.slice(0, -8)).toString(16).padStart(8, '0') === body.slice(-8).toLowerCase();
}

/** Six digits hold every CRC-32: 62^6 is 13 times 2^32. */
export function toBase62(number: number): string {
  let rest = number;
  let text = '';
  for (let at = 0; at < 6; at++) {
    text = `${BASE_62[rest % 62] ?? ''}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}
