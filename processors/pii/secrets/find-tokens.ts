/**
 * Tokens that begin with letters of their issuer or have them inside, wherever a word begins: also behind an escape
 * (`\nghp_…`, `%3Dghp_…`, `\u003dghp_…`), because most texts of agents are JSON in JSON.
 */
import { SECRET_FAMILIES } from './families/index.ts';
import type { FoundSecret } from './found-secret.ts';
import { isAlphanumeric, visitLongWords } from './long-words.ts';
import { isPlaceholder, isWellKnown } from './placeholder.ts';
import { ENCODED_TOKEN_INDEX, TOKEN_INDEX, type IndexedToken } from './token-index.ts';
import { beginsWord, skipEscape } from './word-begin.ts';

type Add = (found: FoundSecret) => void;

const MARKED = SECRET_FAMILIES.flatMap(({ name, marked }) => marked.map((format) => ({ format, family: name })));
/** The shortest token with a mark: a client secret of Entra. */
const MARKED_LENGTH_MIN = 37;

export function findTokens(text: string, add: Add): void {
  let done = 0;
  visitLongWords(text, (start, end) => {
    const joint = isBlobJoint(text.charCodeAt(start - 1));
    let at = skipEscape(text, start);
    let place: Place = joint ? 'joint' : 'start';
    if (joint) at = Math.max(at, matchJoined(text, { start, done, add }));
    while (at < end) {
      const next = matchAt(text, { at, place, add });
      at = nextBeginning(text, { from: Math.max(next, at + 1), end });
      place = 'within';
    }
    if (end - start >= MARKED_LENGTH_MIN) findMarked(text, { start, end, add });
    if (!joint) matchEncoded(text, { at: skipEscape(text, start), add });
    done = end;
  });
}

/** Where a token may begin: with a run of word characters, with one behind `+` or `/`, behind `-`, `.` or `~` within one. */
type Place = 'start' | 'joint' | 'within';

/** How far before the first long run a token of base 64 may begin: `ABSK+t+m5R/jp1nTyG/…`. */
const JOINED_LENGTH_MAX = 64;

/**
 * The word of base 64 that a run goes on with, where its beginning is cut into short runs by `+` and `/`.
 * @returns the end of what was found, or 0.
 */
function matchJoined(
  text: string,
  { start, done, add }: { readonly start: number; readonly done: number; readonly add: Add },
): number {
  const limit = Math.max(done, start - JOINED_LENGTH_MAX);
  let at = start - 1;
  while (at > limit && (isBase64(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 95)) at--;
  // Up to a run that was looked at: whatever begins there was tried.
  return at === done && at > 0 ? 0 : matchAt(text, { at: skipEscape(text, at), place: 'start', add });
}

/** Where a word begins within a run: behind `-`, `.` and `~`. `_` joins words, and `x_ghp_` is a name. */
function nextBeginning(text: string, { from, end }: { readonly from: number; readonly end: number }): number {
  for (let at = from; at < end; at++) {
    const before = text.charCodeAt(at - 1);
    if ((before === 45 || before === 46 || before === 126) && isAlphanumeric(text.charCodeAt(at))) return at;
  }
  return end;
}

interface Try {
  readonly at: number;
  readonly place: Place;
  readonly add: Add;
}

/** @returns the end of what matched, also where it was no secret: what is within it is not tried again. 0 where nothing did. */
function matchAt(text: string, { at, place, add }: Try): number {
  let end = 0;
  for (const token of TOKEN_INDEX[text.charCodeAt(at)] ?? []) {
    if ((place === 'within' && token.startsRun) || (place === 'joint' && token.base64)) continue;
    if (!text.startsWith(token.prefix, at)) continue;
    const value = matchFormat(text, at, token);
    if (value === null) continue;
    const found = judgeToken(text, { at, value, token });
    if (found !== null) {
      add(found);
      return found.end;
    }
    end = Math.max(end, at + value.length);
  }
  return end;
}

function matchFormat(text: string, at: number, { format }: IndexedToken): string | null {
  format.pattern.lastIndex = at;
  return format.pattern.exec(text)?.[0] ?? null;
}

interface Matched {
  readonly at: number;
  readonly value: string;
  readonly token: IndexedToken;
}

function judgeToken(text: string, { at, value, token }: Matched): FoundSecret | null {
  const { format, prefix, family } = token;
  const lead = format.lead === undefined ? 0 : format.lead(text, at);
  if (lead === null) return null;
  const start = at - lead;
  const end = at + value.length;
  const score = format.judge === undefined ? format.score : format.judge(value);
  if (score === 0 || isInBlob(text, { start, end })) return null;
  // Web tokens are judged by what they say; in 3 KB of base 64 any word of four letters may stand.
  if (family !== 'web-tokens' && isPlaceholder(text.slice(start, at) + value.slice(prefix.length))) return null;
  if (isWellKnown(text.slice(start, end))) return null;
  return { entity: format.entity, by: family, start, end, score };
}

/** So much base 64 on either side is a picture or a file, and what stands in it is chance. */
const BLOB_LENGTH = 100;

function isInBlob(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  if (isBlobJoint(text.charCodeAt(start - 1))) {
    let at = start - 1;
    while (start - at < BLOB_LENGTH && isBase64(text.charCodeAt(at - 1))) at--;
    if (start - at >= BLOB_LENGTH) return true;
  }
  if (!isBlobJoint(text.charCodeAt(end))) return false;
  let at = end;
  while (at - end < BLOB_LENGTH && isBase64(text.charCodeAt(at))) at++;
  return at - end >= BLOB_LENGTH;
}

function isBlobJoint(unit: number): boolean {
  return unit === 43 || unit === 47;
}

function isBase64(unit: number): boolean {
  return isAlphanumeric(unit) || isBlobJoint(unit);
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly add: Add;
}

function findMarked(text: string, { start, end, add }: Run): void {
  const run = text.slice(start, end);
  for (const { format, family } of MARKED) {
    for (let mark = run.indexOf(format.mark); mark !== -1; mark = run.indexOf(format.mark, mark + 1)) {
      const at = start + mark - format.offset;
      if (at < start || !beginsWord(text, at)) continue;
      format.pattern.lastIndex = at;
      const value = format.pattern.exec(text)?.[0];
      if (value === undefined || isPlaceholder(value) || isInBlob(text, { start: at, end: at + value.length }))
        continue;
      add({ entity: format.entity, by: family, start: at, end: at + value.length, score: format.score });
    }
  }
}

/** A longer text in base 64 is a file, which is not decoded. */
const ENCODED_LENGTH_MAX = 8_192;
/** What is known only because it decodes is a little less sure than what is written plainly. */
const ENCODED_PENALTY = 0.05;
const PRIVATE_KEY_START = 'LS0tLS1CRUdJTi';

function matchEncoded(text: string, { at, add }: { readonly at: number; readonly add: Add }): void {
  const candidates = ENCODED_TOKEN_INDEX[text.charCodeAt(at)];
  const matching = candidates?.filter(({ prefix }) => text.startsWith(prefix, at)) ?? [];
  const maybeKey = text.startsWith(PRIVATE_KEY_START, at);
  if (matching.length === 0 && !maybeKey) return;
  let end = at;
  while (end - at < ENCODED_LENGTH_MAX && isBase64(text.charCodeAt(end))) end++;
  if (end - at === ENCODED_LENGTH_MAX) return;
  while (end - at < ENCODED_LENGTH_MAX && text.charCodeAt(end) === 61) end++;
  const decoded = Buffer.from(text.slice(at, end), 'base64').toString('latin1').trimEnd();
  if (maybeKey) {
    if (/^-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY/.test(decoded))
      add({ entity: 'PRIVATE_KEY', by: 'private-key', start: at, end, score: 0.95 });
    return;
  }
  for (const token of matching) {
    const prefix = token.format.prefixes.find((one) => decoded.startsWith(one));
    if (prefix === undefined || matchFormat(decoded, 0, token) !== decoded) continue;
    const found = judgeToken(decoded, { at: 0, value: decoded, token: { ...token, prefix } });
    if (found === null) continue;
    add({ ...found, start: at, end, score: found.score - ENCODED_PENALTY });
    return;
  }
}
