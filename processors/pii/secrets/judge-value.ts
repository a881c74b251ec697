/**
 * How sure it is that a value is the secret its name promises, where nothing in it says whose it is. A password is of a
 * person's choice and only has to be no word and no code; a key was drawn and has to look like it.
 */
import { countClasses, looksDrawn, measureEntropy } from './randomness.ts';
import { isPlaceholder, PASSWORD_LENGTH_MAX } from './placeholder.ts';
import type { AssignedValue } from './read-value.ts';
import type { SecretNameKind } from './secret-names.ts';

interface Named {
  readonly kind: SecretNameKind;
  /** See `plainName`. */
  readonly name: string;
}

export function judgeValue(value: AssignedValue, { kind, name }: Named): number {
  if (value.text.length > (kind === 'password' ? PASSWORD_LENGTH_MAX : KEY_LENGTH_MAX)) return 0;
  if (NO_SECRET.test(value.text) || isCode(value) || isWords(value.text)) return 0;
  return kind === 'password' ? judgePassword(value) : judgeKey(value, name);
}

/**
 * What has a form of its own that is no secret's: paths, addresses, versions, dates, numbers, names of resources, hashes of
 * passwords, digests, algorithms.
 */
const NO_SECRET =
  /^[~.]{0,2}\/|^[A-Za-z]:\\|^[a-z][a-z0-9+.-]{0,20}:\/\/|^arn:|^projects\/|^\$2[abxy]\$|^\$argon2|^\$\d\$|^pbkdf2|^scrypt|^\{[A-Z0-9]{2,10}\}|^(?:sha-?\d{1,3}|md5)[-:=$]|^(?:sha|md|aes|rsa|hs|rs|es|utf-?|base|bcrypt|argon|oauth|http|v)-?\d{1,4}(?:[-_].{0,12})?$|^[\d.,:/+%-]+$|^\d{4}-\d\d-\d\d|^[^@\s]{1,64}@[a-z0-9.-]{1,64}\.[a-z]{2,10}$|^0x[0-9a-f]{1,16}$|\.(?:json|ya?ml|txt|pem|key|env|ts|js|py|md|crt|toml|ini|conf|html?)$/i;

/** A call, an index, or a path of names: `getToken(…)`, `config.db.password`, `process.env.KEY`, `this.#key`. */
function isCode({ text, quoted, next }: AssignedValue): boolean {
  if (
    /^(?:process\.env|os\.environ|os\.getenv|import\.meta|self\.|this\.|req\.|request\.|config\.|settings\.|secrets\.|env\.|vault:|!secret|\*|&|@)/.test(
      text,
    )
  )
    return true;
  if (quoted) return false;
  if (next === '(' || next === '[' || next === '{') return true;
  const isPath = /^[A-Za-z_$][A-Za-z0-9_$]*(?:(?:\?\.|\.|->|::)[A-Za-z_$][A-Za-z0-9_$]*)+$/.test(text);
  return isPath && (!/\d/.test(text) || measureEntropy(text) < 4.2);
}

/** Words and numbers joined by what joins them in names: `my-service-token-2`, `projects/app/keys`. */
function isWords(text: string): boolean {
  const parts = text.split(/[_\-./:+ ]/);
  if (parts.length === 1) return /^[A-Za-z]+$/.test(text) && !isMixed(text);
  return parts.every((part) => /^(?:[A-Za-z]?[a-z]*|[A-Z]+|\d{1,4}|v\d{1,3}|[a-z]{2,12}\d{1,2})$/.test(part));
}

/**
 * Whether kinds of characters change as often as in what was drawn (.57 of the places in base 62), or capitals stand together
 * twice: `getAccessTokenFromHeader` changes at .35, and `parseHTMLDocument` has one such run.
 */
function isMixed(text: string): boolean {
  let changes = 0;
  for (let at = 1; at < text.length; at++)
    if (kindOf(text.charCodeAt(at)) !== kindOf(text.charCodeAt(at - 1))) changes++;
  if (text.length >= 10 && changes >= 0.42 * (text.length - 1)) return true;
  return text.length >= 12 && (text.match(/(?<=[a-z])[A-Z]{2,4}(?=[a-z])/g)?.length ?? 0) >= 2;
}

function kindOf(unit: number): number {
  if (unit >= 97 && unit <= 122) return 0;
  if (unit >= 65 && unit <= 90) return 1;
  return unit >= 48 && unit <= 57 ? 2 : 3;
}

function judgePassword({ text, quoted }: AssignedValue): number {
  if (/\s/.test(text)) return 0;
  const { digits, lower, upper, others } = countClasses(text);
  const letters = lower + upper;
  if (letters === 0 || (digits + others === 0 && !isMixed(text))) return 0;
  // `passwd1`, `field_2`: a name with a number behind is code where it is not quoted.
  if (!quoted && others === 0 && /^[a-z]+\d{1,2}$/.test(text) && text.length > 9) return 0;
  if (!quoted && /^[a-z_]+\d?$/i.test(text) && !isMixed(text)) return 0;
  const kinds = Number(digits > 0) + Number(lower > 0) + Number(upper > 0) + Number(others > 0);
  if (kinds >= 3 && text.length >= 8) return 0.75;
  return (digits > 0 || isMixed(text)) && measureEntropy(text) >= 2.2 ? 0.6 : 0;
}

/** Of what was drawn for a machine nothing is shorter. */
const KEY_LENGTH_MIN = 16;
const KEY_LENGTH_MAX = 1_024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function judgeKey({ text, quoted }: AssignedValue, name: string): number {
  if (text.length < KEY_LENGTH_MIN || !/^[\x21-\x7e]+$/.test(text)) return 0;
  if (isPlaceholder(text)) return 0;
  // `?key=` is asked for anything; only what has the form of a key is one.
  if (/^[?&]/.test(name) && !/^[A-Za-z0-9_-]{20,}$/.test(text)) return 0;
  // A UUID names a thing far more often than it opens one.
  if (UUID.test(text)) return /(?:apikey|authtoken|secret|secretkey)$/.test(name) ? 0.5 : 0;
  const { digits, lower, upper } = countClasses(text);
  if (digits + lower + upper < text.length * 0.6 || lower + upper === 0) return 0;
  if (digits === 0 && !isMixed(text)) return 0;
  if (measureEntropy(text) < 3 || !looksDrawn(text)) return 0;
  // One digit in a name: `Base64EncodedSecretKeyName`.
  if (digits < 2 && text.length < 32 && !isMixed(text)) return 0;
  return quoted ? 0.7 : 0.65;
}
