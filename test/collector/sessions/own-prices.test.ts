/** A user's own prices: which entry prices a call, and that every bucket is billed once. */
import { describe, expect, it } from 'vitest';

import type { TokenUsage } from '../../../collector/model/usage.ts';
import { buildPricing, type OwnPrice, type OwnRates } from '../../../collector/sessions/own-prices.ts';
import { priceCall } from '../../../collector/sessions/price-call.ts';
import { matchesGlob } from '../../../collector/model/glob.ts';

const USAGE: TokenUsage = { inputUncached: 700, cacheRead: 200, cacheWrite: 100, outputText: 40, reasoning: 10 };
const AT_MS = Date.UTC(2026, 2, 1);

const rates = (some: Partial<OwnRates> & { readonly input: number }): OwnRates => ({
  output: null,
  cacheRead: null,
  cacheWrite: null,
  cacheWriteHour: null,
  reasoning: null,
  inputAudio: null,
  outputAudio: null,
  ...some,
});
const entry = (model: string, input: number, provider: string | null = null): OwnPrice => ({
  model,
  provider,
  rates: rates({ input, output: 0 }),
});

/** What a million uncached tokens cost, which tells the entries below apart. */
const inputOf = (own: readonly OwnPrice[], model: string, provider: string | null = 'acme'): number | null => {
  const usage = { inputUncached: 1_000_000, cacheRead: 0, cacheWrite: 0, outputText: 0, reasoning: 0 };
  const nanoUsd = buildPricing(own)({ provider, model, usage, atMs: AT_MS });
  return nanoUsd === null ? null : nanoUsd / 1e9;
};

describe('which entry prices a call', () => {
  const own = [entry('*', 1), entry('acme-*', 2), entry('acme-large-*', 3), entry('acme-large-2', 4)];

  it.each([
    ['acme-large-2', 4],
    ['ACME-Large-2', 4],
    ['acme-large-3', 3],
    ['acme-small', 2],
    ['gpt-4o', 1],
  ])('%s costs %d', (model, usd) => {
    expect(inputOf(own, model)).toBe(usd);
    expect(inputOf(own.toReversed(), model), 'whatever the order in the file').toBe(usd);
  });

  it('is one of the call’s provider before one of any', () => {
    const two = [entry('gpt-4o', 1), entry('gpt-4o', 2, 'azure.ai.openai')];
    expect(inputOf(two, 'gpt-4o', 'azure.ai.openai')).toBe(2);
    expect(inputOf(two, 'gpt-4o', 'openai')).toBe(1);
    expect(inputOf(two, 'gpt-4o', null)).toBe(1);
  });

  it('is the public list where no entry fits', () => {
    expect(inputOf([entry('acme-*', 2)], 'gpt-4o', 'openai')).toBe(2.5);
    expect(inputOf([entry('acme-*', 2)], 'my-model')).toBeNull();
  });

  it('costs nothing where there are none', () => {
    expect(buildPricing([])).toBe(priceCall);
  });
});

describe('an entry', () => {
  const price = (given: OwnRates, apart = { cacheWriteHour: 0, inputAudio: 0, outputAudio: 0 }) =>
    buildPricing([{ model: 'm', provider: null, rates: given }])({
      provider: null,
      model: 'm',
      usage: USAGE,
      billedApart: apart,
      atMs: AT_MS,
    });

  it('bills each bucket at its own rate', () => {
    const all = rates({ input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15, reasoning: 20 });
    // 700 × 3 + 200 × 0.3 + 100 × 3.75 + 40 × 15 + 10 × 20 = 2100 + 60 + 375 + 600 + 200 millionths
    expect(price(all)).toBe(3_335_000);
  });

  it('bills a bucket without a rate as the bucket around it', () => {
    // 1000 × 3 + 50 × 15
    expect(price(rates({ input: 3, output: 15 }))).toBe(3_750_000);
  });

  it('bills apart what has a rate of its own, and only that part', () => {
    const all = rates({ input: 1, output: 2, cacheWrite: 4, cacheWriteHour: 8, inputAudio: 10, outputAudio: 20 });
    // (700 - 50) × 1 + 50 × 10 + 200 × 1 + (100 - 30) × 4 + 30 × 8 + (40 - 5) × 2 + 5 × 20 + 10 × 2
    expect(price(all, { cacheWriteHour: 30, inputAudio: 50, outputAudio: 5 })).toBe(2_060_000);
  });

  it('of a model for embeddings knows no price for an answer', () => {
    expect(price(rates({ input: 3 }))).toBeNull();
  });

  it('may be free, which is not unknown', () => {
    expect(price(rates({ input: 0, output: 0 }))).toBe(0);
  });
});

describe('a glob', () => {
  it.each([
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abcd', false],
    ['*b*', 'abc', true],
    ['**', '', true],
    ['', '', true],
    ['a', '', false],
    ['a.c', 'abc', false],
    ['(a+)+$', 'aaaa', false],
  ])('%s and %s: %s', (pattern, text, fits) => {
    expect(matchesGlob(pattern, text)).toBe(fits);
  });

  it('ends for what makes a regular expression hang, because only so much of a text is looked at', () => {
    expect(matchesGlob(`${'*a'.repeat(99)}*b`, 'a'.repeat(1_000_000))).toBe(false);
  });
});
