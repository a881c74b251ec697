/** What stands behind `Authorization:`: a scheme and its credentials (RFC 9110, 11.6.2), in a header, in JSON, in a command. */
import type { FoundSecret } from './found-secret.ts';
import { isPlaceholder, isTrivialPassword, isWellKnown } from './placeholder.ts';

const CREDENTIALS =
  /(?:[\s"'`\\=:]|[bfru](?=["'])){0,8}(?<scheme>Basic|Bearer|Token|ApiKey|Api-Key|Bot|Key|Digest|GoogleLogin|SSWS|Splunk|GenieKey)(?: {1,4}|%20)(?:token=|auth=)?\\?["']?(?<value>[A-Za-z0-9._~+/:-]{8,4096}={0,2})/iy;
/** Without a scheme: a key alone, as several services want it. */
const BARE = /[\s"'`\\=:]{0,8}(?<value>[A-Za-z0-9._~+/-]{20,1024}={0,2})/y;

export function readAuthorization(text: string, from: number): FoundSecret | null {
  CREDENTIALS.lastIndex = from;
  const match = CREDENTIALS.exec(text);
  const scheme = match?.groups?.scheme?.toLowerCase();
  const value = match?.groups?.value;
  if (match === null || value === undefined) return readBare(text, from);
  const end = match.index + match[0].length;
  const place = { by: 'authorization', start: end - value.length, end };
  if (scheme === 'basic')
    return isBasic(value) && !isWellKnown(value) ? { ...place, entity: 'BASIC_AUTH', score: 0.95 } : null;
  if (value.length < 16 || isPlaceholder(value) || isWellKnown(value) || isWord(value)) return null;
  if (/^https?:/.test(value)) return null;
  return { ...place, entity: 'AUTHORIZATION', score: 0.8 };
}

function readBare(text: string, from: number): FoundSecret | null {
  BARE.lastIndex = from;
  const match = BARE.exec(text);
  const value = match?.groups?.value;
  if (match === null || value === undefined || isPlaceholder(value) || isWellKnown(value) || isWord(value)) return null;
  const end = match.index + match[0].length;
  return { by: 'authorization', entity: 'AUTHORIZATION', score: 0.65, start: end - value.length, end };
}

const USER = /[ ]{0,4}["']?(?<user>[^\s"':/\\]{1,64}):(?!\/\/)(?<value>[^\s"'\\]{4,200})/y;

/** What `curl -u` takes: `USER:PASSWORD`. */
export function readUser(text: string, from: number): FoundSecret | null {
  USER.lastIndex = from;
  const match = USER.exec(text);
  const value = match?.groups?.value;
  const user = match?.groups?.user;
  if (match === null || value === undefined || user === value || isTrivialPassword(value) || /[${}<>]/.test(value))
    return null;
  // `-u 1000:1000` is a user and a group; `-u origin:main` is none.
  if (/^[a-z]*$|^\d+$/i.test(value)) return null;
  const end = match.index + match[0].length;
  return { entity: 'BASIC_AUTH', by: 'authorization', score: 0.8, start: end - value.length, end };
}

/** A name and a password in base 64. */
export function isBasic(value: string): boolean {
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  if (!/^[\x20-\x7e\x80-\xff]+$/.test(decoded)) return false;
  const colon = decoded.indexOf(':');
  if (colon === -1) return false;
  // Stripe and others take a key for the name and leave the password empty.
  const secret = decoded.slice(colon + 1) || decoded.slice(0, colon);
  return secret.length >= 4 && !isTrivialPassword(secret);
}

function isWord(value: string): boolean {
  return !/\d/.test(value) || /^[a-z]+(?:[_.-][a-z]+)*\d{0,2}$/i.test(value);
}
