/**
 * Names and ids by which things are told apart: agents, sessions, users, models, tools. They stand in addresses, indexes and
 * lists, so they are bounded; but two long ones must stay two, and one must be one wherever it stands. A longer one is its
 * beginning and a hash of all of it; the span keeps it whole.
 */
import { hash } from 'node:crypto';

import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import { isPlaceholder, toCleanText } from './read-value.ts';

/** In UTF-16 units, as REST counts them. Far below the 1,000 that its parameters take. */
export const IDENTITY_LENGTH_MAX = 200;

/** 64 bits of the SHA-256: nobody finds a second text for a given name. */
const HASH_LENGTH = 16;
const MARK = '…';
const BEGINNING_LENGTH = IDENTITY_LENGTH_MAX - MARK.length - HASH_LENGTH;

export function readIdentity(attributes: AttributeMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = attributes.get(key);
    const identity = value === undefined ? null : toIdentity(value);
    if (identity !== null) return identity;
  }
  return null;
}

export function toIdentity(value: AttributeValue | undefined): string | null {
  const text = toCleanText(value);
  return text === '' || text === null || isPlaceholder(text) ? null : cutIdentity(text);
}

export function cutIdentity(text: string): string {
  if (text.length <= IDENTITY_LENGTH_MAX) return text;
  // Half a character would be another one in the address.
  const beginning = text.slice(0, BEGINNING_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return `${beginning}${MARK}${hash('sha256', text, 'hex').slice(0, HASH_LENGTH)}`;
}

/** Whether it looks like one that was cut: nothing else is this long and ends like this. */
export function isCutIdentity(text: string | null): boolean {
  return text !== null && text.length >= IDENTITY_LENGTH_MAX - 1 && CUT_END.test(text);
}

const CUT_END = new RegExp(`${MARK}[0-9a-f]{${HASH_LENGTH}}$`);
