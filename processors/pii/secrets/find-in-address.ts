/**
 * Passwords in addresses (`postgres://app:…@host`) and addresses that are secrets themselves (webhooks). The find is the
 * password alone: host and user tell an analyst where it opens, and the same password elsewhere has the same hash.
 */
import { SECRET_FAMILIES } from './families/index.ts';
import type { FoundSecret } from './found-secret.ts';
import { isAlphanumeric } from './long-words.ts';
import { isPlaceholder, isTrivialPassword } from './placeholder.ts';
import { measureEntropy } from './randomness.ts';

const LINKS = SECRET_FAMILIES.flatMap(({ name, links }) => links.map((format) => ({ format, family: name })));

const AUTHORITY_LENGTH_MAX = 512;
const SCHEME_LENGTH_MAX = 24;
/** What ends a host: also what quotes an address in a text. */
const AUTHORITY_END = new Set(Array.from('/?#\\"\'`<>|^()[], \t\r\n', (character) => character.charCodeAt(0)));
const WEB = /^(?:https?|wss?|git|ftps?|sftp|ssh|svn|git\+https?|git\+ssh)$/;

interface Place {
  /** Of the colon. */
  readonly at: number;
  readonly add: (found: FoundSecret) => void;
}

export function findInAddress(text: string, { at, add }: Place): void {
  const scheme = readScheme(text, at);
  if (scheme.length < 2) return;
  const from = at + 3;
  const limit = Math.min(text.length, from + AUTHORITY_LENGTH_MAX);
  let end = from;
  let atSign = -1;
  let colon = -1;
  while (end < limit && !AUTHORITY_END.has(text.charCodeAt(end))) {
    const unit = text.charCodeAt(end);
    if (unit === 64) atSign = end;
    else if (unit === 58 && colon === -1 && atSign === -1) colon = end;
    end++;
  }
  if (atSign !== -1) {
    const found = colon === -1 ? judgeUser(text, from, atSign) : judgePassword(text, { scheme, from, colon, atSign });
    if (found !== null) add(found);
  }
  findLink(text, { from: atSign + 1 || from, end, add });
}

/** Sees `jdbc:postgresql` as `postgresql`. */
function readScheme(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < SCHEME_LENGTH_MAX && isSchemeCharacter(text.charCodeAt(start - 1))) start--;
  return text.slice(start, at).toLowerCase();
}

function isSchemeCharacter(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 43 || unit === 45;
}

interface Userinfo {
  readonly scheme: string;
  readonly from: number;
  readonly colon: number;
  readonly atSign: number;
}

function judgePassword(text: string, { scheme, from, colon, atSign }: Userinfo): FoundSecret | null {
  const [user, password] = [text.slice(from, colon), text.slice(colon + 1, atSign)];
  if (
    password.length < 3 ||
    password === user ||
    isTrivialPassword(password) ||
    /^\*+$|^%[sdv]$|[{}$]|^[A-Z_]+$/.test(password)
  )
    return null;
  if (isDocumentation(text, atSign + 1) && (password.length < 8 || /^(?:[a-z]+|[A-Z]+|\d+)$/.test(password)))
    return null;
  // Whoever says "user:pass" means neither.
  if (/^<|^\$|[{}]/.test(user) || (/^(?:user|username|login)$/i.test(user) && /^[a-z]+$/i.test(password))) return null;
  const entity = WEB.test(scheme) ? 'BASIC_AUTH' : 'CONNECTION_PASSWORD';
  return { entity, by: 'address', start: colon + 1, end: atSign, score: /^[a-z]+$/.test(password) ? 0.7 : 0.9 };
}

/** RFC 2606 keeps these names for documentation; a password that was drawn stands there all the same when somebody hides only the host. */
function isDocumentation(text: string, host: number): boolean {
  return /^(?:[\w-]{1,40}\.){0,3}example(?:\.(?:com|org|net|edu))?(?![\w-])/i.test(text.slice(host, host + 180));
}

/** A token where the name stands, as hosts of code take it. */
function judgeUser(text: string, from: number, atSign: number): FoundSecret | null {
  const user = text.slice(from, atSign);
  if (user.length < 20 || !/^[A-Za-z0-9_-]+$/.test(user) || !/\d/.test(user) || isPlaceholder(user)) return null;
  return measureEntropy(user) < 3.2
    ? null
    : { entity: 'BASIC_AUTH', by: 'address', start: from, end: atSign, score: 0.7 };
}

function findLink(
  text: string,
  { from, end, add }: { readonly from: number; readonly end: number; readonly add: (found: FoundSecret) => void },
): void {
  const host = text.slice(from, end).toLowerCase();
  for (const { format, family } of LINKS) {
    if (!host.endsWith(format.host)) continue;
    format.pattern.lastIndex = from;
    const match = format.pattern.exec(text);
    const value = match?.groups?.value;
    if (match === null || value === undefined || isPlaceholder(value.slice(value.lastIndexOf('/') + 1))) continue;
    const linkEnd = match.index + match[0].length;
    add({ entity: format.entity, by: family, start: linkEnd - value.length, end: linkEnd, score: format.score });
  }
}
