/** Types of which one find is enough to worry: cards, numbers of banks, and what states know a person by. */
import type { EntityType } from './recognizer.ts';

/** What people tell each other to be reached or named by, and numbers of firms; whatever else there is, is sensitive. */
const EVERYDAY: ReadonlySet<EntityType> = new Set([
  'PERSON',
  'EMAIL_ADDRESS',
  'PHONE_NUMBER',
  'LOCATION',
  'STREET_ADDRESS',
  'URL',
  'IP_ADDRESS',
  'DATE_OF_BIRTH',
  'CRYPTO',
  'BR_CNPJ',
]);

export function isSensitive(type: EntityType): boolean {
  return !EVERYDAY.has(type);
}
