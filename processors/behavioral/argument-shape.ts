/**
 * The shape of a call's arguments: its sorted keys with the class of each value, such as `amount:number,recipient:account`.
 * It tells that a call is unlike others without keeping a value.
 */
type ValueClass =
  | 'number'
  | 'bool'
  | 'url'
  | 'mail'
  | 'account'
  | 'date'
  | 'path'
  | 'word'
  | 'text'
  | 'list'
  | 'object'
  | 'null';

/** Arguments are a stranger's: many keys, or long ones, make no shape that anyone would read. */
const KEYS_MAX = 32;
const KEY_LENGTH_MAX = 64;
/** A class is decided by the beginning; nothing is matched against megabytes. */
const LOOKED_AT_MAX = 512;

export function describeArguments(args: unknown): string {
  if (args === null || args === undefined) return '';
  if (typeof args !== 'object' || Array.isArray(args)) return classify(args);
  const entries = Object.entries(args);
  const shape = entries
    .map(([key, value]) => `${cleanKey(key)}:${classify(value)}`)
    .sort()
    .slice(0, KEYS_MAX)
    .join(',');
  return entries.length > KEYS_MAX ? `${shape},…` : shape;
}

function cleanKey(key: string): string {
  if (PLAIN_KEY.test(key)) return key;
  return key
    .slice(0, KEY_LENGTH_MAX)
    .toWellFormed()
    .replace(/[\p{Cc},:]/gu, '\ufffd');
}

/** What nearly all keys are. */
const PLAIN_KEY = /^\w{1,64}$/;

function classify(value: unknown): ValueClass {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return classifyText(value.slice(0, LOOKED_AT_MAX));
  return 'object';
}

/** In this order: a mail address is a word too, and so is a date. */
const CLASSES: readonly (readonly [ValueClass, RegExp])[] = [
  ['url', /^[a-z][a-z0-9+.-]{1,15}:\/\/\S+$|^www\.\S+$/i],
  ['mail', /^[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,24}$/],
  ['date', /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}\S*)?$|^\d{1,2}[./]\d{1,2}[./]\d{4}$/],
  ['number', /^[+-]?\d{1,7}(?:\.\d+)?$/],
  // IBAN-like, or digits in groups as of accounts and cards.
  ['account', /^[A-Z]{2}\d{2}[A-Z0-9 ]{8,36}$|^\d[\d -]{6,30}\d$/],
  ['path', /^(?:~|\.{1,2})?\/\S*$|^[A-Za-z]:\\|^[\w.-]+(?:\/[\w.-]+)+$|^[\w-]+\.[A-Za-z0-9]{1,5}$/],
  ['word', /^[^\s]{1,64}$/],
];

function classifyText(text: string): ValueClass {
  return CLASSES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text';
}
