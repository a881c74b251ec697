/** Personal data and secrets as a processor: planted values are found at their places and never leave it as they are. */
import { describe, expect, it } from 'vitest';

import { InlineAnalyzer } from '../../../collector/analysis/inline.ts';
import type { AgentRun, CompletedSession } from '../../../processors/processor.ts';
import { seedRandom } from '../../../processors/behavioral/random-numbers.ts';
import { piiConfig, type PiiConfig } from '../../../processors/pii/config.ts';
import { piiProcessor, scannerOf } from '../../../processors/pii/factory.ts';
import { decodePii, type KeptPii } from '../../../processors/pii/pii-bytes.ts';
import { walkTexts, type SessionText } from '../../../processors/pii/session-texts.ts';
import { analyzeNews, AGENT, settingsFor } from '../../support/analysis-builder.ts';
import { completeAll, readCompleted, storeRecording } from '../../support/completed-sessions.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { draw } from '../../support/secret-samples.ts';
import { chat, spanIdOf, tool, type SpanSpec } from '../../support/span-builder.ts';
import { buildStore } from '../../support/store-builder.ts';

const SEED = 'pii places';
const random = seedRandom(SEED);
/** Drawn, because services that host code take a good fake for a live key. */
const KEY = `AKIA${draw(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`;
const PLANTED = {
  CREDIT_CARD: '4787789328792170',
  IBAN_CODE: 'GB22MIDL63049403269910',
  EMAIL_ADDRESS: 'karen.miller@northwind.co',
  AWS_ACCESS_KEY: KEY,
} as const;
const TYPES = Object.keys(PLANTED).sort();
const ALL = `Her card is ${PLANTED.CREDIT_CARD}, IBAN: ${PLANTED.IBAN_CODE}, write to ${PLANTED.EMAIL_ADDRESS}; the key is ${KEY}.`;
const config = piiConfig.parse({});

function said(role: string, content: string): object {
  return { role, parts: [{ type: 'text', content }] };
}

function inSession(session: string, attributes: SpanSpec['attributes']): NonNullable<SpanSpec['attributes']> {
  return { 'gen_ai.conversation.id': session, 'gen_ai.agent.name': AGENT, ...attributes };
}

const json = JSON.stringify;
const CASES: Readonly<Record<string, { readonly span: SpanSpec; readonly field: string }>> = {
  system_prompt: {
    span: chat({
      trace: 's',
      id: 'one',
      attributes: { 'gen_ai.system_instructions': json([{ type: 'text', content: ALL }]) },
    }),
    field: 'gen_ai.system_instructions/0',
  },
  user_message: {
    span: chat({ trace: 's', id: 'one', attributes: { 'gen_ai.input.messages': json([said('user', ALL)]) } }),
    field: 'gen_ai.input.messages/0/0',
  },
  assistant_message: {
    span: chat({ trace: 's', id: 'one', attributes: { 'gen_ai.output.messages': json([said('assistant', ALL)]) } }),
    field: 'gen_ai.output.messages/0/0',
  },
  tool_input: {
    span: tool({
      trace: 's',
      id: 'one',
      attributes: { 'gen_ai.tool.call.arguments': json({ to: { whom: [1, ALL] } }) },
    }),
    field: 'gen_ai.tool.call.arguments/0/0/1',
  },
  tool_result: {
    span: tool({ trace: 's', id: 'one', attributes: { 'gen_ai.tool.call.result': json({ rows: [ALL] }) } }),
    field: 'gen_ai.tool.call.result/0/0',
  },
};

async function build(spans: readonly SpanSpec[], session = 's'): Promise<CompletedSession> {
  const { store, write } = buildStore();
  await write(
    spans.map((span) => ({ ...span, attributes: inSession(session, span.attributes) })),
    { service: AGENT },
  );
  await completeAll(store);
  return readCompleted(store, session);
}

function look(session: CompletedSession, settings: PiiConfig = config): KeptPii {
  const kept = decodePii(piiProcessor.analyzeSession(session, settings));
  if (kept === null) throw new Error('what was kept cannot be read');
  return kept;
}

function run(given: Partial<AgentRun<unknown>>, settings: PiiConfig = config) {
  const earlier = { behavioral: null, pii: null };
  return piiProcessor.analyzeAgent(
    { agentId: AGENT, state: null, memory: null, added: new Map(), removedIds: [], earlier, nowMs: 0, ...given },
    settings,
  );
}

function expectNoValue(told: unknown): void {
  const text = told instanceof Uint8Array ? new TextDecoder().decode(told) : json(told);
  for (const value of Object.values(PLANTED)) expect(text).not.toContain(value);
}

describe(`planted values, seed ${SEED}`, () => {
  it.each(Object.entries(CASES))('are found in %s, at their places', async (place, { span, field }) => {
    const kept = look(await build([span]));
    expect(kept.places.map(({ type }) => type).toSorted()).toEqual(TYPES);
    for (const found of kept.places) {
      expect(found).toMatchObject({ place, field, span_id: spanIdOf('one'), hash: null });
      expect(ALL.slice(found.start!, found.end!)).toBe(Reflect.get(PLANTED, found.type));
    }
    expect(kept.counts.every((one) => one.place === place && one.count === 1)).toBe(true);
    expectNoValue(kept);
  });

  it.each(Object.entries(CASES))('of %s never leave a run as they are', async (_, { span }) => {
    const { store, write } = buildStore();
    await write([{ ...span, attributes: inSession('s', span.attributes) }], { service: AGENT });
    await completeAll(store);
    const outcome = await analyzeNews(store, new InlineAnalyzer(store, settingsFor()), AGENT);
    if (!outcome.ok) throw new Error(outcome.failure);
    const { checks, findings } = outcome.analysis;
    const { memories, clusterIds, ...told } = outcome.analysis;
    expectNoValue([told, [...memories], [...clusterIds]]);
    for (const { bytes } of await store.readKept(['s'], 'pii')) expectNoValue(bytes);
    expect(checks?.find(({ check_type }) => check_type === 'PII_001_DETECTION')).toMatchObject({
      status: 'critical',
      evidence: { sensitive_types_found: ['CREDIT_CARD', 'IBAN_CODE'] },
    });
    expect(
      checks?.filter(({ status }) => status === 'not_applicable').map(({ category_id }) => category_id),
    ).not.toContain('PRIVACY_COMPLIANCE');
    expect(findings.filter(({ sessionId }) => sessionId === 's').map(({ checkId }) => checkId)).toEqual([
      'SEC_SECRET_IN_PROMPT',
      'PII_SENSITIVE_IN_SESSION',
    ]);
  });

  it('are told of once where the same text comes again, and with a keyed hash where there is a key', async () => {
    const spans = ['one', 'two', 'three'].map((id, at) => ({ ...CASES['user_message']!.span, id, start: at * 200 }));
    const session = await build(spans);
    const [one, other] = ['a'.repeat(16), 'b'.repeat(16)].map((hash_key) => look(session, { ...config, hash_key }));
    expect(one?.counts.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
    expect(one?.places.map(({ span_id }) => span_id)).toEqual(Array(4).fill(spanIdOf('one')));
    for (const [at, { hash }] of one!.places.entries()) {
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(hash).not.toBe(other?.places[at]?.hash);
    }
  });

  it('are found in names of members, which are not told either', async () => {
    const given = json({ [PLANTED.EMAIL_ADDRESS]: { age: 4 }, [PLANTED.IBAN_CODE]: 'x', card: 4787789328792170 });
    const kept = look(
      await build([tool({ trace: 's', id: 'one', attributes: { 'gen_ai.tool.call.arguments': given } })]),
    );
    const places = new Map(kept.places.map(({ type, start, end, field }) => [type, [field, start, end]]));
    expect(places.get('IBAN_CODE')).toEqual(['gen_ai.tool.call.arguments/1', null, null]);
    expect(places.get('CREDIT_CARD')).toEqual(['gen_ai.tool.call.arguments/2', 0, 16]);
    expect(places.has('EMAIL_ADDRESS')).toBe(true);
    expectNoValue(kept);
  });
});

describe('a value', () => {
  it('that is a secret is no personal data beside', async () => {
    const text = `postgres://app:${draw(random, 'abcdefghijkmnpqrstuvwxyz23456789', 20)}@db.northwind.co/main`;
    const kept = look(
      await build([
        chat({ trace: 's', id: 'one', attributes: { 'gen_ai.input.messages': json([said('user', text)]) } }),
      ]),
    );
    expect(kept.places.map(({ weight }) => weight)).toEqual(['secret']);
  });

  it('is known by the name that it has', async () => {
    const secret = draw(random, 'abcdefghijkmnpqrstuvwxyzABCDEFGH23456789', 24);
    const span = tool({
      trace: 's',
      id: 'one',
      attributes: { 'gen_ai.tool.call.arguments': json({ password: secret }) },
    });
    expect(look(await build([span])).places).toMatchObject([{ weight: 'secret', start: 0, end: 24 }]);
  });
});

describe('what is not read', () => {
  it('is counted: images, encoded data, texts past the limits, structures too deep', async () => {
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'QUJD'.repeat(500) },
      { type: 'text', content: `data:image/png;base64,${'QUJDRE9'.repeat(400)}` },
      { type: 'text', content: 'word '.repeat(1000) + ALL },
    ];
    let deep: unknown = ALL;
    for (let at = 0; at < 100; at++) deep = [deep];
    const session = await build([
      chat({ trace: 's', id: 'one', attributes: { 'gen_ai.input.messages': json([{ role: 'user', parts }]) } }),
      tool({ trace: 's', id: 'two', start: 200, attributes: { 'gen_ai.tool.call.arguments': json(deep) } }),
    ]);
    const kept = look(session, { ...config, text_length_max: 4000, session_characters_max: 7000 });
    expect(kept.skipped.blobs).toBeGreaterThan(0);
    expect(kept.skipped.characters).toBeGreaterThan(1000);
    expect(kept.skipped.nested).toBe(1);
    expect(kept.places).toEqual([]);
  });

  it('of many finds is their places, never their number', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `write to person${at}@northwind.co`).join(', ');
    const attributes = { 'gen_ai.input.messages': json([said('user', `${many}. ${ALL}`)]) };
    const kept = look(await build([chat({ trace: 's', id: 'one', attributes })]), { ...config, places_max: 2 });
    expect(kept.counts.find(({ type }) => type === 'EMAIL_ADDRESS')?.count).toBe(51);
    expect(kept.places.map(({ weight }) => weight)).toEqual(['secret', 'sensitive', 'sensitive', 'other', 'other']);
  });
});

describe('a text of many spans and sessions', () => {
  it('is scanned once', async () => {
    const own = piiConfig.parse({});
    const attributes = {
      'gen_ai.system_instructions': json([{ type: 'text', content: ALL }]),
    };
    const spans = Array.from({ length: 1000 }, (_, at) =>
      chat({ trace: 's', id: `c${at}`, start: at * 10, attributes }),
    );
    const [one, two] = [await build(spans), await build(spans.slice(0, 5), 'other')];
    look(one, own);
    look(two, own);
    expect(scannerOf(own)).toMatchObject({ scanned: 1, known: 1 });
  });

  it('is forgotten before those that were asked for since', () => {
    const scanner = scannerOf(piiConfig.parse({ known_texts_max: 2 }));
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) scanner.scan(text);
    expect(scanner).toMatchObject({ scanned: 4, known: 2 });
  });
});

describe('an agent', () => {
  const bytesOf = async (id: string, span: SpanSpec): Promise<readonly [string, Uint8Array]> => [
    id,
    piiProcessor.analyzeSession(await build([span], id), config),
  ];
  const clean = chat({
    trace: 's',
    id: 'one',
    attributes: { 'gen_ai.input.messages': json([said('user', 'Good day.')]) },
  });

  it('is summed up over its sessions, warm as cold', async () => {
    const [prompt, plain, mute] = [
      await bytesOf('s1', CASES['system_prompt']!.span),
      await bytesOf('s2', clean),
      await bytesOf('s3', chat({ trace: 's', id: 'one' })),
    ];
    const whole = run({ added: new Map([prompt, plain, mute]) });
    expect(whole.results.pii).toEqual({
      sessions: 2,
      sessionsWithPii: 1,
      high: 3,
      medium: 0,
      low: 0,
      countsByType: { CREDIT_CARD: 1, EMAIL_ADDRESS: 1, IBAN_CODE: 1 },
      sensitiveTypes: ['CREDIT_CARD', 'IBAN_CODE'],
      inSystemPrompt: { count: 3, types: ['CREDIT_CARD', 'EMAIL_ADDRESS', 'IBAN_CODE'] },
      places: [{ sessionId: 's1', count: 3 }],
    });
    const first = run({ added: new Map([prompt]) });
    const second = run({ state: first.state, added: new Map([plain, mute]) });
    expect(second.results).toEqual(whole.results);
    expect(run({ state: second.state, removedIds: ['s1'] }).results.pii).toMatchObject({ sessions: 1, high: 0 });
    expect(run({ added: new Map([prompt, plain, mute]) }, { ...config, window_sessions_max: 1 }).state).toHaveProperty(
      'size',
      1,
    );
  });

  it('has findings of a session until it is analysed again without them', async () => {
    const found = run({ added: new Map([await bytesOf('s1', CASES['tool_result']!.span)]) });
    expect(found.findings).toMatchObject([
      {
        checkId: 'SEC_SECRET_IN_PROMPT',
        severity: 'high',
        sessionId: 's1',
        explanation: expect.stringContaining('Measured: 1 AWS_ACCESS_KEY in tool_result.') as string,
        evidence: [{ sessionId: 's1', spanId: spanIdOf('one'), field: 'gen_ai.tool.call.result/0/0' }],
      },
      { checkId: 'PII_SENSITIVE_IN_SESSION', severity: 'high', evidence: [{}, {}] },
    ]);
    expect(found.clearedFindingIds).toEqual([]);
    const mended = run({ state: found.state, added: new Map([await bytesOf('s1', clean)]) });
    expect(mended.findings).toEqual([]);
    expect(mended.clearedFindingIds.toSorted()).toEqual(found.findings.map(({ id }) => id).toSorted());
  });

  it('is not judged by what cannot be read', () => {
    const outcome = run({ added: new Map([['x', Uint8Array.of(1, 2)]]) });
    expect(outcome.results.pii).toMatchObject({ sessions: 0 });
    expect([outcome.findings, outcome.clearedFindingIds]).toEqual([[], []]);
  });
});

describe('a recording', () => {
  it.each([...new Set(listRecordedRequests().map(({ name }) => name))])(
    '%s is read, and nothing found in it is kept',
    async (name) => {
      const { store, sessionIds } = await storeRecording(name);
      for (const id of sessionIds) {
        const session = await readCompleted(store, id);
        const kept = look(session);
        const texts = new Map<string, SessionText>();
        walkTexts(session, {
          onText: (one) => texts.set(`${one.span.spanId} ${one.field.join('/')}`, one),
          onMedia: () => undefined,
          onTooDeep: () => undefined,
        });
        expect(kept.texts > 0).toBe(texts.size > 0);
        for (const { span_id, field, start, end } of kept.places) {
          const found = texts.get(`${span_id} ${field}`);
          expect(found, field).toBeDefined();
          if (start === null || end === null) continue;
          const value = found!.text.slice(found!.nameLength).slice(start, end);
          expect(value).not.toBe('');
          expect(json(kept.places)).not.toContain(json(value).slice(1, -1));
        }
      }
    },
  );
});
