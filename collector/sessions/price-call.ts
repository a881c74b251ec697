/**
 * The price of one model call by public price lists, in billionths of a US dollar. Null means that nobody knows it, which
 * is not 0: a model without a list price, or usage the price calculation refuses.
 */
import { calcPrice, type ConditionalPrice, type ModelPrice, type Provider } from '@pydantic/genai-prices';

import { inputTokens, outputTokens, type BilledApart, type TokenUsage } from '../model/usage.ts';
import { RecentValues } from '../vocabularies/recent-values.ts';

export interface ModelCall {
  /** As the vocabularies name it; null where the span does not say, then the model's name decides. */
  readonly provider: string | null;
  readonly model: string;
  readonly usage: TokenUsage;
  /** Tokens of the usage with rates of their own, or null: hour-long cache writes and audio. */
  readonly billedApart?: BilledApart | null;
  /** When it was made: some list prices changed on a date, or depend on the hour. */
  readonly atMs: number;
}

export function priceCall({ provider, model, usage, billedApart = null, atMs }: ModelCall): number | null {
  if (model.length > MODEL_LENGTH_MAX) return null;
  const list = recentLists.read(`${provider ?? ''}\n${model}`);
  if (list === NO_PRICE) return null;
  // What is billed apart is rare and has rates that `Term` does not know: the library calculates.
  const terms = list.editions === null || billedApart !== null ? null : termsAt(list.editions, atMs);
  const usd = terms === null ? calculate(list, { usage, billedApart, atMs }) : sumTerms(terms, usage);
  const nanoUsd = usd === null ? Number.NaN : Math.round(usd * 1e9);
  return Number.isSafeInteger(nanoUsd) && nanoUsd >= 0 ? nanoUsd : null;
}

const MODEL_LENGTH_MAX = 200;

/** One price of a list: what it is for, and what a million tokens cost. In the library's order. */
interface Term {
  readonly key: TermKey;
  readonly rate: number | TieredRate;
}

/** The whole call costs what its tier costs, and its tier is the last that its input tokens exceed. */
interface TieredRate {
  readonly base: number;
  /** By ascending start. */
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

interface PriceList {
  /** A provider with this one model, so that the library need not look for it: its search takes most of its time. */
  readonly provider: Provider;
  readonly model: string;
  /** By ascending date. Null where prices depend on the hour or count requests too; then the library calculates. */
  readonly editions: readonly Edition[] | null;
}

/** Prices from a date on; the first edition also stands for all time before it. */
interface Edition {
  readonly fromMs: number;
  readonly terms: readonly Term[];
}

/* The library takes 7 to 12 µs a call, mostly to find the model again; the terms of a list found before take 0.2 µs. */
const recentLists = new RecentValues<PriceList>(findList, { entriesMax: 2048, charactersMax: 512 * 1024 });

const NO_PRICE: PriceList = { provider: { id: '', name: '', api_pattern: '', models: [] }, model: '', editions: null };

function findList(key: string): PriceList {
  const cut = key.indexOf('\n');
  const name = key.slice(0, cut);
  const model = key.slice(cut + 1);
  try {
    const found = calcPrice(
      { input_tokens: 0 },
      model,
      name === '' ? {} : { providerId: LIBRARY_IDS.get(name) ?? name },
    );
    if (found === null) return NO_PRICE;
    const { prices } = found.model;
    const provider = { ...found.provider, models: [{ id: model, match: { equals: model }, prices }] };
    if (!Array.isArray(prices) && !pricesTokens(prices)) return NO_PRICE;
    return { provider, model, editions: readEditions(Array.isArray(prices) ? prices : [{ prices }]) };
  } catch {
    return NO_PRICE;
  }
}

/** Speech models are priced by the hour and parsers by the page: with tokens alone they would seem to be free. */
function pricesTokens(price: ModelPrice): boolean {
  return price['input_mtok'] !== undefined || price['output_mtok'] !== undefined;
}

/** The library's own names for providers, where they differ from those of the GenAI conventions. */
const LIBRARY_IDS: ReadonlyMap<string, string> = new Map([
  ['aws.bedrock', 'aws'],
  ['azure.ai.inference', 'azure'],
  ['azure.ai.openai', 'azure'],
  ['gcp.gemini', 'google'],
  ['gcp.gen_ai', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['mistral_ai', 'mistral'],
  ['moonshot_ai', 'moonshotai'],
  ['together_ai', 'together'],
  ['x_ai', 'x-ai'],
]);

type TermKey = 'input_mtok' | 'output_mtok' | 'cache_read_mtok' | 'cache_write_mtok' | 'output_reasoning_mtok';

const TERM_KEYS: ReadonlySet<string> = new Set<TermKey>([
  'input_mtok',
  'output_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'output_reasoning_mtok',
]);

function isTermKey(key: string): key is TermKey {
  return TERM_KEYS.has(key);
}

function readEditions(conditional: readonly ConditionalPrice[]): readonly Edition[] | null {
  const editions: Edition[] = [];
  for (const { constraint, prices } of conditional) {
    if (constraint !== undefined && constraint.type !== 'start_date') return null;
    const terms = readTerms(prices);
    if (terms === null || !pricesTokens(prices)) return null;
    editions.push({ fromMs: constraint === undefined ? -Infinity : Date.parse(constraint.start_date), terms });
  }
  return editions;
}

/** The last edition that has begun, in the list's own order, as the library takes it. */
function termsAt(editions: readonly Edition[], atMs: number): readonly Term[] | null {
  if (Number.isNaN(atMs)) return null;
  return (editions.findLast(({ fromMs }) => atMs >= fromMs) ?? editions[0])?.terms ?? null;
}

function readTerms(price: ModelPrice): readonly Term[] | null {
  const terms: Term[] = [];
  for (const [key, value] of Object.entries(price)) {
    if (key === 'requests_kcount') return null;
    if (value === undefined || !isTermKey(key)) continue;
    const rate = typeof value === 'number' ? value : { base: value.base, tiers: value.tiers.toSorted(byStart) };
    terms.push({ key, rate });
  }
  return terms;
}

/**
 * The library's arithmetic, operation by operation, so that the last bit agrees: half a billionth would round the other
 * way. A bucket without a price of its own counts as the bucket around it.
 */
function sumTerms(terms: readonly Term[], usage: TokenUsage): number {
  const readPriced = terms.some(({ key }) => key === 'cache_read_mtok');
  const writePriced = terms.some(({ key }) => key === 'cache_write_mtok');
  const reasoningPriced = terms.some(({ key }) => key === 'output_reasoning_mtok');
  const total = inputTokens(usage);
  let input = 0;
  let output = 0;
  for (const { key, rate } of terms) {
    switch (key) {
      case 'input_mtok': {
        const cached = (readPriced ? usage.cacheRead : 0) + (writePriced ? usage.cacheWrite : 0);
        input += multiply(rate, total - cached, total);
        break;
      }
      case 'cache_read_mtok':
        input += multiply(rate, usage.cacheRead, total);
        break;
      case 'cache_write_mtok':
        input += multiply(rate, usage.cacheWrite, total);
        break;
      case 'output_mtok':
        output += multiply(rate, outputTokens(usage) - (reasoningPriced ? usage.reasoning : 0), total);
        break;
      case 'output_reasoning_mtok':
        output += multiply(rate, usage.reasoning, total);
        break;
    }
  }
  return input + output;
}

function multiply(rate: number | TieredRate, tokens: number, inputTotal: number): number {
  if (typeof rate === 'number') return (rate * tokens) / 1e6;
  if (tokens <= 0) return 0;
  let price = rate.base;
  for (const tier of rate.tiers) if (inputTotal > tier.start) ({ price } = tier);
  return (((price * tokens) / 1e6) * 1e6) / 1e6;
}

function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}

interface Counted {
  readonly usage: TokenUsage;
  readonly billedApart: BilledApart | null;
  readonly atMs: number;
}

function calculate({ provider, model }: PriceList, { usage, billedApart, atMs }: Counted): number | null {
  const counts = {
    input_tokens: inputTokens(usage),
    output_tokens: outputTokens(usage),
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    output_reasoning_tokens: usage.reasoning,
    ...(billedApart === null ? {} : countApart(billedApart)),
  };
  try {
    const price = calcPrice(counts, model, { provider, timestamp: new Date(atMs) });
    return price === null || !pricesTokens(price.model_price) ? null : price.total_price;
  } catch {
    return null;
  }
}

/** Nobody tells how much of the audio the cache served; the vocabularies' audio is within what was not cached. */
function countApart({ cacheWriteHour, inputAudio, outputAudio }: BilledApart): Record<string, number> {
  return {
    cache_write_1h_tokens: cacheWriteHour,
    input_audio_tokens: inputAudio,
    cache_audio_read_tokens: 0,
    output_audio_tokens: outputAudio,
  };
}
