/**
 * Secrets that are known by where they stand: assigned to a name that says so, in an address, behind a scheme of
 * authorization. All of them follow `:`, `=`, `>`, ` | `, ` is `, a flag or a word, so nothing else is looked at; how random a
 * value looks counts only here, where a name vouches for it.
 */
import { SECRET_FAMILIES } from './families/index.ts';
import { findInAddress } from './find-in-address.ts';
import type { FoundSecret } from './found-secret.ts';
import { isAlphanumeric } from './long-words.ts';
import { isPlaceholder, isTrivialPassword, isWellKnown } from './placeholder.ts';
import { judgeValue } from './judge-value.ts';
import { isBasic, readAuthorization, readUser } from './read-authorization.ts';
import { readValue } from './read-value.ts';
import type { AssignedFormat } from './secret-family.ts';
import { nameKind, plainName } from './secret-names.ts';

type Add = (found: FoundSecret) => void;

const ASSIGNED = SECRET_FAMILIES.flatMap(({ name, assigned }) => assigned.map((format) => ({ format, family: name })));

export function findAssigned(text: string, add: Add): void {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    if (text.startsWith('//', at + 1)) findInAddress(text, { at, add });
    else judgeAt(text, { nameEnd: at, valueStart: at + 1, add });
  }
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) {
    // `:=` was met at its colon.
    if (text.charCodeAt(at - 1) !== 58) judgeAt(text, { nameEnd: at, valueStart: at + 1, add });
  }
  for (let at = text.indexOf('>'); at !== -1; at = text.indexOf('>', at + 1)) {
    if (isAlphanumeric(text.charCodeAt(at - 1))) judgeAt(text, { nameEnd: at, valueStart: at + 1, add });
  }
  for (let at = text.indexOf(' | '); at !== -1; at = text.indexOf(' | ', at + 1)) {
    if (isAlphanumeric(text.charCodeAt(at - 1))) judgeAt(text, { nameEnd: at, valueStart: at + 3, add });
  }
  for (const word of SAID) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
      judgeAt(text, { nameEnd: at + word.indexOf(' '), valueStart: at + word.length, add });
  }
  for (const word of SAID_FOR) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      FOR_WHOM.lastIndex = at + word.length;
      const whom = FOR_WHOM.exec(text)?.[0];
      if (whom !== undefined)
        judgeAt(text, { nameEnd: at + word.indexOf(' '), valueStart: at + word.length + whom.length, add });
    }
  }
  for (let at = text.indexOf(SPOKEN); at !== -1; at = text.indexOf(SPOKEN, at + 1)) judgeSpoken(text, at, add);
  for (const scheme of ['Bearer ', 'bearer ']) {
    for (let at = text.indexOf(scheme); at !== -1; at = text.indexOf(scheme, at + 1)) {
      const found = readAuthorization(text, at);
      if (found !== null) add(found);
    }
  }
  for (let at = text.indexOf(' -'); at !== -1; at = text.indexOf(' -', at + 1)) judgeShortFlag(text, at + 2, add);
  for (let at = text.indexOf('--'); at !== -1; at = text.indexOf('--', at + 2)) judgeFlag(text, at + 2, add);
}

/** How prose tells somebody a secret. The first letter varies. */
const SAID = ['assword is ', 'assphrase is ', 'ecret is ', 'oken is ', 'key is '];

/** "The password for the database is …" */
const SAID_FOR = ['assword for ', 'ecret for ', 'oken for ', 'key for '];
const FOR_WHOM = /[^\n:="']{1,48}?(?: is | ?[:=] ?)/y;

/** "… and password VALUE"; a line of `.netrc`: `machine HOST login NAME password VALUE`. */
const SPOKEN = ' password ';
/** Of three kinds of characters: without a verb or a sign, what follows the word may be any word. */
const SPOKEN_SCORE_MIN = 0.75;

function judgeSpoken(text: string, at: number, add: Add): void {
  const isNetrc = /\blogin \S{1,64}$/.test(text.slice(Math.max(0, at - 72), at));
  judgeNamed(text, {
    name: 'password',
    valueStart: at + SPOKEN.length,
    add: (found) => {
      if (isNetrc || found.score >= SPOKEN_SCORE_MIN) add(found);
    },
  });
}

interface Place {
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly add: Add;
}

const NAME_LENGTH_MAX = 64;

/** The last letters of all names that matter: most places are passed by after two characters. */
const LAST_LETTERS = new Set(Array.from('dtynsewDTYNSEWhHlg0123456789', (letter) => letter.charCodeAt(0)));

function judgeAt(text: string, { nameEnd, valueStart, add }: Place): void {
  const end = skipClosers(text, nameEnd);
  if (!LAST_LETTERS.has(text.charCodeAt(end - 1))) return;
  let start = end;
  while (start > 0 && end - start < NAME_LENGTH_MAX && isNameCharacter(text.charCodeAt(start - 1))) start--;
  if (end - start < 2) return;
  // `arn:aws:secretsmanager:…:secret:prod/orders` names a place.
  if (text.charCodeAt(start - 1) === 58 && text.charCodeAt(nameEnd) === 58) return;
  start = beginName(text, { start, end });
  judgeNamed(text, { name: text.slice(start, end), valueStart, add });
}

function judgeNamed(
  text: string,
  { name, valueStart, add }: { readonly name: string; readonly valueStart: number; readonly add: Add },
): void {
  const plain = plainName(name);
  if (plain.endsWith('authorization')) {
    const found = readAuthorization(text, valueStart);
    if (found !== null) add(found);
    return;
  }
  if (plain === 'auth') {
    // Docker keeps `user:password` in base 64 so.
    const value = readValue(text, valueStart);
    if (value !== null && /^[A-Za-z0-9+/]{12,512}={0,2}$/.test(value.text) && isBasic(value.text))
      add({ entity: 'BASIC_AUTH', by: 'authorization', start: value.start, end: value.end, score: 0.9 });
    return;
  }
  const kind = nameKind(name);
  const named = ASSIGNED.filter(({ format }) => isNamed(plain, format));
  if (kind === null && named.length === 0) return;
  const value = readValue(text, valueStart);
  if (value === null || isWellKnown(value.text)) return;
  const { start, end } = value;
  const known = named.find(({ format }) => format.value.test(value.text));
  if (known !== undefined) {
    if (!isPlaceholder(value.text))
      add({ entity: known.format.entity, by: known.family, start, end, score: known.format.score });
    return;
  }
  if (kind === null || isTrivialPassword(value.text)) return;
  const score = judgeValue(value, { kind, name: plain });
  if (score > 0) add({ entity: kind === 'password' ? 'PASSWORD' : 'API_KEY', by: 'assignment', start, end, score });
}

function isNamed(name: string, { owners, ends }: AssignedFormat): boolean {
  return (
    ends.some((end) => name.endsWith(end)) && (owners.length === 0 || owners.some((owner) => name.includes(owner)))
  );
}

/** `--password VALUE` with a space instead of `=`. */
function judgeFlag(text: string, start: number, add: Add): void {
  if (!isAlphanumeric(text.charCodeAt(start))) return;
  let end = start;
  while (end - start < NAME_LENGTH_MAX && isNameCharacter(text.charCodeAt(end)) && !text.startsWith('--', end)) end++;
  if (text.charCodeAt(end) !== 32 || text.charCodeAt(end + 1) === 45) return;
  const name = text.slice(start, end);
  const found = name === 'user' && isRequest(text, start) ? readUser(text, end + 1) : null;
  if (found !== null) add(found);
  else judgeNamed(text, { name, valueStart: end + 1, add });
}

/** `curl -u USER:PASSWORD`, `mysql -pPASSWORD`, `sshpass -p PASSWORD`, `redis-cli -a PASSWORD`. */
function judgeShortFlag(text: string, at: number, add: Add): void {
  const flag = text[at];
  if (flag !== 'u' && flag !== 'p' && flag !== 'a') return;
  const isApart = text[at + 1] === ' ';
  if (flag === 'u') {
    const found = isApart && isRequest(text, at) ? readUser(text, at + 2) : null;
    if (found !== null) add(found);
    return;
  }
  const before = text.slice(Math.max(0, at - 120), at);
  const takesPassword =
    flag === 'a' ? /\bredis-cli\b/ : isApart ? /\bsshpass -$/ : /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b/;
  if (takesPassword.test(before)) judgeNamed(text, { name: 'password', valueStart: isApart ? at + 2 : at + 1, add });
}

/** Whether a program that sends requests is called shortly before: to others `-u` is anything. */
function isRequest(text: string, at: number): boolean {
  return /(?:^|[\s;&|"'`(/])(?:curl|wget|http|https|xh)\s/.test(text.slice(Math.max(0, at - 300), at));
}

/** Where a name begins that is two words: "API key", "secret key"; and `key` in a query, which is one. */
function beginName(text: string, { start, end }: { readonly start: number; readonly end: number }): number {
  if (end - start !== 3 || !/^key$/i.test(text.slice(start, end))) return start;
  const before = text[start - 1] ?? '';
  if (before === '?' || before === '&') return start - 1;
  const word = before === ' ' ? /[A-Za-z]{3,10}$/.exec(text.slice(Math.max(0, start - 12), start - 1))?.[0] : undefined;
  return word === undefined ? start : start - 1 - word.length;
}

/** Back over what may stand between a name and its separator: blanks, quotes with their escapes, brackets. */
function skipClosers(text: string, from: number): number {
  let at = from;
  while (at > 0 && from - at < 6 && ' "\'`])\\\t?'.includes(text[at - 1] ?? '')) at--;
  return at;
}

function isNameCharacter(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 95 || unit === 45 || unit === 46 || unit === 36;
}
