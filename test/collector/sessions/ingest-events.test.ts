/**
 * What coding agents tell in log events and in spans counts once, whichever came first, in however many requests, and however
 * often: recordings of both are cut into single records and spans, shuffled, doubled and put together again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { getSession } from '../../../collector/operations/get-session.ts';
import { getSpan } from '../../../collector/operations/get-span.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import type { Session } from '../../../collector/operations/schemas.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../../../collector/sessions/reading-settings.ts';
import { spansToJson } from '../../../collector/otlp/spans-to-json.ts';
import type { Signal } from '../../../collector/otlp/export-request.ts';
import { buildLogs, type LogSpec } from '../../support/log-builder.ts';
import { BEGIN_MS, chat, spanIdOf, wrapJson } from '../../support/span-builder.ts';
import { splitRecording, type RecordedPart } from '../../support/split-recording.ts';
import { exportRequest } from '../../support/export-request.ts';
import { listRecordedRequests, RECORDINGS } from '../../support/recordings.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const SEED = Number(process.env['SEED'] ?? Date.parse('2026-11-25') / 1000);

const partsOf = (name: string, signal: Signal): readonly RecordedPart[] =>
  listRecordedRequests()
    .filter((request) => request.name === name && request.signal === signal)
    .flatMap(({ file, encoding }) => splitRecording(readFileSync(join(RECORDINGS, file)), signal, encoding));

/** After all recordings: before it, their clocks could not be right. */
const RECEIVED_MS = Date.parse('2026-11-26');

/** One request for each list of parts. */
async function tell(requests: readonly (readonly RecordedPart[])[], reading: ReadingSettings = AS_BUILT_IN) {
  const { store, context } = buildStore({ reading });
  for (const parts of requests) {
    for (const [signal, same] of Map.groupBy(parts, (part) => part.signal)) {
      const body = Buffer.concat(same.map(({ bytes }) => bytes));
      const { rejections } = await store.write(
        { ...exportRequest({ signal, body }), receivedUnixMs: RECEIVED_MS },
        { forwards: false },
      );
      expect(rejections).toEqual([]);
    }
  }
  const { sessions } = await ask(listSessions, {}, context);
  const [session] = sessions;
  if (session === undefined || sessions.length > 1) throw new Error(`${sessions.length} sessions`);
  const { timeline } = await ask(getSession, { id: session.id }, context);
  return { store, session, timeline };
}

/** Events are logged when something has ended, and a little later than it did. */
function withoutTimes(session: Session): unknown {
  return { ...session, created_at: null, last_activity: null, duration_ms: null, span_count: null };
}

/** Which parts come twice, in which order, and where requests end. */
const orderOf = (count: number) =>
  fc.record({
    twice: fc.array(fc.nat(count - 1), { maxLength: 8 }),
    keys: fc.array(fc.nat(), { minLength: count + 8, maxLength: count + 8 }),
    cuts: fc.array(fc.boolean(), { minLength: count + 8, maxLength: count + 8 }),
  });

type Order = { readonly twice: readonly number[]; readonly keys: readonly number[]; readonly cuts: readonly boolean[] };

function arrange(parts: readonly RecordedPart[], { twice, keys, cuts }: Order): RecordedPart[][] {
  const all = [...parts, ...twice.flatMap((index) => parts[index] ?? [])];
  const shuffled = all.map((part, index) => [keys[index] ?? 0, part] as const).sort(([a], [b]) => a - b);
  const requests: RecordedPart[][] = [[]];
  for (const [index, [, part]] of shuffled.entries()) {
    requests.at(-1)?.push(part);
    if (cuts[index]) requests.push([]);
  }
  return requests;
}

/** Recordings of spans and of log events of the same calls; two of them with calls whose span is in another trace than the event. */
const BOTH = ['claude-code', 'claude-code-2.1.147', 'claude-code-2.1.233', 'gemini-cli'];

const RUNS = { numRuns: 30, seed: SEED };

describe(`log events of coding agents (seed ${SEED})`, () => {
  it.each(['codex', 'claude-code-events', 'gemini-cli-events', ...BOTH])(
    'of %s alone are the same session in every order',
    async (name) => {
      const parts = partsOf(name, 'logs');
      const { store: _, ...inOrder } = await tell([parts]);
      expect(inOrder.session.message_count).toBeGreaterThan(1);
      expect(inOrder.timeline.every(({ origin }) => origin === 'log')).toBe(true);
      await fc.assert(
        fc.asyncProperty(orderOf(parts.length), async (order) => {
          const { session, timeline } = await tell(arrange(parts, order));
          expect({ session, timeline }).toEqual(inOrder);
        }),
        RUNS,
      );
    },
  );

  it.each(BOTH)('of %s add nothing to the spans of the same calls', async (name) => {
    const [spans, logs] = [partsOf(name, 'traces'), partsOf(name, 'logs')];
    const told = (await tell([spans])).session;
    // Gemini CLI's spans begin with what it tells the model of its surroundings; the event of the prompt is what was asked.
    const ofSpans = name === 'gemini-cli' ? { ...told, title: 'How warm is it in Paris?' } : told;
    await fc.assert(
      fc.asyncProperty(orderOf(spans.length + logs.length), async (order) => {
        const { session, timeline } = await tell(arrange([...spans, ...logs], order));
        expect(withoutTimes(session)).toEqual(withoutTimes(ofSpans));
        // It has no span for a prompt either; the event of one is there besides.
        const besides = timeline.filter(({ origin }) => origin === 'log');
        expect(besides.map(({ kind }) => kind)).toEqual(name === 'gemini-cli' ? ['agent'] : []);
        expect(session.span_count).toBe(ofSpans.span_count + besides.length);
      }),
      RUNS,
    );
  });

  it.each(BOTH.slice(0, 3))('of %s stand where their spans are missing', async (name) => {
    const [spans, logs] = [partsOf(name, 'traces'), partsOf(name, 'logs')];
    const numbersOf = ({ message_count, tool_uses, total_tokens, cost_usd }: Session) =>
      [message_count, tool_uses, total_tokens, cost_usd] as const;
    const whole = (await tell([spans])).session;
    for (const index of spans.keys()) {
      const { session } = await tell([spans.filter((_, at) => at !== index), logs]);
      expect(numbersOf(session)).toEqual(numbersOf(whole));
    }
  });

  it.each(['codex', ...BOTH])(
    'of %s are the same session where their spans were exported and came back',
    async (name) => {
      const told = [partsOf(name, 'traces'), partsOf(name, 'logs')];
      const { store, session, timeline } = await tell(told);
      const back = buildStore();
      for await (const stored of store.readStoredSpans(session.id)) {
        await back.store.write(wrapJson(spansToJson(stored), RECEIVED_MS), { forwards: false });
      }
      const shown = await ask(getSession, { id: session.id }, back.context);
      expect(shown.session).toEqual(session);
      expect(shown.timeline).toEqual(timeline);
    },
  );

  it('count once where the user maps the agent, too', async () => {
    const mapping = [
      { scope: 'com.anthropic.*', span: null, has: null, kind: null, fields: { user_id: ['user.id'] }, exclusive: [] },
    ];
    for (const name of ['claude-code', 'claude-code-2.1.147']) {
      const told = [partsOf(name, 'traces'), partsOf(name, 'logs')];
      const { session } = await tell([told[0] ?? []]);
      for (const order of [told, told.toReversed()]) {
        const both = (await tell(order, { prices: [], mapping })).session;
        expect(withoutTimes(both)).toEqual(withoutTimes(session));
      }
    }
  });

  it('fill in what their span does not say', async () => {
    const [spans, logs] = [partsOf('claude-code', 'traces'), partsOf('claude-code', 'logs')];
    const { session, timeline } = await tell([logs, spans.map(withoutTokens)]);
    expect(withoutTimes(session)).toEqual(withoutTimes((await tell([spans])).session));
    expect(
      timeline.flatMap(({ kind, origin, input_tokens }) => (kind === 'llm.chat' ? [[origin, input_tokens]] : [])),
    ).toEqual([121, 211, 231].map((tokens) => ['span', tokens]));
  });
});

/** As one from a version that does not count: keys of the same length that nobody reads. */
function withoutTokens({ signal, bytes }: RecordedPart): RecordedPart {
  const text = bytes
    .toString('latin1')
    .replace(/(input|output|cache_[a-z]+)(?=_tokens)/g, (word) => 'x'.repeat(word.length));
  return { signal, bytes: Buffer.from(text.replace(/gen_ai\.usage/g, 'xxx_xx.xxxxx'), 'latin1') };
}

const CLAUDE = 'com.anthropic.claude_code.events';
const claude = (event: string, attributes: NonNullable<LogSpec['attributes']>, more: LogSpec = {}): LogSpec => ({
  attributes: { 'event.name': event, 'session.id': 's1', 'prompt.id': 'p1', ...attributes },
  ...more,
});

async function tellOne(record: LogSpec, scope = CLAUDE) {
  const { store, context } = buildStore();
  const result = await store.write(buildLogs([record], { scope }), { forwards: false });
  expect(result).toMatchObject({ accepted: 1, rejections: [] });
  const { sessions } = await ask(listSessions, {}, context);
  const shown = await Promise.all(sessions.map(({ id }) => ask(getSession, { id }, context)));
  const [timeline, open] = [shown.flatMap((one) => one.timeline), shown.flatMap((one) => one.open_spans)];
  return { store, context, sessions, timeline, open };
}

it('a log event does not say that the span it was logged in runs', async () => {
  const { timeline, open } = await tellOne(claude('api_request', { model: 'm' }, { trace: 't1', span: 'turn' }));
  expect(timeline).toMatchObject([{ parent_span_id: spanIdOf('turn') }]);
  expect(open).toEqual([]);
});

describe('a log event of a hostile or broken sender', () => {
  it('with texts for numbers counts what is a number', async () => {
    const given = {
      model: 'claude-sonnet-4-5',
      input_tokens: '57',
      output_tokens: 'many',
      cache_read_tokens: '-3',
      cost_usd: 'free',
      duration_ms: '250',
    };
    const { sessions, timeline } = await tellOne(claude('api_request', given));
    expect(sessions).toMatchObject([{ message_count: 1, input_tokens: 57, output_tokens: 0, cost_usd: 57 * 3e-6 }]);
    expect(timeline).toMatchObject([{ duration_ms: 250, cache_read_tokens: 0 }]);
  });

  it.each([
    [CLAUDE, { 'event.name': 'api_request', model: 'claude-sonnet-4-5', input_tokens: 57 }],
    ['codex_otel.log_only', { 'event.name': 'codex.tool_result', tool_name: 'exec_command', 'conversation.id': ' ' }],
    ['gemini-cli', { 'event.name': 'gemini_cli.tool_call', function_name: 'ls', 'session.id': 'null' }],
  ])('of %s without a conversation makes no session', async (scope, attributes) => {
    const { sessions } = await tellOne({ attributes }, scope);
    expect(sessions).toEqual([]);
  });

  it('with keys that reach for a prototype, or for our own, is shown as it is', async () => {
    const keys = {
      ['__proto__']: 'polluted',
      constructor: 'x',
      'live_trace.origin': 'span',
      'live_trace.session.end': 'no',
    };
    const given = Object.fromEntries([
      ...Object.entries(keys),
      ['tool_name', '__proto__'],
      ['tool_use_id', 'toString'],
    ]);
    const { context, timeline } = await tellOne(claude('tool_result', given));
    expect(timeline).toMatchObject([{ kind: 'tool', tool_name: '__proto__', origin: 'log' }]);
    const detail = await ask(getSpan, { id: 's1', span_id: timeline[0]?.span_id }, context);
    const told = detail.attributes.filter(({ key }) => key in keys).map(({ key, value }) => [key, value]);
    for (const value of Object.values(keys)) expect(JSON.stringify(told)).toContain(JSON.stringify(value));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['1e300', -5, 'Infinity', '1e999', 86_400_001, Number.MAX_SAFE_INTEGER])(
    'that lasted %s ms has no length',
    async (duration_ms) => {
      const { sessions, timeline } = await tellOne(claude('api_request', { model: 'm', duration_ms }));
      expect(timeline).toMatchObject([{ duration_ms: 0, flags: [] }]);
      expect(sessions).toMatchObject([{ duration_ms: 0 }]);
    },
  );

  it('without any time has ended', async () => {
    const { timeline } = await tellOne(claude('api_request', { model: 'm', duration_ms: 5 }, { at: -BEGIN_MS }));
    expect(timeline).toMatchObject([{ status: 'unset', flags: ['clock_skew'] }]);
  });

  it('with a body of 5 MB is kept with it', async () => {
    const body = 'a'.repeat(5 * 1024 * 1024);
    const { context, timeline } = await tellOne(claude('tool_result', { tool_name: 'Bash' }, { body }));
    const detail = await ask(getSpan, { id: 's1', span_id: timeline[0]?.span_id }, context);
    expect(detail.attributes.find(({ key }) => key === 'live_trace.log.body')?.value).toHaveLength(body.length);
  });

  it('with more attributes than a span may have is kept as it came', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, index]));
    expect((await tellOne(claude('tool_result', { ...many, tool_name: 'Bash' }))).sessions).toEqual([]);
  });

  it('cannot put its call before that of a span by saying it is from logs', async () => {
    const { store, write, context } = buildStore();
    const attributes = { 'session.id': 's1', 'live_trace.origin': 'log' };
    await write([chat({ trace: 't1', id: 'llm', attributes })]);
    const { timeline } = await ask(getSession, { id: 's1' }, context);
    expect(timeline).toMatchObject([{ origin: 'span' }]);
    expect((await store.readSession('s1'))?.totals.calls).toBe(1);
  });
});
