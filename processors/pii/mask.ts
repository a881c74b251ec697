/**
 * What a finding may say of a value: its kind of look, and a keyed hash by which two places with the same value are known as
 * such. The value itself is not in it, and without the key the hash tells nothing: there are only a billion phone numbers.
 */
import { createHmac } from 'node:crypto';

import { foldText } from './fold-text.ts';
import type { EntityType, RecognizedEntity } from './recognizer.ts';

export interface MaskedEntity {
  readonly entity_type: EntityType;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** At most a quarter of the value's characters, and of a short one none. */
  readonly excerpt: string;
  /** HMAC-SHA-256 in hex of the type and the value without the ways to write it. */
  readonly hash: string;
}

export function maskEntity(
  text: string,
  { entity_type, start, end, score, recognition_metadata: { kind } }: RecognizedEntity,
  key: string | Uint8Array,
): MaskedEntity {
  const value = foldText(text.slice(start, end), []).folded;
  return {
    entity_type,
    start,
    end,
    score,
    excerpt: kind === 'secret' ? MASK : maskValue(entity_type, value),
    hash: createHmac('sha256', key)
      .update(`${entity_type}\0${kind === 'secret' ? value : normalize(entity_type, value)}`)
      .digest('hex'),
  };
}

/** Of one length, since the length of a name or a password tells of it too. */
const MASK = '•••';
const SHOWN_SHARE = 4;
const SHOWN_MAX = 4;

/** Their last digits are what people know them by, and what receipts print. */
const KNOWN_BY_END: ReadonlySet<EntityType> = new Set([
  'CREDIT_CARD',
  'IBAN_CODE',
  'PHONE_NUMBER',
  'US_BANK_NUMBER',
  'CRYPTO',
]);
/** Written in words, so that spaces and case belong to the writing and letters to the value. */
const WRITTEN_IN_WORDS: ReadonlySet<EntityType> = new Set(['PERSON', 'LOCATION', 'STREET_ADDRESS']);
/** Every character counts. */
const EXACT: ReadonlySet<EntityType> = new Set(['URL', 'CRYPTO']);

function maskValue(entity: EntityType, value: string): string {
  if (entity === 'EMAIL_ADDRESS') return `${MASK}@${MASK}${value.slice(value.lastIndexOf('.'))}`;
  if (!KNOWN_BY_END.has(entity)) return MASK;
  const signs = value.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const shown = Math.min(SHOWN_MAX, Math.floor(signs.length / SHOWN_SHARE));
  return MASK + signs.slice(signs.length - shown);
}

function normalize(entity: EntityType, value: string): string {
  if (EXACT.has(entity)) return value;
  if (entity === 'EMAIL_ADDRESS' || entity === 'IP_ADDRESS') return value.toLowerCase();
  if (WRITTEN_IN_WORDS.has(entity)) return value.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ');
  return value.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
