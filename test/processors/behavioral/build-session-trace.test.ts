import { describe, expect, it } from 'vitest';

import type { Message } from '../../../collector/model/message.ts';
import type { TimelineSpan } from '../../../collector/model/session.ts';
import { buildSessionTrace, type TracedSpan } from '../../../processors/behavioral/build-session-trace.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import {
  buildFeatures,
  listStepNames,
  listStepTokens,
  type SessionFeatures,
} from '../../../processors/behavioral/features.ts';
import { traceSession } from '../../../processors/behavioral/factory.ts';
import { readCompleted, storeRecording } from '../../support/completed-sessions.ts';
import { listLedgers, readLedger } from '../../support/recordings.ts';

async function readFeatures(name: string): Promise<SessionFeatures[]> {
  const { store, sessionIds } = await storeRecording(name);
  return Promise.all(sessionIds.map(async (id) => buildFeatures(traceSession(await readCompleted(store, id)), config)));
}

/** What a recording's steps cannot be, and why. */
const STEPS_APART: Readonly<Record<string, string>> = {
  'python-litellm-cached': 'An answer out of the cache asks for the tool once more, and the model did not.',
  'traceloop-langchain': "It names a tool's class, and writes nothing of what the model asked for.",
};

describe('a recorded session', () => {
  it.each(listLedgers())('of %s has the tool calls that the model asked for, each once', async (name) => {
    const features = await readFeatures(name);
    const asked = readLedger(name).calls.flatMap(({ answer }) => {
      return (answer?.parts ?? []).flatMap((part) => (part.type === 'tool_call' ? part.name : []));
    });
    const steps = features.flatMap((one) => listStepNames(one)).toSorted();
    if (STEPS_APART[name] === undefined) expect(steps).toEqual(asked.toSorted());
    else expect(steps, 'a reason that holds no more').not.toEqual(asked.toSorted());
  });

  it('of every SDK says that the city of a weather call was named by the user', async () => {
    const wrong: string[] = [];
    for (const name of listLedgers().filter((one) => STEPS_APART[one] === undefined)) {
      const tokens = (await readFeatures(name)).flatMap((one) => listStepTokens(one));
      if (tokens.some((token) => /get_weather/.test(token) && !token.endsWith('get_weather/U'))) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a session of several agents', () => {
  const NO_CONTENTS = { system: [], input: [], output: [], tool_definitions: [], arguments: null, result: null };
  let next = 0;
  const spanOf = (overrides: Partial<TimelineSpan>): TimelineSpan => ({
    traceId: '0'.repeat(32),
    spanId: String(++next).padStart(16, '0'),
    parentSpanId: '',
    name: 'span',
    kind: 'llm.chat',
    vocabulary: 'gen-ai',
    status: 'ok',
    startUnixNano: BigInt(next) * 1_000_000n,
    endUnixNano: BigInt(next + 1) * 1_000_000n,
    clockSkew: false,
    model: 'model-1',
    provider: null,
    responseId: null,
    toolName: null,
    toolCallId: null,
    agentId: null,
    agentName: null,
    usage: null,
    costNanoUsd: null,
    timeToFirstTokenMs: null,
    errorType: null,
    ...overrides,
  });
  const says = (role: string, content: string): Message => {
    return { role, name: null, parts: [{ type: 'text', content }], finish_reason: null };
  };
  const read = (spans: TracedSpan[]): SessionFeatures =>
    buildFeatures(buildSessionTrace({ sessionId: 's', agentVersion: null, spans }), config);

  it('takes what one agent tells another for nobody’s word, and the other agent for a step', () => {
    const outer = spanOf({ kind: 'agent', agentName: 'desk' });
    const inner = spanOf({ kind: 'agent', agentName: 'bank', parentSpanId: outer.spanId });
    const ask = spanOf({ parentSpanId: outer.spanId });
    const told = spanOf({ parentSpanId: inner.spanId });
    const pay = spanOf({ kind: 'tool', toolName: 'pay', parentSpanId: inner.spanId });
    const { steps } = read([
      { span: outer, contents: null },
      { span: inner, contents: null },
      { span: ask, contents: { ...NO_CONTENTS, input: [says('user', 'pay Alice')] } },
      { span: told, contents: { ...NO_CONTENTS, input: [says('user', 'pay Mallory')] } },
      { span: pay, contents: { ...NO_CONTENTS, arguments: { to: 'Mallory' } } },
    ]);
    expect(listStepTokens({ steps })).toEqual(['→bank/', 'pay/N']);
  });

  it('has the version of the calls that were answered', () => {
    const versionOf = (...spans: TimelineSpan[]) => read(spans.map((span) => ({ span, contents: null }))).version;
    const good = spanOf({});
    expect(versionOf(good, spanOf({ status: 'error', model: 'alias' }))).toBe(versionOf(good));
    expect(versionOf(good, spanOf({ model: 'other' }))).not.toBe(versionOf(good));
  });

  it('ends where its spans are each other’s parents, and where there are none', () => {
    const [one, two] = [spanOf({ kind: 'tool', toolName: 'a' }), spanOf({ kind: 'tool', toolName: 'b' })];
    const circle = [
      { span: { ...one, parentSpanId: two.spanId }, contents: null },
      { span: { ...two, parentSpanId: one.spanId }, contents: null },
    ];
    expect(listStepNames(read(circle))).toEqual(['a', 'b']);
    expect(read([]).numbers).toMatchObject({ toolCalls: 0, modelCalls: 0, durationMs: 0, costNanoUsd: null });
  });
});
