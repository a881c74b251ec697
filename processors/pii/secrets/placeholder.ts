/**
 * Whether a value stands for a secret without being one: what documentation, templates and code write where the reader is to
 * put theirs. Most texts with `api_key` in them are of this kind.
 */
import { countClasses, looksDrawn } from './randomness.ts';

/** A word of six letters stands in 80 random characters of base 62 once in 700,000 times, whatever its case. */
const WORDS =
  /example|sample|placeholder|redacted|changeme|change[_-]me|dummy[_-]|your[_-]|[_-]here$|yourkey|yourtoken|yourapi|youraccess|yoursecret|\*\*\*|\.\.\.|\u2026|\u2022\u2022|insert[_-]|replace[_-]|replaceme|notareal|not[_-]a[_-]|undefined|deadbeef/i;
/** One of four letters stands there once in 900 in any case, and once in 15,000 in one. */
const SHORT_WORDS = /xxxx|XXXX|fake|FAKE|mock|MOCK|TODO|0000000|1111111/;
/** In longer texts any word stands by chance. */
const WORDS_WITHIN = 80;

/** Templates of shells, languages and tools: `$KEY`, `${KEY}`, `{{ key }}`, `<key>`, `%KEY%`, `%s`, `#{key}`, `{key}`. */
const TEMPLATE = /\$\{|\{\{|\}\}|#\{|%\(|^<[^<>]*>?$|^\$[A-Za-z_(]|^%[A-Za-z_]+%?$|^\{[^{}]*\}?$|^\[[^[\]]*\]?$/;

/** @param body the part that would be random: without the issuer's letters. */
export function isPlaceholder(body: string): boolean {
  const beginning = body.slice(0, WORDS_WITHIN);
  return WORDS.test(beginning) || SHORT_WORDS.test(beginning) || TEMPLATE.test(beginning) || !looksDrawn(body);
}

/** A longer one is no word. */
export const PASSWORD_LENGTH_MAX = 128;

/** What people type for "a password goes here", whole or with digits behind. */
const TRIVIAL =
  /^(?:my|the|your|user|db|root|admin|some|test|super|old|new)?[_-]?(?:pass(?:word|wd|w0rd|phrase)?|p[a@]ssw[o0]rd|pwd|pw|secret|key|token|apikey|api[_-]key|admin|root|user(?:name)?|login|guest|postgres|mysql|mongo|redis|rabbit|default|foo|bar|baz|foobar|test(?:ing|er)?|demo|qwerty|string|none|null|nil|true|false|empty|hidden|masked|private|value|str|bytes|text|letmein|welcome|changeit|supersecret|topsecret|required|optional|invalid|wrong|correct|blank|unset|unknown|any|object|number|boolean|function|bearer|basic|x-oauth-basic|oauth2?|git|localhost)[_-]?\d{0,4}!?$/i;

/** @param value a password or another value of a person's choice. Shorter ones may be words, so only their whole is judged. */
export function isTrivialPassword(value: string): boolean {
  if (value.length > PASSWORD_LENGTH_MAX) return false;
  if (TRIVIAL.test(value) || TEMPLATE.test(value)) return true;
  if (
    /^(.)\1*$/u.test(value) ||
    /xxxx|\*\*\*|\.\.\.|\u2026|\u2022\u2022|example|placeholder|redacted|change[_-]?me|your[_-]|dummy/i.test(value)
  )
    return true;
  const { digits, lower, upper } = countClasses(value);
  // A row of keys: `123456`, `abcdef`, `qwerty` are typed by whoever does not care.
  return digits + lower + upper === value.length && (/^0?12345/.test(value) || /^abc(?:123|def)/i.test(value));
}

/**
 * Public by being printed everywhere, and of the right form. As hashes (FNV-1a, 32 bits, of the length and the text), because
 * services that look for keys take these for live ones too.
 */
const WELL_KNOWN = new Set([
  // Keys for tests in Stripe's documentation, a token that GitHub printed, bots in Telegram's, the account of Azure's emulator.
  0x0e9a5ac4,
  0x117d2bd7, 0xfb757904, 0x40ac44aa, 0x20b92cb9, 0x874ba934, 0xd815d97f,
  // Tokens, codes and credentials in RFC 6749, 6750, 7519, 7617 and 5849.
  0x0bb7526d, 0x8b3be5b6, 0x0468fa12, 0x536404bd, 0xf984b228, 0x0b05145e, 0xe3d99699, 0x68deabe2, 0xc4e1820f,
  0xd57dd349,
  // Signatures of what jwt.io opened with over the years, of RFC 7519's token, of the documentation of PyJWT.
  0x2ffcbbb8, 0x710ea1fd, 0x48e32938, 0x2a2508f7, 0xe557fbab, 0x35fd7fa1, 0x20f8cdb7,
]);

export function isWellKnown(value: string): boolean {
  return WELL_KNOWN.has(hashValue(value));
}

export function hashValue(value: string): number {
  let hash = 0x811c9dc5 ^ value.length;
  for (let at = 0; at < value.length; at++) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
