/**
 * Prices of the user's own, which go before the public list: for models that no list has, and for what was negotiated. A
 * call is priced whole by one entry; nothing of the public list is mixed in.
 */
import { inputTokens, outputTokens, type BilledApart, type TokenUsage } from '../model/usage.ts';
import { matchesGlob } from '../model/glob.ts';
import { RecentValues } from '../vocabularies/recent-values.ts';
import { priceCall, type ModelCall } from './price-call.ts';

/** Plain data: it travels to the thread that writes. */
export interface OwnPrice {
  /** As calls name the model, or with `*`; in lower case. */
  readonly model: string;
  /** Only calls of this provider, as the vocabularies name it; null for any. */
  readonly provider: string | null;
  readonly rates: OwnRates;
}

/** US dollars a million tokens. What is null costs what the bucket around it costs. */
export interface OwnRates {
  readonly input: number;
  /** Null where the model answers with no tokens, such as one for embeddings. */
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly cacheWriteHour: number | null;
  readonly reasoning: number | null;
  readonly inputAudio: number | null;
  readonly outputAudio: number | null;
}

export type PriceCall = (call: ModelCall) => number | null;

/** @returns a function like `priceCall`, which is that very function where the user has no prices. */
export function buildPricing(own: readonly OwnPrice[]): PriceCall {
  if (own.length === 0) return priceCall;
  const byPrecedence = own.toSorted((a, b) => weightOf(b) - weightOf(a));
  const recent = new RecentValues<OwnPrice | null>((key) => find(byPrecedence, key), {
    entriesMax: 2048,
    charactersMax: 512 * 1024,
  });
  return (call) => {
    const { provider, model, usage, billedApart = null } = call;
    const price = recent.read(`${provider ?? ''}\n${model.toLowerCase()}`);
    return price === null ? priceCall(call) : sumRates(price.rates, usage, billedApart);
  };
}

/** Exact goes before a pattern, more said before less, a provider's own before anybody's; of equals the first in the file. */
function weightOf({ model, provider }: OwnPrice): number {
  const said = model.replaceAll('*', '').length;
  return (model.includes('*') ? 0 : 1e6) + said * 2 + (provider === null ? 0 : 1);
}

function find(prices: readonly OwnPrice[], key: string): OwnPrice | null {
  const cut = key.indexOf('\n');
  const provider = key.slice(0, cut);
  const model = key.slice(cut + 1);
  const fits = (one: OwnPrice): boolean =>
    (one.provider === null || one.provider === provider) &&
    (one.model.includes('*') ? matchesGlob(one.model, model) : one.model === model);
  return prices.find(fits) ?? null;
}

/** In billionths of a dollar. Null where the call has tokens that the entry has no price for. */
function sumRates(rates: OwnRates, usage: TokenUsage, apart: BilledApart | null): number | null {
  const { cacheWriteHour = 0, inputAudio = 0, outputAudio = 0 } = apart ?? {};
  if (rates.output === null && outputTokens(usage) > 0) return null;
  const output = rates.output ?? 0;
  const cacheWrite = rates.cacheWrite ?? rates.input;
  const usdMillionths =
    (usage.inputUncached - inputAudio) * rates.input +
    inputAudio * (rates.inputAudio ?? rates.input) +
    usage.cacheRead * (rates.cacheRead ?? rates.input) +
    (usage.cacheWrite - cacheWriteHour) * cacheWrite +
    cacheWriteHour * (rates.cacheWriteHour ?? cacheWrite) +
    (usage.outputText - outputAudio) * output +
    outputAudio * (rates.outputAudio ?? output) +
    usage.reasoning * (rates.reasoning ?? output);
  const nanoUsd = Math.round(usdMillionths * 1000);
  return Number.isSafeInteger(nanoUsd) && inputTokens(usage) >= 0 ? nanoUsd : null;
}
