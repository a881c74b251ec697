/**
 * Reads `user:password` lines. A hash of a kind that is not known here must be an error: taken as a clear password, the hash
 * itself would open the door. What is said of a line is its number, never its text.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Answers whether a password is this user's, in constant time. */
export type PasswordCheck = (password: string) => boolean;

export interface Htpasswd {
  readonly users: ReadonlyMap<string, PasswordCheck>;
  readonly errors: readonly string[];
}

export function parseHtpasswd(text: string): Htpasswd {
  const users = new Map<string, PasswordCheck>();
  const errors: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const user = line.slice(0, colon);
    const check = colon < 1 ? undefined : checkOf(line.slice(colon + 1));
    if (check === undefined)
      errors.push(`line ${index + 1} is not user:password with a clear, {SHA} or {SSHA} password`);
    else if (users.has(user)) errors.push(`line ${index + 1} names a user again`);
    else users.set(user, check);
  }
  if (users.size === 0 && errors.length === 0) errors.push('names no user');
  return { users, errors };
}

const SHA1_BYTES = 20;

function checkOf(stored: string): PasswordCheck | undefined {
  if (stored === '' || /^\$(?:2[abxy]?|apr1|1|5|6|argon2[a-z]*)\$/.test(stored)) return undefined;
  const hashed = /^\{(SHA|SSHA)\}([A-Za-z0-9+/]+=*)$/.exec(stored);
  if (hashed === null) return stored.startsWith('{') ? undefined : equals('sha256', digest('sha256', stored), '');
  const bytes = Buffer.from(hashed[2] ?? '', 'base64');
  const salted = hashed[1] === 'SSHA';
  if (salted ? bytes.length <= SHA1_BYTES : bytes.length !== SHA1_BYTES) return undefined;
  return equals('sha1', bytes.subarray(0, SHA1_BYTES), bytes.subarray(SHA1_BYTES));
}

function equals(algorithm: string, expected: Buffer, salt: Buffer | string): PasswordCheck {
  return (password) => timingSafeEqual(digest(algorithm, password, salt), expected);
}

function digest(algorithm: string, password: string, salt: Buffer | string = ''): Buffer {
  return createHash(algorithm).update(password).update(salt).digest();
}
