/** Sessions as no well-behaved program sends them: each is read, or said to be unreadable, and analysed without a fault. */
import { describe, expect, it } from 'vitest';

import { buildCompletedSession, SessionUnreadable } from '../../../collector/analysis/build-completed-session.ts';
import type { AnalysisReader } from '../../../collector/store/analysis-store.ts';
import { behavioralProcessor } from '../../../processors/behavioral/factory.ts';
import { decodeFeatures } from '../../../processors/behavioral/feature-bytes.ts';
import { securityProcessor } from '../../../processors/security/factory.ts';
import { decodeSession } from '../../../processors/security/session-bytes.ts';
import { AGENT, sessionSpans } from '../../support/analysis-builder.ts';
import { completeAll, readCompleted } from '../../support/completed-sessions.ts';
import type { SpanSpec } from '../../support/span-builder.ts';
import { buildStore } from '../../support/store-builder.ts';

async function readSession(spans: readonly SpanSpec[], spansMax?: number) {
  const { store, write } = buildStore();
  await write(spans, { service: AGENT });
  const [id] = await completeAll(store);
  const session = await readCompleted(store, id!, spansMax);
  const features = decodeFeatures(behavioralProcessor.analyzeSession(session, behavioralProcessor.config.parse({})));
  const kept = decodeSession(securityProcessor.analyzeSession(session, {}));
  return { store, id: id!, session, features: features!, numbers: kept!.numbers };
}

const tool = (id: string, spec: Partial<SpanSpec> = {}): SpanSpec => ({
  trace: 't',
  id,
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': id },
  ...spec,
});

describe('a session', () => {
  it('of no model call has steps, and no model', async () => {
    const { features, numbers } = await readSession([tool('a'), tool('b', { start: 200 })]);
    expect(features.numbers).toMatchObject({ toolCalls: 2, modelCalls: 0, tokens: null, costNanoUsd: null });
    expect(numbers).toMatchObject({ totalTokens: 0, toolUses: 2, models: [], largestCalls: [] });
  });

  it('of one span that says nothing has no steps and a duration', async () => {
    const { features, numbers } = await readSession([{ trace: 't', id: 'x' }]);
    expect(features.numbers).toMatchObject({ toolCalls: 0, durationMs: 100 });
    expect(numbers).toMatchObject({ durationMs: 100, toolUses: 0 });
  });

  it('of spans that all start at once has them in one order, whatever order they came in', async () => {
    const spans = ['d', 'a', 'c', 'b'].map((id) => tool(id, { start: 0 }));
    const orders = await Promise.all([spans, spans.toReversed()].map(async (one) => readSession(one)));
    const [first, second] = orders.map(({ session }) => session.spans.map(({ span }) => span.spanId));
    expect(first).toEqual(second);
    expect(orders[0]?.features).toEqual(orders[1]?.features);
  });

  it('of a span that ends before it starts has no negative number', async () => {
    const { features, numbers } = await readSession([tool('a', { start: 1000, end: 0 })]);
    expect(features.numbers.durationMs).toBe(0);
    expect(numbers.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('of calls that do not tell their usage has none', async () => {
    const { features, numbers } = await readSession([
      { trace: 't', id: 'c', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' } },
    ]);
    expect(features.numbers).toMatchObject({ modelCalls: 1, tokens: null });
    expect(numbers).toMatchObject({ totalTokens: 0, largestCalls: [] });
  });

  it('of more spans than may be is read so far, and the rest is counted', async () => {
    const { session, numbers } = await readSession(
      sessionSpans(
        'long',
        Array.from({ length: 40 }, () => 'a'),
      ),
      30,
    );
    expect(session.spans).toHaveLength(30);
    expect(session.spansLeftOut).toBe(50);
    expect(numbers.toolUses, 'sums are of all spans').toBe(40);
  });

  it('of a conversation told in attributes one by one has each message once', async () => {
    const say = (turns: number): Record<string, string> => ({
      'openinference.span.kind': 'LLM',
      'session.id': 's',
      ...Object.fromEntries(
        Array.from({ length: turns }, (_, at) => [
          [`llm.input_messages.${at}.message.role`, at % 2 === 0 ? 'user' : 'assistant'],
          [`llm.input_messages.${at}.message.content`, `words ${at}`],
        ]).flat(),
      ),
    });
    const spans = [1, 3, 5].map((turns, at) => ({ trace: 't', id: `c${at}`, start: 200 * at, attributes: say(turns) }));
    const { session } = await readSession(spans);
    const inputs = session.spans.map(({ contents }) => contents?.input ?? []);
    expect(inputs.map((input) => input.length)).toEqual([1, 3, 5]);
    expect(new Set(inputs.flat()).size).toBe(5);
  });

  it('that is open, or not there, is none', async () => {
    const { store, write } = buildStore();
    await write([tool('a')]);
    const context = { reader: store, reading: { needsContents: () => true, spansMax: 10 } };
    const [active] = await store.readActiveSessions();
    expect(await buildCompletedSession(active!.id, context)).toBeNull();
    expect(await buildCompletedSession('nobody', context)).toBeNull();
  });

  it('whose bytes are damaged is unreadable, and says nothing of them', async () => {
    const { store, id } = await readSession([tool('a')]);
    const reader: AnalysisReader = Object.create(store, {
      own: { value: null },
      readSession: { value: async (one: string) => store.readSession(one) },
      readAnalyzedSpans: {
        value: async function* () {
          for await (const page of store.readAnalyzedSpans(id))
            yield page.map((one) => ({ ...one, span: Uint8Array.of(255, 255, 255) }));
        },
      },
    }) as AnalysisReader;
    const read = buildCompletedSession(id, { reader, reading: { needsContents: () => true, spansMax: 10 } });
    await expect(read).rejects.toThrow(SessionUnreadable);
  });
});
