/** What every store promises. A store joins by calling `storeSuite` with a way to open it; there are no opt-outs so far. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus, type Notices } from '../../collector/bus.ts';
import { CollectorError } from '../../collector/errors.ts';
import { addToSeries } from '../../collector/sessions/series.ts';
import type { SeriesBucket, SessionRecord } from '../../collector/model/session.ts';
import type { ExportRequest } from '../../collector/otlp/export-request.ts';
import { ANCESTORS_MAX, type Store } from '../../collector/store.ts';
import { decodeStoredSpan, readStoredContents } from '../../collector/store/decode-stored-span.ts';
import { chainSuite } from './chain-suite.ts';
import { eventSuite } from './event-suite.ts';
import { exportRequest, field } from './export-request.ts';
import { buildLogs, callLogs } from './log-builder.ts';
import {
  agent,
  BEGIN_MS,
  buildRequest,
  chat,
  spanIdOf,
  tool,
  traceIdOf,
  wrapJson,
  type SpanSpec,
} from './span-builder.ts';
import { EVERY_SERIES } from './every-series.ts';
import { buildStore } from './store-builder.ts';

export interface OpenStore {
  readonly store: Store;
  /** Lets go what is older than `RETAINED_MS` by a clock that says this; resolves when it is gone. */
  prune(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The retention by age that every store of the suite is opened with. */
export const RETAINED_MS = 10_000;

/** One conversation: an agent that calls a model twice and two tools, one of which fails. */
export const CONVERSATION: readonly SpanSpec[] = [
  agent({
    trace: 't1',
    id: 'root',
    agent: 'support',
    start: 0,
    end: 900,
    attributes: { 'session.id': 's1', 'user.id': 'u1' },
  }),
  chat({ trace: 't1', id: 'llm1', parent: 'root', start: 10, end: 210, tokens: [120, 30] }),
  tool({ trace: 't1', id: 'tool1', parent: 'root', start: 220, tool: 'lookup', call: 'c1' }),
  tool({ trace: 't1', id: 'tool2', parent: 'root', start: 330, tool: 'refund', call: 'c2', error: true }),
  chat({ trace: 't1', id: 'llm2', parent: 'root', start: 450, end: 850, tokens: [220, 40] }),
];

export function storeSuite(name: string, open: (bus: Bus) => Promise<OpenStore>): void {
  describe(`${name} as a store`, () => {
    let bus: Bus;
    let opened: OpenStore;
    let store: Store;
    let notices: Notices['spans.stored'][];

    beforeEach(async () => {
      bus = new Bus();
      notices = [];
      bus.subscribe('spans.stored', (notice) => notices.push(notice));
      opened = await open(bus);
      store = opened.store;
    });
    afterEach(() => opened.close());

    chainSuite(open);
    eventSuite(open);

    const write = (request: ExportRequest) => store.write(request, { forwards: true });
    const numbers = async (of: Store = store) => {
      const { sessions } = await of.listSessions({ sort: 'created_at', limit: 100, offset: 0 });
      const agents = await of.listAgents();
      const series = await of.readSeries(EVERY_SERIES);
      return {
        sessions: sessions.map(withoutArrival).sort((a, b) => (a.id < b.id ? -1 : 1)),
        agents: [...agents].sort((a, b) => (a.id < b.id ? -1 : 1)),
        series: series.map((buckets) => buckets.map(describeBucket).sort()),
      };
    };

    it('keeps a conversation and derives its numbers', async () => {
      const result = await write(buildRequest(CONVERSATION, { service: 'desk' }));
      expect(result).toMatchObject({ accepted: 5, duplicates: 0, rejections: [] });
      const session = await store.readSession('s1');
      expect(session).toMatchObject({
        id: 's1',
        source: 'attribute',
        agentId: 'support',
        userId: 'u1',
        status: 'active',
        createdAtMs: BEGIN_MS,
        lastActivityMs: BEGIN_MS + 900,
      });
      expect(session?.totals).toMatchObject({ calls: 2, toolUses: 2, failures: 1, spans: 5, unpricedCalls: 0 });
      expect(session?.totals.usage).toMatchObject({ inputUncached: 340, outputText: 70 });
      expect(session?.totals.costNanoUsd).toBe(340 * 2500 + 70 * 10_000);
      expect(notices).toMatchObject([{ spanCount: 5, sessions: [{ id: 's1', agentId: 'support', ended: false }] }]);
    });

    it('gives the same numbers for the same spans twice, shuffled, one by one, and parent last', async () => {
      const spans = [...CONVERSATION, ...CONVERSATION.map((span) => ({ ...span, trace: 't2' }))];
      await write(buildRequest(spans));
      const expected = await numbers();
      await opened.close();
      for (const order of [[...spans, ...spans], [...spans].reverse(), shuffle(spans)]) {
        opened = await open(new Bus());
        store = opened.store;
        for (const span of order) await write(buildRequest([span]));
        expect(await numbers()).toEqual(expected);
        await opened.close();
      }
      opened = await open(bus);
    });

    it('has no number that a rebuild from the spans would change', async () => {
      const turns = [1, 2, 3].map((turn) => ({
        ...CONVERSATION[1],
        trace: 't2',
        id: `llm${turn}`,
        start: turn * 2000,
      }));
      const own = chat({ trace: 't3', id: 'llm', tokens: [7, 7], attributes: { 'user.id': 'u2', 'session.id': 's2' } });
      await write(buildRequest([...CONVERSATION, ...(turns as SpanSpec[])], { service: 'desk', receivedMs: 1000 }));
      await write(buildRequest([own, { trace: 't4', id: 'odd', start: 500, end: 100 }], { receivedMs: 2000 }));
      await write(buildRequest([{ trace: 't3', id: 'llm', start: 0, end: 9000 }], { receivedMs: 3000 }));
      await store.completeSessions(['s1'], 1000, 5000);
      const everything = async () => ({
        ...(await numbers()),
        received: (await store.listSessions({ sort: 'created_at', limit: 10, offset: 0 })).sessions.map(
          ({ id, lastReceivedMs }) => [id, lastReceivedMs],
        ),
        timeline: await store.readTimeline('s1', { limit: 100 }),
        spans: await Promise.all(['root', 'llm1'].map((id) => store.readSpan('s1', spanIdOf(id)))),
      });
      const before = await everything();
      expect(await store.rebuild()).toEqual({ spans: 10, changed: 0, traces: 4, sessions: 4 });
      expect(await everything()).toEqual(before);
      expect(await store.readSession('s1')).toMatchObject({ status: 'completed', completedAtMs: 5000 });
      // What was remembered of the rows is still true: the next span finds its trace and its session.
      await write(buildRequest([chat({ trace: 't1', id: 'late', start: 990, tokens: [1, 1] })], { receivedMs: 9000 }));
      expect(await store.readSession('s1')).toMatchObject({ status: 'active', totals: { calls: 3, spans: 6 } });
      expect(await store.readAgent('support')).toMatchObject({ totalSessions: 1, activeSessions: 1 });
    });

    it('counts a call that two scopes tell once, in whatever order they come, and after a rebuild', async () => {
      const [root, ...told] = CONVERSATION as [SpanSpec, ...SpanSpec[]];
      // Three calls at once: two of one scope, and one of them told by another, as is one of the tools.
      const twin = chat({ trace: 't1', id: 'llm1b', parent: 'root', start: 12, end: 208, tokens: [120, 30] });
      const again = [
        chat({ trace: 't1', id: 'again1', parent: 'root', start: 11, end: 209, tokens: [120, 30] }),
        tool({ trace: 't1', id: 'again2', parent: 'root', start: 221, end: 319, tool: 'lookup' }),
      ];
      const spans = [
        ...[root, ...told, twin].map((span) => ({ span, scope: 'one' })),
        ...again.map((span) => ({ span, scope: 'two' })),
      ];
      let expected: unknown;
      for (const order of [spans, [...spans].reverse(), shuffle(spans), shuffle([...spans, ...spans])]) {
        for (const { span, scope } of order) await write(buildRequest([span], { service: 'desk', scope }));
        const session = await store.readSession('s1');
        expect(session?.totals).toMatchObject({ calls: 3, toolUses: 2, spans: 8, usage: { inputUncached: 460 } });
        expected ??= await numbers();
        expect(await numbers()).toEqual(expected);
        expect(await store.rebuild()).toMatchObject({ changed: 0 });
        expect(await numbers()).toEqual(expected);
        await opened.close();
        opened = await open(bus);
        store = opened.store;
      }
    });

    it('sums the buckets of every width, and those of all agents, from the same calls', async () => {
      const hours = [0, 0.1, 3, 26, 27, 50];
      const calls = hours.flatMap((hour, index) =>
        ['gpt-4o', 'gpt-4.1'].map((model, at) =>
          chat({
            trace: `t${index}`,
            id: `llm${at}`,
            start: Math.round(hour * 3_600_000),
            end: Math.round(hour * 3_600_000) + 100 * (index + 1),
            tokens: [10 ** at, 1],
            attributes: { 'gen_ai.request.model': model, 'gen_ai.response.model': model },
          }),
        ),
      );
      for (const [index, span] of calls.entries())
        await write(buildRequest([span], { service: index % 3 === 0 ? 'a' : 'b', receivedMs: BEGIN_MS + 180_000_000 }));
      const [narrow = []] = await store.readSeries(EVERY_SERIES);
      expect(narrow.map(({ model }) => model).sort()).toEqual([
        ...hours.map(() => ''),
        ...hours.map(() => 'gpt-4.1'),
        ...hours.map(() => 'gpt-4o'),
      ]);
      for (const { widthMs, agents } of EVERY_SERIES) {
        const [buckets = []] = await store.readSeries([{ widthMs, agents, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }]);
        const sums = new Map<string, SeriesBucket>();
        for (const one of narrow) {
          const startMs = Math.floor(one.startMs / widthMs) * widthMs;
          addToSeries(sums, { ...one, startMs, agentId: agents === 'all' ? '' : one.agentId });
        }
        expect(buckets.map(describeBucket).sort()).toEqual([...sums.values()].map(describeBucket).sort());
        const [onlyA = []] = await store.readSeries([
          { widthMs, agents: { id: 'a' }, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER },
        ]);
        if (agents === 'each') expect(onlyA).toEqual(buckets.filter(({ agentId }) => agentId === 'a'));
      }
    });

    it('counts a span that stands already as a duplicate and says nothing of it', async () => {
      await write(buildRequest(CONVERSATION));
      notices.length = 0;
      const again = await write(buildRequest(CONVERSATION));
      expect(again).toMatchObject({ accepted: 5, duplicates: 5 });
      expect(notices).toEqual([]);
    });

    it('keeps the ended version of a span that was announced while it ran, in either order', async () => {
      const running = { trace: 't1', id: 'a', start: 0, end: -BEGIN_MS };
      const ended = { trace: 't1', id: 'a', start: 0, end: 500 };
      for (const order of [
        [running, ended],
        [ended, running],
      ]) {
        for (const span of order) await write(buildRequest([span]));
        const timeline = await store.readTimeline(traceIdOf('t1'), { limit: 10 });
        expect(timeline.map((span) => span.endUnixNano)).toEqual([BigInt(BEGIN_MS + 500) * 1_000_000n]);
      }
    });

    it('shows a span that Logfire announced as running, and counts it once when it has ended, in either order', async () => {
      const attributes = { 'logfire.span_type': 'pending_span', 'logfire.pending_parent_id': spanIdOf('root') };
      const pending = chat({ trace: 't1', id: 'copy', parent: 'llm1', start: 10, end: 10, attributes });
      const ended = chat({ trace: 't1', id: 'llm1', parent: 'root', start: 10, end: 210, tokens: [120, 30] });
      await write(buildRequest([pending]));
      expect(await store.readTimeline(traceIdOf('t1'), { limit: 10 })).toMatchObject([
        { spanId: spanIdOf('llm1'), parentSpanId: spanIdOf('root'), endUnixNano: 0n },
      ]);
      const running = await store.readSession(traceIdOf('t1'));
      expect(running?.totals).toMatchObject({
        spans: 1,
        calls: 0,
        costNanoUsd: 0,
        unpricedCalls: 0,
        responseTimeUs: 0,
      });
      expect(running?.totals.usage).toMatchObject({ inputUncached: 0, outputText: 0 });
      expect(await store.rebuild()).toMatchObject({ spans: 1, changed: 0 });
      await write(buildRequest([ended]));
      const expected = await numbers();
      expect(expected.sessions).toMatchObject([{ totals: { spans: 1, calls: 1, usage: { inputUncached: 120 } } }]);
      await opened.close();
      for (const order of [[ended], [ended, pending], [pending, pending, ended, pending]]) {
        opened = await open(new Bus());
        store = opened.store;
        for (const span of order) await write(buildRequest([span]));
        expect(await numbers()).toEqual(expected);
        await opened.close();
      }
      opened = await open(bus);
    });

    it('keeps an announcement and does not hand it on', async () => {
      const announced = { trace: 't1', id: 'a', end: -BEGIN_MS, attributes: { 'live_trace.span.announced': true } };
      const only = await write(buildRequest([announced]));
      expect(only).toMatchObject({ accepted: 1, rejections: [], forward: { items: 0 } });
      const mixed = await write(
        buildRequest([
          { ...announced, id: 'b' },
          { trace: 't1', id: 'c' },
        ]),
      );
      expect(mixed).toMatchObject({ accepted: 2, forward: { items: 1 } });
      const sent = new TextDecoder().decode(mixed.forward.wire.bytes);
      expect(sent).toContain(spanIdOf('c'));
      expect(sent).not.toContain(spanIdOf('b'));
      expect(await store.readTimeline(traceIdOf('t1'), { limit: 10 })).toHaveLength(3);
    });

    it('moves a trace to the session whose id comes late', async () => {
      await write(buildRequest([chat({ trace: 't1', id: 'llm1', parent: 'root', start: 10 })], { service: 'desk' }));
      expect(await store.readSession(traceIdOf('t1'))).toMatchObject({ source: 'trace', agentId: 'desk' });
      await write(buildRequest([CONVERSATION[0] as SpanSpec], { service: 'desk' }));
      expect(await store.readSession(traceIdOf('t1'))).toBeNull();
      expect(await store.readSession('s1')).toMatchObject({ agentId: 'support', totals: { calls: 1, spans: 2 } });
      expect((await store.listAgents()).map(({ id, totalSessions }) => [id, totalSessions])).toEqual([['support', 1]]);
    });

    it('completes a session that is idle and opens it again for a late span', async () => {
      await write(buildRequest(CONVERSATION, { receivedMs: 1000 }));
      expect(await store.completeSessions(['s1'], 999, 5000)).toEqual([]);
      expect(await store.completeSessions(['s1', 'unknown'], 1000, 5000)).toEqual(['s1']);
      expect(await store.readSession('s1')).toMatchObject({ status: 'completed', completedAtMs: 5000 });
      expect(await store.readAgent('support')).toMatchObject({ activeSessions: 0, totalSessions: 1 });
      expect(await store.readActiveSessions()).toEqual([]);
      await write(buildRequest([{ trace: 't1', id: 'late', start: 950 }], { receivedMs: 9000 }));
      expect(await store.readSession('s1')).toMatchObject({
        status: 'active',
        completedAtMs: null,
        lastReceivedMs: 9000,
      });
      expect(await store.readAgent('support')).toMatchObject({ activeSessions: 1 });
    });

    it('gives every span back with the bytes it came with', async () => {
      const messages = Array.from({ length: 6 }, (_, turn) => ({
        role: 'user',
        parts: [{ type: 'text', content: `${turn} `.repeat(200) }],
      }));
      const grown = (turns: number) =>
        chat({
          trace: 't1',
          id: `llm${turns}`,
          start: turns * 10,
          attributes: {
            'gen_ai.input.messages': JSON.stringify(messages.slice(0, turns), null, turns % 2),
            'odd key \u0000 __proto__': 'x'.repeat(300),
          },
        });
      const specs = [1, 3, 4, 6].map(grown);
      const expected = new Map<string, unknown>();
      for (const spec of specs) {
        await write(buildRequest([spec]));
        expected.set(spanIdOf(spec.id), spec.attributes?.['gen_ai.input.messages']);
      }
      for (const [spanId, text] of expected) {
        const stored = await store.readSpan(traceIdOf('t1'), spanId);
        expect(Buffer.from(stored?.span ?? []).includes(Buffer.from(String(text)))).toBe(true);
      }
      expect(await store.readSpan(traceIdOf('t1'), 'ffffffffffffffff')).toBeNull();
    });

    it('lets traces go whose newest span is too old, and their numbers with them', async () => {
      const late = CONVERSATION.map((span) => ({ ...span, trace: 't2' }));
      const other = [chat({ trace: 't3', id: 'llm', start: 7_200_000, tokens: [5, 5] })];
      await write(buildRequest(late, { receivedMs: 20_000 }));
      await write(buildRequest(other, { service: 'desk', receivedMs: 20_001 }));
      const expected = await numbers();
      await opened.close();
      opened = await open(bus);
      store = opened.store;
      await write(buildRequest(CONVERSATION, { receivedMs: 9_998 }));
      await write(buildRequest([chat({ trace: 't4', id: 'llm', start: 0 })], { service: 'gone', receivedMs: 9_999 }));
      await write(buildRequest(late, { receivedMs: 20_000 }));
      await write(buildRequest(other, { service: 'desk', receivedMs: 20_001 }));
      await opened.prune(20_000);
      expect(await numbers()).toEqual(expected);
      expect(await store.readSession(traceIdOf('t4'))).toBeNull();
      expect(await store.readAgent('gone')).toBeNull();
      expect(await store.readSession('s1')).toMatchObject({ traceCount: 1, status: 'active' });
      expect(await store.readSize()).toMatchObject({ spans: 6, sessions: 2 });
      await opened.prune(30_002);
      expect(await numbers()).toEqual({ sessions: [], agents: [], series: EVERY_SERIES.map(() => []) });
    });

    it('gives a session that loses traces the numbers of those that stay', async () => {
      // Who the session belongs to, whose it is and when it ended is said by different traces; the first ended last.
      const traces = Array.from({ length: 12 }, (_, index) => ({
        spec: chat({
          trace: `t${index}`,
          id: 'llm',
          start: index * 10,
          end: index === 0 ? 10_000 : index * 100,
          tokens: [index, 1],
          attributes: {
            'session.id': 's1',
            'gen_ai.agent.name': index < 5 ? 'early' : 'late',
            ...(index === 2 ? { 'user.id': 'u2' } : index > 6 ? { 'user.id': 'u7' } : {}),
          },
        }),
        receivedMs: BEGIN_MS + 60_000 + index * 1000,
      }));
      const fill = async (into: Store, from: number) => {
        for (const { spec, receivedMs } of traces.slice(from)) {
          await into.write(buildRequest([spec], { service: 'desk', receivedMs }), { forwards: false });
        }
      };
      await fill(store, 0);
      for (const gone of [1, 3, 5, 11]) {
        const { store: fresh } = buildStore();
        await fill(fresh, gone);
        await opened.prune(BEGIN_MS + 60_000 + gone * 1000 + RETAINED_MS);
        expect(await numbers(), `without the first ${gone}`).toEqual(await numbers(fresh));
      }
    });

    it('keeps a trace whole while it gets spans, and lets those between go', async () => {
      await write(buildRequest([{ trace: 'long', id: 'a', start: 0 }], { receivedMs: 1000 }));
      await write(buildRequest([{ trace: 'short', id: 'a', start: 1 }], { receivedMs: 2000 }));
      await write(buildRequest([{ trace: 'long', id: 'b', start: 2 }], { receivedMs: 10_000 }));
      await opened.prune(20_000);
      expect(await store.readTimeline(traceIdOf('long'), { limit: 10 })).toHaveLength(2);
      expect(await store.readSession(traceIdOf('short'))).toBeNull();
      await opened.prune(20_001);
      expect(await store.readSession(traceIdOf('long'))).toBeNull();
    });

    it('begins a trace anew with a span that comes after it left', async () => {
      await write(buildRequest(CONVERSATION, { receivedMs: 1000 }));
      await opened.prune(20_000);
      expect(await store.readSession('s1')).toBeNull();
      expect(await write(buildRequest(CONVERSATION.slice(1, 2), { receivedMs: 20_000 }))).toMatchObject({
        duplicates: 0,
      });
      expect(await store.readSession(traceIdOf('t1'))).toMatchObject({ totals: { calls: 1, spans: 1 }, traceCount: 1 });
      expect(await store.readSpan(traceIdOf('t1'), spanIdOf('llm1'))).not.toBeNull();
    });

    it('keeps what a span says when the trace that said it first left', async () => {
      const messages = Array.from({ length: 4 }, (_, turn) => ({ role: 'user', content: `${turn} `.repeat(200) }));
      const call = (trace: string, turns: number) => ({
        ...chat({ trace, id: 'llm', start: turns }),
        attributes: { 'session.id': 's1', 'gen_ai.input.messages': JSON.stringify(messages.slice(0, turns)) },
      });
      for (let turns = 1; turns <= 4; turns++) {
        await write(buildRequest([call(`t${turns}`, turns)], { receivedMs: turns * 1000 }));
      }
      await opened.prune(13_001);
      expect(await store.readTimeline('s1', { limit: 10 })).toHaveLength(1);
      await write(buildRequest([call('t5', 3)], { receivedMs: 13_000 }));
      for (const [trace, turns] of [
        ['t4', 4],
        ['t5', 3],
      ] as const) {
        const span = (await store.readTimeline('s1', { limit: 10 })).find((one) => one.traceId === traceIdOf(trace));
        expect(span).toBeDefined();
        const text = JSON.stringify(messages.slice(0, turns));
        if (trace === 't5') await opened.prune(14_001);
        const stored = await store.readSpan('s1', spanIdOf('llm'));
        expect(Buffer.from(stored?.span ?? []).includes(Buffer.from(text))).toBe(true);
      }
    });

    it('refuses a body that is no message and keeps the others that come with it', async () => {
      const broken = { ...buildRequest([]), body: new Uint8Array([0x7b, 0x22]) };
      const outcomes = await Promise.allSettled([write(buildRequest(CONVERSATION)), write(broken)]);
      expect(outcomes[0]?.status).toBe('fulfilled');
      expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(CollectorError);
      expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'INVALID_REQUEST' });
      expect(await store.readSession('s1')).not.toBeNull();
    });

    it('keeps nothing of a request that turns out to be too large, and the others that come with it', async () => {
      // Five spans of which each is small enough, found one after the other while the first are being kept.
      const links = Buffer.alloc(900_000 * 2, Buffer.from([0x6a, 0]));
      const spans = ['a', 'b', 'c', 'd', 'e'].map((id) => {
        const ids = [field(1, Buffer.from(traceIdOf('large'), 'hex')), field(2, Buffer.from(spanIdOf(id), 'hex'))];
        return field(2, Buffer.concat([...ids, links]));
      });
      const tooLarge = exportRequest({ body: field(1, field(2, Buffer.concat(spans))) });
      const results = await Promise.allSettled([
        write(buildRequest([chat({ trace: 't1', id: 'good', attributes: { 'session.id': 'good' } })])),
        write(tooLarge),
        write(buildRequest([chat({ trace: 't2', id: 'good2', attributes: { 'session.id': 'good' } })])),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: { code: 'TOO_LARGE' } });
      const { sessions } = await store.listSessions({ sort: 'created_at', limit: 10, offset: 0 });
      expect(sessions.map(({ id, totals }) => [id, totals.spans])).toEqual([['good', 2]]);
    });

    it('rejects one bad span alone and hands the rest on without it', async () => {
      const request = buildRequest(CONVERSATION);
      const json = JSON.parse(Buffer.from(request.body).toString()) as {
        resourceSpans: { scopeSpans: { spans: { traceId: string }[] }[] }[];
      };
      const spans = json.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
      if (spans[2] !== undefined) spans[2].traceId = '0'.repeat(32);
      const result = await write(wrapJson(json));
      expect(result.accepted).toBe(4);
      expect(result.rejections).toMatchObject([{ count: 1, first: 'resourceSpans[0].scopeSpans[0].spans[2]' }]);
      const forwarded = JSON.parse(Buffer.from(result.forward.body).toString()) as typeof json;
      expect(forwarded.resourceSpans[0]?.scopeSpans[0]?.spans).toHaveLength(4);
      expect(result.forward.wire).toMatchObject({ contentEncoding: 'identity' });
    });

    it('hands a good request on as it came', async () => {
      const request = buildRequest(CONVERSATION);
      const before = Buffer.from(request.body);
      const result = await write(request);
      expect(Buffer.from(result.forward.wire.bytes).equals(before)).toBe(true);
    });

    it('pages a timeline without losing or repeating a span', async () => {
      const spans = Array.from({ length: 25 }, (_, index) => ({
        trace: 't1',
        id: `span${index}`,
        start: Math.floor(index / 3),
      }));
      await write(buildRequest(shuffle(spans)));
      const seen: string[] = [];
      for (let after: { startUnixNano: bigint; spanId: string } | undefined; ;) {
        const page = await store.readTimeline(traceIdOf('t1'), { limit: 4, after });
        if (page.length === 0) break;
        seen.push(...page.map((span) => span.spanId));
        after = page.at(-1);
      }
      expect(seen).toHaveLength(25);
      expect(new Set(seen).size).toBe(25);
    });

    it('answers the model calls before a place in the session, the nearest first, whichever trace they are of', async () => {
      const session = { 'session.id': 's1' };
      const calls = Array.from({ length: 12 }, (_, index) =>
        chat({ trace: `t${index % 3}`, id: `llm${index}`, start: Math.floor(index / 2), attributes: session }),
      );
      const others = [tool({ trace: 't0', id: 'tool', start: 3 }), chat({ trace: 'x', id: 'stranger', start: 3 })];
      await write(buildRequest(shuffle([...calls, ...others])));
      const order = (await store.readTimeline('s1', { limit: 100 })).filter(({ kind }) => kind === 'llm.chat');
      expect(order).toHaveLength(12);
      const ids = async (at: number, limit: number) => {
        const before = order[at];
        if (before === undefined) throw new Error('the timeline is shorter than the test thinks');
        return (await store.readCallsBefore('s1', { before, limit })).map(({ spanId }) => spanId);
      };
      const expected = (from: number, to: number) =>
        order
          .slice(from, to)
          .map(({ spanId }) => spanId)
          .reverse();
      expect(await ids(11, 100)).toEqual(expected(0, 11));
      expect(await ids(7, 3)).toEqual(expected(4, 7));
      expect(await ids(0, 3)).toEqual([]);
      const before = { startUnixNano: 2n ** 62n, spanId: 'ffffffffffffffff' };
      expect(await store.readCallsBefore('nobody', { before, limit: 3 })).toEqual([]);
    });

    it('answers the spans around one, its parent first, to a depth that a circle does not leave', async () => {
      const deep = Array.from({ length: 5 }, (_, depth) => ({
        trace: 't1',
        id: `deep${depth}`,
        parent: depth === 0 ? 'lost' : `deep${depth - 1}`,
        start: 10 - depth,
      }));
      const circle = [
        { trace: 't2', id: 'deep0', parent: 'deep1' },
        { trace: 't2', id: 'deep1', parent: 'deep0' },
      ];
      await write(buildRequest([...deep, ...circle]));
      const around = (trace: string, id: string) =>
        store.readAncestors({ traceId: traceIdOf(trace), spanId: spanIdOf(id) });
      expect((await around('t1', 'deep4')).map(({ name }) => name)).toEqual(['deep3', 'deep2', 'deep1', 'deep0']);
      expect((await around('t1', 'deep4'))[0]).toMatchObject({ traceId: traceIdOf('t1'), spanId: spanIdOf('deep3') });
      expect(await around('t1', 'deep0')).toEqual([]);
      expect(await around('t1', 'nobody')).toEqual([]);
      expect(await around('t2', 'deep0')).toHaveLength(ANCESTORS_MAX);
    });

    it('lists sessions by what is asked for', async () => {
      for (let index = 0; index < 5; index++) {
        await write(
          buildRequest(
            [chat({ trace: `t${index}`, id: 'llm', start: index * 1000, tokens: [1000 * (5 - index), 1] })],
            { service: index < 2 ? 'a' : 'b' },
          ),
        );
      }
      const list = async (query: Partial<Parameters<Store['listSessions']>[0]>) => {
        const { sessions, totalCount } = await store.listSessions({
          sort: 'last_activity',
          limit: 50,
          offset: 0,
          ...query,
        });
        return [sessions.map((session) => session.id), totalCount] as const;
      };
      const ids = (...indexes: number[]) => indexes.map((index) => traceIdOf(`t${index}`));
      expect(await list({})).toEqual([ids(4, 3, 2, 1, 0), 5]);
      expect(await list({ agentId: { any: ['a'], none: [] } })).toEqual([ids(1, 0), 2]);
      expect(await list({ sort: 'total_tokens', limit: 2 })).toEqual([ids(0, 1), 5]);
      expect(await list({ offset: 3 })).toEqual([ids(1, 0), 5]);
      await store.completeSessions([traceIdOf('t3')], Number.MAX_SAFE_INTEGER, 1);
      expect(await list({ status: { any: ['completed'], none: [] } })).toEqual([ids(3), 1]);
    });

    it('keeps what log records say with their span, whichever came first, and each of them once', async () => {
      const spans = buildRequest([chat({ trace: 't1', id: 'llm', start: 0 })], { service: 'desk' });
      const logs = callLogs(
        { trace: 't1', span: 'llm' },
        [
          ['system', 'You are brief.'],
          ['user', 'How high is Aarhus?'],
        ],
        '105 metres.',
      );
      const halves = [buildLogs(logs.slice(1)), buildLogs(logs.slice(0, 1))];
      const orders: (() => ExportRequest)[][] = [
        [() => spans, () => halves[0]!, () => halves[1]!],
        [() => halves[0]!, () => halves[1]!, () => spans],
        [() => halves[1]!, () => spans, () => halves[0]!, () => halves[1]!],
      ];
      for (const order of orders) {
        const results = [];
        for (const next of order) {
          const { body, ...rest } = next();
          results.push(await write({ ...rest, body: body.slice() }));
        }
        const stored = await store.readSpan(traceIdOf('t1'), spanIdOf('llm'));
        expect(stored?.logRecords).toHaveLength(3);
        expect(stored && readStoredContents(stored, decodeStoredSpan(stored, null))).toMatchObject({
          system: [{ type: 'text', content: 'You are brief.' }],
          input: [{ role: 'user', parts: [{ type: 'text', content: 'How high is Aarhus?' }] }],
          output: [{ role: 'assistant', parts: [{ type: 'text', content: '105 metres.' }], finish_reason: 'stop' }],
        });
        expect((await store.readSession(traceIdOf('t1')))?.title).toBe('How high is Aarhus?');
        if (order.length === 4) expect(results.at(-1)).toMatchObject({ accepted: 1, duplicates: 1 });
        await opened.close();
        opened = await open(bus);
        store = opened.store;
      }
    });

    it('takes the title from the first question, also when its record comes last', async () => {
      await write(buildRequest([chat({ trace: 't1', id: 'llm' })]));
      const logs = callLogs(
        { trace: 't1', span: 'llm' },
        [
          ['user', 'First?'],
          ['user', 'Second?'],
        ],
        'Yes.',
      );
      for (const record of logs.toReversed()) await write(buildLogs([record]));
      expect((await store.readSession(traceIdOf('t1')))?.title).toBe('First?');
    });

    it('lets a log record end a session by its id or by its trace, before or after its spans', async () => {
      const ended = () => notices.flatMap(({ sessions }) => sessions.filter((one) => one.ended).map(({ id }) => id));
      await write(buildRequest(CONVERSATION));
      await write(buildLogs([{ event: 'something', attributes: { 'session.id': 's1' } }]));
      expect(ended()).toEqual([]);
      await write(buildLogs([{ event: 'session.end', attributes: { 'session.id': 's1' } }]));
      await write(buildLogs([{ event: 'session.end', attributes: { 'session.id': 'nobody' } }]));
      expect(ended()).toEqual(['s1']);
      await write(buildLogs([{ trace: 't1', attributes: { 'live_trace.session.end': true } }]));
      expect(ended()).toEqual(['s1', 's1']);
      await write(buildLogs([{ trace: 't2', span: 'root', event: 'session.end' }]));
      await write(buildRequest([chat({ trace: 't2', id: 'llm' })]));
      expect(ended()).toEqual(['s1', 's1', traceIdOf('t2')]);
    });

    it('rejects one bad log record alone and hands good ones on as they came', async () => {
      const good = buildLogs([
        { event: 'app.started', body: 'hello' },
        { trace: 't1', span: 'llm' },
      ]);
      const bytes = Buffer.from(good.body);
      const taken = await write(good);
      expect(taken).toMatchObject({ accepted: 2, duplicates: 0, rejections: [] });
      expect(Buffer.from(taken.forward.wire.bytes).equals(bytes)).toBe(true);
      const json = JSON.parse(bytes.toString()) as {
        resourceLogs: { scopeLogs: { logRecords: { traceId?: string }[] }[] }[];
      };
      const record = json.resourceLogs[0]?.scopeLogs[0]?.logRecords[1];
      if (record !== undefined) record.traceId = 'abc';
      const result = await write({ ...wrapJson(json), signal: 'logs' });
      expect(result).toMatchObject({
        accepted: 1,
        rejections: [
          { reason: 'trace id is not 16 bytes', count: 1, first: 'resourceLogs[0].scopeLogs[0].logRecords[1]' },
        ],
      });
      const forwarded = JSON.parse(Buffer.from(result.forward.body).toString()) as typeof json;
      expect(forwarded.resourceLogs[0]?.scopeLogs[0]?.logRecords).toHaveLength(1);
    });

    it('keeps all 64 bits of a time', async () => {
      const most = {
        trace: 't1',
        id: 'most',
        start: 18_446_744_073_709 - BEGIN_MS,
        end: 18_446_744_073_709 - BEGIN_MS,
      };
      await write(buildRequest([most]));
      const [span] = await store.readTimeline(traceIdOf('t1'), { limit: 1 });
      expect([span?.startUnixNano, span?.endUnixNano]).toEqual([
        18_446_744_073_709_000_000n,
        18_446_744_073_709_000_000n,
      ]);
    });

    it('keeps spans with impossible clocks, marked, without moving the session to 1970', async () => {
      await write(
        buildRequest([
          { trace: 't1', id: 'zero', start: -BEGIN_MS, end: -BEGIN_MS },
          { trace: 't1', id: 'back', start: 500, end: 100 },
          { trace: 't1', id: 'ok', start: 0 },
        ]),
      );
      const timeline = await store.readTimeline(traceIdOf('t1'), { limit: 10 });
      expect(timeline.map((span) => [span.name, span.clockSkew])).toEqual([
        ['zero', true],
        ['ok', false],
        ['back', true],
      ]);
      expect((await store.readSession(traceIdOf('t1')))?.createdAtMs).toBe(BEGIN_MS);
    });
  });
}

function describeBucket(bucket: SeriesBucket): string {
  const byBin = ([a]: [number, number], [b]: [number, number]) => a - b;
  return JSON.stringify(bucket, (_key, value: unknown) =>
    value instanceof Map ? [...(value as Map<number, number>)].sort(byBin) : value,
  );
}

function withoutArrival({
  lastReceivedMs: _arrival,
  ...session
}: SessionRecord): Omit<SessionRecord, 'lastReceivedMs'> {
  return session;
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item, index) => [((index + 1) * 7919) % 104_729, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
