/** What a user's configuration adds to how spans are read: plain data, because the thread that writes gets it by message. */
import type { MappingRule } from '../vocabularies/mapping-rule.ts';
import type { OwnPrice } from './own-prices.ts';

export interface ReadingSettings {
  readonly prices: readonly OwnPrice[];
  readonly mapping: readonly MappingRule[];
}

export const AS_BUILT_IN: ReadingSettings = { prices: [], mapping: [] };
