/**
 * How spans are read by whoever writes them: what is built in, and what the user's configuration adds. Loads the price lists
 * (21 MB), so only a writer imports it.
 */
import { buildOwnVocabulary } from '../vocabularies/own-vocabulary.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import { buildPricing, type PriceCall } from './own-prices.ts';
import type { ReadingSettings } from './reading-settings.ts';

export interface SpanReading {
  readonly priceCall: PriceCall;
  /** Null where the user maps nothing. */
  readonly own: OwnVocabulary | null;
}

export function buildReading({ prices, mapping }: ReadingSettings): SpanReading {
  return { priceCall: buildPricing(prices), own: buildOwnVocabulary(mapping) };
}
