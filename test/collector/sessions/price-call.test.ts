/** Prices of calls: what the public list says, whatever way it was calculated, and null where it does not say. */
import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inputTokens, outputTokens, type TokenUsage } from '../../../collector/model/usage.ts';
import { priceCall, type ModelCall } from '../../../collector/sessions/price-call.ts';

const AT_MS = Date.UTC(2026, 2, 1, 12);
const USAGE: TokenUsage = { inputUncached: 800, cacheRead: 200, cacheWrite: 0, outputText: 90, reasoning: 10 };

const price = (call: Partial<ModelCall>): number | null =>
  priceCall({ provider: 'openai', model: 'gpt-4o', usage: USAGE, atMs: AT_MS, ...call });

describe('priceCall', () => {
  it('counts cached tokens at their own price and reasoning as output', () => {
    // 800 × 2.50 + 200 × 1.25 + 100 × 10.00 dollars a million.
    expect(price({})).toBe(3_250_000);
  });

  it('prices embeddings', () => {
    const usage = { inputUncached: 1000, cacheRead: 0, cacheWrite: 0, outputText: 0, reasoning: 0 };
    expect(price({ model: 'text-embedding-3-small', usage })).toBe(20_000);
  });

  it.each<[string | null, string]>([
    ['openai', 'gpt-4o-2024-08-06'],
    ['azure.ai.openai', 'gpt-4o'],
    ['anthropic', 'claude-sonnet-4-20250514'],
    ['aws.bedrock', 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
    ['gcp.vertex_ai', 'gemini-2.5-pro'],
    ['gcp.gemini', 'gemini-2.5-flash'],
    ['mistral_ai', 'mistral-large-latest'],
    ['x_ai', 'grok-4'],
    [null, 'gpt-4o'],
  ])('knows %s %s', (provider, model) => {
    expect(price({ provider, model })).toBeGreaterThan(0);
  });

  it.each<[string, Partial<ModelCall>]>([
    ['a model nobody lists', { model: 'my-finetune-7b' }],
    ['a provider nobody lists', { provider: 'my-gateway' }],
    ['a model priced by the hour', { provider: 'groq', model: 'whisper-large-v3' }],
    ['an endless name', { model: 'x'.repeat(100_000) }],
    ['usage that is refused', { usage: { ...USAGE, inputUncached: -5000 } }],
    ['a time that is none, where the price depends on it', { model: 'o3', atMs: Number.NaN }],
    ['numbers that overflow', { usage: { ...USAGE, inputUncached: Number.MAX_VALUE, cacheRead: Number.MAX_VALUE } }],
  ])('is null for %s', (_, call) => {
    expect(price(call)).toBeNull();
  });

  it('takes the higher tier for the whole call, beyond its threshold only', () => {
    const usage = (input: number): TokenUsage => ({ ...USAGE, inputUncached: input, cacheRead: 0 });
    const small = price({ provider: 'gcp.vertex_ai', model: 'gemini-2.5-pro', usage: usage(200_000) }) ?? 0;
    const large = price({ provider: 'gcp.vertex_ai', model: 'gemini-2.5-pro', usage: usage(200_001) }) ?? 0;
    expect(large / small).toBeGreaterThan(1.9);
  });

  const MODELS = [
    'openai',
    'anthropic',
    'google',
    'mistral',
    'deepseek',
    'x-ai',
    'groq',
    'perplexity',
    'aws',
    'cohere',
  ].flatMap((providerId) =>
    (findProvider({ providerId })?.models ?? []).map(({ id }) => ({ provider: providerId, model: id })),
  );

  it('agrees with the library to the billionth of a dollar, for every model it lists', () => {
    expect(MODELS.length).toBeGreaterThan(100);
    const count = fc.oneof(fc.nat(100), fc.nat(400_000));
    const buckets = fc.record({
      inputUncached: count,
      cacheRead: count,
      cacheWrite: count,
      outputText: count,
      reasoning: count,
    });
    const atMs = fc.integer({ min: Date.UTC(2023, 0, 1), max: Date.UTC(2026, 11, 31) });
    fc.assert(
      fc.property(fc.constantFrom(...MODELS), buckets, atMs, ({ provider, model }, usage, atMs) => {
        expect(priceCall({ provider, model, usage, atMs })).toBe(askLibrary({ provider, model, usage, atMs }));
      }),
      { numRuns: 2000 },
    );
  });
});

function askLibrary({ provider, model, usage, atMs }: ModelCall): number | null {
  const counts = {
    input_tokens: inputTokens(usage),
    output_tokens: outputTokens(usage),
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    output_reasoning_tokens: usage.reasoning,
  };
  try {
    const found = calcPrice(counts, model, {
      ...(provider === null ? {} : { providerId: provider }),
      timestamp: new Date(atMs),
    });
    const listed = found?.model_price['input_mtok'] !== undefined || found?.model_price['output_mtok'] !== undefined;
    return found === null || !listed ? null : Math.round(found.total_price * 1e9);
  } catch {
    return null;
  }
}
