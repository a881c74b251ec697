/**
 * What the recorded sessions cost, against invoices that were written by hand: tokens by bucket times the public list price.
 * Nothing here is calculated by the code that is tested, and the table's own sums are checked in whole numbers, so a slip of
 * the pen is not taken for a price. A recording with a call that has no line here fails: its line is to be written first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { getDashboard } from '../../../collector/operations/get-dashboard.ts';
import { getSpan } from '../../../collector/operations/get-span.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import { priceCall } from '../../../collector/sessions/price-call.ts';
import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';
import type { LedgerCall } from '../../fixtures/record/fake-provider/ledger.ts';
import { listLedgers, readLedger, readOptOuts } from '../../support/recordings.ts';
import { readRecordedSessions } from '../../support/recorded-sessions.ts';
import { chat, spanIdOf } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';

/** US dollars a million tokens, as the providers' lists and @pydantic/genai-prices 0.1.8 had them on 2026-11-25. */
const PRICES: Readonly<Record<string, Price>> = {
  'gpt-4o-2024-08-06': { input: '2.50', cacheRead: '1.25', output: '10.00' },
  'text-embedding-3-small': { input: '0.02' },
  'claude-sonnet-4-5': { input: '3.00', cacheRead: '0.30', cacheWrite: '3.75', output: '15.00' },
  'gemini-2.5-flash': { input: '0.30', cacheRead: '0.03', output: '2.50' },
};

interface Price {
  readonly input: string;
  readonly cacheRead?: string;
  /** For five minutes. */
  readonly cacheWrite?: string;
  /** Reasoning included. */
  readonly output?: string;
}

/** Model, tokens as the provider counted them (uncached, read, written, answered, reasoning), dollars. */
const INVOICES: readonly (readonly [model: string, tokens: string, usd: string])[] = [
  // 57 × 2.50 + 64 × 1.25 + 39 × 10 = 142.5 + 80 + 390 millionths
  ['gpt-4o-2024-08-06', '57/64/0/31/8', '0.0006125'],
  // 83 × 2.50 + 128 × 1.25 + 17 × 10 = 207.5 + 160 + 170
  ['gpt-4o-2024-08-06', '83/128/0/17/0', '0.0005375'],
  // 39 × 2.50 + 192 × 1.25 + 17 × 10 = 97.5 + 240 + 170
  ['gpt-4o-2024-08-06', '39/192/0/12/5', '0.0005075'],
  // 6082 × 2.50 + 39 × 10 = 15205 + 390
  ['gpt-4o-2024-08-06', '6082/0/0/31/8', '0.015595'],
  // 6109 × 2.50 + 1024 × 1.25 + 17 × 10 = 15272.5 + 1280 + 170
  ['gpt-4o-2024-08-06', '6109/1024/0/17/0', '0.0167225'],
  // 6066 × 2.50 + 2048 × 1.25 + 17 × 10 = 15165 + 2560 + 170
  ['gpt-4o-2024-08-06', '6066/2048/0/12/5', '0.017895'],
  // 7 × 0.02
  ['text-embedding-3-small', '7/0/0/0/0', '0.00000014'],
  // 5057 × 3 + 1025 × 3.75 + 39 × 15 = 15171 + 3843.75 + 585
  ['claude-sonnet-4-5', '5057/0/1025/39/0', '0.01959975'],
  // 5083 × 3 + 1024 × 0.30 + 1026 × 3.75 + 17 × 15 = 15249 + 307.2 + 3847.5 + 255
  ['claude-sonnet-4-5', '5083/1024/1026/17/0', '0.0196587'],
  // 5039 × 3 + 2048 × 0.30 + 1027 × 3.75 + 17 × 15 = 15117 + 614.4 + 3851.25 + 255
  ['claude-sonnet-4-5', '5039/2048/1027/17/0', '0.01983765'],
  // 57 × 3 + 64 × 0.30 + 39 × 15 = 171 + 19.2 + 585
  ['claude-sonnet-4-5', '57/64/0/39/0', '0.0007752'],
  // 83 × 3 + 128 × 0.30 + 17 × 15 = 249 + 38.4 + 255
  ['claude-sonnet-4-5', '83/128/0/17/0', '0.0005424'],
  // 39 × 3 + 192 × 0.30 + 12 × 15 = 117 + 57.6 + 180
  ['claude-sonnet-4-5', '39/192/0/12/0', '0.0003546'],
  // 11 × 3 + 3 × 15 = 33 + 45
  ['claude-sonnet-4-5', '11/0/0/3/0', '0.000078'],
  // 57 × 0.30 + 64 × 0.03 + 39 × 2.50 = 17.1 + 1.92 + 97.5
  ['gemini-2.5-flash', '57/64/0/31/8', '0.00011652'],
  // 83 × 0.30 + 128 × 0.03 + 17 × 2.50 = 24.9 + 3.84 + 42.5
  ['gemini-2.5-flash', '83/128/0/17/0', '0.00007124'],
  // 39 × 0.30 + 192 × 0.03 + 17 × 2.50 = 11.7 + 5.76 + 42.5
  ['gemini-2.5-flash', '39/192/0/12/5', '0.00005996'],
  // 39 × 0.30 + 192 × 0.03 + 12 × 2.50 = 11.7 + 5.76 + 30
  ['gemini-2.5-flash', '39/192/0/12/0', '0.00004746'],
];

/** The provider's name is made up with the script's date, so no list has it: what it costs is not known, and not zero. */
const UNLISTED: ReadonlySet<string> = new Set(['gpt-5-2024-08-06']);

/** To the trillionth of a dollar, in whole numbers. */
function trillionths(usd: string): bigint {
  const [whole = '0', fraction = ''] = usd.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}

function tokensOf({ answer }: LedgerCall): string | null {
  if (!answer?.usage) return null;
  const { input_uncached, cache_read, cache_write, output, reasoning } = answer.usage;
  return [input_uncached, cache_read, cache_write, output, reasoning].join('/');
}

/** @returns dollars; null where the list has no price. */
function invoiceOf(calls: readonly LedgerCall[]): number | null {
  let sum = 0n;
  for (const call of calls) {
    const tokens = tokensOf(call);
    const model = call.answer?.model ?? call.model;
    if (tokens === null) continue;
    if (UNLISTED.has(model)) return null;
    const line = INVOICES.find(([of, counted]) => of === model && counted === tokens);
    if (line === undefined) throw new Error(`no line for ${model} ${tokens}: write it into INVOICES by hand`);
    sum += trillionths(line[2]);
  }
  return Number(sum) / 1e12;
}

describe('the invoices', () => {
  it.each(INVOICES)('of %s for %s are tokens times list prices', (model, tokens, usd) => {
    const { input, cacheRead = '0', cacheWrite = '0', output = '0' } = PRICES[model] as Price;
    const [uncached, read, written, answered, reasoning] = tokens.split('/').map(BigInt) as [...Five<bigint>];
    const sum =
      uncached * trillionths(input) +
      read * trillionths(cacheRead) +
      written * trillionths(cacheWrite) +
      (answered + reasoning) * trillionths(output);
    expect(sum).toBe(trillionths(usd) * 1_000_000n);
  });

  it('are all of a recording', () => {
    const used = listLedgers().flatMap((name) =>
      readLedger(name).calls.map((call) => `${call.answer?.model} ${tokensOf(call)}`),
    );
    for (const [model, tokens] of INVOICES) expect(used).toContain(`${model} ${tokens}`);
  });
});

type Five<T> = readonly [T, T, T, T, T];

describe('a recorded session costs what its invoice says', () => {
  it.each(listLedgers())('%s', async (name) => {
    const optOuts = readOptOuts(name);
    const { sessions } = await readRecordedSessions(name);
    const costs = sessions.map(({ cost_usd }) => cost_usd);
    const invoice = invoiceOf(readLedger(name).calls);
    if (costs.includes(null)) {
      // Unknown is a reason to say so; it is never a number that only looks right.
      const reasons = ['input_tokens', 'output_tokens', 'cost', 'message_count'].filter((aspect) => aspect in optOuts);
      expect(invoice === null || reasons.length > 0, `no reason for an unknown cost`).toBe(true);
      return;
    }
    const told = sessions.reduce((sum, { total_tokens }) => sum + total_tokens, 0);
    if (told === 0 && 'input_tokens' in optOuts) return;
    const total = costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0);
    if ('cost' in optOuts) expect(Math.abs(total - (invoice ?? 0)), 'the opt-out is not needed').toBeGreaterThan(1e-9);
    else expect(Math.abs(total - (invoice ?? Number.NaN)), `${total} for ${invoice}`).toBeLessThanOrEqual(1e-9);
  });
});

describe('what a price list bills apart', () => {
  /** The recorded span, with one attribute changed. */
  const changed = (context: SpanInContext, key: string, value: string | number): SpanInContext => ({
    ...context,
    span: { ...context.span, attributes: new Map([...context.span.attributes, [key, value]]) },
  });
  const find = (fixture: string, key: string): SpanInContext => {
    const found = readFixture(fixture).find(({ span }) => span.attributes.has(key));
    if (found === undefined) throw new Error(`${fixture} has no ${key}`);
    return found;
  };
  const costOf = (context: SpanInContext): number | null => {
    const { provider, responseModel, requestModel, usage, billedApart } = mapSpan(context);
    const model = responseModel ?? requestModel;
    if (usage === null || model === null) return null;
    return priceCall({ provider, model, usage, billedApart, atMs: Date.UTC(2026, 8, 21) });
  };

  const HOUR_KEY = 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens';

  it('is a cache write for an hour: twice the input, where five minutes are 1.25 times', () => {
    const recorded = find('anthropic-sdk.binpb', HOUR_KEY);
    expect(mapSpan(recorded).usage).toMatchObject({ inputUncached: 5057, cacheWrite: 1025 });
    expect(costOf(recorded)).toBe(19_599_750);
    // 1025 × 6.00 instead of 1025 × 3.75: 2306.25 millionths more.
    expect(costOf(changed(recorded, HOUR_KEY, 1025))).toBe(21_906_000);
    // 25 × 6.00 + 1000 × 3.75: 56.25 more.
    expect(costOf(changed(recorded, HOUR_KEY, 25))).toBe(19_656_000);
    // More than was written at all cannot be: it counts to the bucket's end.
    expect(costOf(changed(recorded, HOUR_KEY, 1e9))).toBe(21_906_000);
  });

  it.each(['ai-sdk-5-anthropic.binpb', 'ai-sdk-6-anthropic.binpb'])('is so in what %s passes on', (fixture) => {
    const recorded = find(fixture, 'ai.response.providerMetadata');
    const metadata = recorded.span.attributes.get('ai.response.providerMetadata') as string;
    const told = metadata.replace(/"ephemeral_1h_input_tokens":0/g, '"ephemeral_1h_input_tokens":1000');
    expect(told).not.toBe(metadata);
    const [before, after] = [recorded, changed(recorded, 'ai.response.providerMetadata', told)].map(costOf);
    // 1000 × (6.00 - 3.75) millionths.
    expect((after ?? 0) - (before ?? 0)).toBe(2_250_000);
  });

  it('is audio, where the list has a price for it', () => {
    const recorded = find('openinference-openai.binpb', 'llm.token_count.prompt_details.audio');
    const { usage } = mapSpan(recorded);
    const heard = changed(recorded, 'llm.token_count.prompt_details.audio', 40);
    expect(mapSpan(heard)).toMatchObject({ usage, billedApart: { inputAudio: 40, outputAudio: 0 } });
    // gpt-4o's list price knows no audio; gemini-2.5-flash bills 40 tokens at 1.00 instead of 0.30: 28 millionths more.
    expect(costOf(heard)).toBe(costOf(recorded));
    const asGemini = (context: SpanInContext) =>
      changed(changed(context, 'llm.model_name', 'gemini-2.5-flash'), 'llm.provider', 'google');
    expect((costOf(asGemini(heard)) ?? 0) - (costOf(asGemini(recorded)) ?? 0)).toBe(28_000);
  });

  it('is the whole of a call that is longer than a tier', () => {
    const usage = { inputUncached: 150_000, cacheRead: 50_001, cacheWrite: 0, outputText: 1000, reasoning: 500 };
    const call = { provider: 'gcp.gemini', model: 'gemini-2.5-pro', atMs: Date.UTC(2026, 8, 21) };
    // 150000 × 2.50 + 50001 × 0.25 + 1500 × 15: beyond 200,000 tokens, what the cache served counts too.
    expect(priceCall({ ...call, usage })).toBe(410_000_250);
    // 150000 × 1.25 + 50000 × 0.125 + 1500 × 10
    expect(priceCall({ ...call, usage: { ...usage, cacheRead: 50_000 } })).toBe(208_750_000);
  });
});

describe('a cost that is not known', () => {
  it('makes its session unknown, never cheaper, and the call is named', async () => {
    const { write, context } = buildStore();
    const session = { 'session.id': 's1' };
    await write([
      chat({ trace: 'one', id: 'known', attributes: session }),
      chat({ trace: 'one', id: 'mine', start: 200, attributes: { ...session, 'gen_ai.request.model': 'my-model' } }),
    ]);
    const { sessions } = await ask(listSessions, {}, context);
    expect(sessions.map(({ cost_usd }) => cost_usd)).toEqual([null]);
    const { unpriced_models } = await ask(getDashboard, {}, context);
    expect(unpriced_models).toEqual([{ model: 'my-model', calls: 1 }]);
    const span = await ask(getSpan, { id: 's1', span_id: spanIdOf('mine') }, context);
    expect(span.item.cost_usd).toBeNull();
    expect(span.cost).toEqual({ reported_usd: null, computed_usd: null });
  });

  it('and one that the sender reports are kept apart from the price list', async () => {
    const { write, context } = buildStore();
    // 100 × 2.50 + 20 × 10 millionths by the list.
    await write([
      chat({ trace: 'one', id: 'a', attributes: { 'session.id': 's1', 'gen_ai.usage.cost': 0.5 } }),
      chat({ trace: 'one', id: 'b', start: 200, attributes: { 'session.id': 's1' } }),
    ]);
    const costOf = async (id: string) => {
      const { item, cost } = await ask(getSpan, { id: 's1', span_id: spanIdOf(id) }, context);
      return { cost_usd: item.cost_usd, ...cost };
    };
    expect(await costOf('a')).toEqual({ cost_usd: 0.5, reported_usd: 0.5, computed_usd: 0.00045 });
    expect(await costOf('b')).toEqual({ cost_usd: 0.00045, reported_usd: null, computed_usd: 0.00045 });
  });
});

it('the list that the invoices are written by is the one that is installed', () => {
  const manifest = join(import.meta.dirname, '../../../node_modules/@pydantic/genai-prices/package.json');
  expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version: '0.1.8' });
});
