/**
 * How spans are read by whoever writes them: what is built in, and what the user's configuration adds. Loads the price lists
 * (21 MB), so only a writer imports it.
 */
import { buildPricing, type PriceCall } from './own-prices.ts';
import type { ReadingSettings } from './reading-settings.ts';

export interface SpanReading {
  readonly priceCall: PriceCall;
}

export function buildReading({ prices }: ReadingSettings): SpanReading {
  return { priceCall: buildPricing(prices) };
}
