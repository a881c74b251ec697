/** Sessions and their timelines as the operations answer them. */
import { describe, expect, it } from 'vitest';

import { CollectorError } from '../../../collector/errors.ts';
import { getSession } from '../../../collector/operations/get-session.ts';
import type { Session } from '../../../collector/operations/contract.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import { agent, BEGIN_MS, chat, spanIdOf, tool, traceIdOf, type SpanSpec } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const ROOT = agent({
  trace: 't1',
  id: 'root',
  agent: 'support',
  start: 0,
  end: 900,
  attributes: { 'session.id': 's1', 'user.id': 'u1', 'service.name': 'desk' },
});

const CONVERSATION: readonly SpanSpec[] = [
  ROOT,
  chat({
    trace: 't1',
    id: 'llm1',
    parent: 'root',
    start: 10,
    end: 210,
    attributes: {
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cache_read.input_tokens': 100,
    },
  }),
  tool({ trace: 't1', id: 'tool1', parent: 'root', start: 220, tool: 'lookup', call: 'c1' }),
  tool({ trace: 't1', id: 'tool2', parent: 'root', start: 330, tool: 'refund', call: 'c2', error: true }),
  chat({ trace: 't1', id: 'llm2', parent: 'root', start: 450, end: 850, tokens: [220, 40] }),
];

describe('get_session', () => {
  it('answers the numbers of the contract, cached tokens inside the input', async () => {
    const { context, write } = buildStore();
    await write(CONVERSATION);
    const { session } = await ask(getSession, { id: 's1' }, context);
    expect(session).toMatchObject({
      id: 's1',
      agent_id: 'support',
      agents: ['support'],
      user_id: 'u1',
      status: 'active',
      completed_at: null,
      created_at: new Date(BEGIN_MS).toISOString(),
      last_activity: new Date(BEGIN_MS + 900).toISOString(),
      duration_ms: 900,
      message_count: 2,
      tool_uses: 2,
      errors: 1,
      span_count: 5,
      input_tokens: 340,
      cache_read_tokens: 100,
      output_tokens: 70,
      total_tokens: 410,
      models: ['gpt-4o'],
      providers: ['openai'],
      tools_used: ['lookup', 'refund'],
      session_source: 'attribute',
      finding_counts: { critical: 0, high: 0, medium: 0, low: 0 },
    });
    expect(session.cost_usd).toBeGreaterThan(0);
  });

  it('answers no cost where one call has no known price', async () => {
    const { context, write } = buildStore();
    await write([
      ...CONVERSATION,
      chat({
        trace: 't1',
        id: 'llm3',
        parent: 'root',
        start: 860,
        attributes: { 'gen_ai.request.model': 'model-of-nobody' },
      }),
    ]);
    expect((await ask(getSession, { id: 's1' }, context)).session.cost_usd).toBeNull();
  });

  it('answers the timeline whole in order of start', async () => {
    const { context, write } = buildStore();
    await write(CONVERSATION.toReversed());
    const { timeline, next_cursor } = await ask(getSession, { id: 's1' }, context);
    expect(timeline.map(({ span_id }) => span_id)).toEqual(['root', 'llm1', 'tool1', 'tool2', 'llm2'].map(spanIdOf));
    expect(next_cursor).toBeNull();
    expect(timeline[0]).toMatchObject({ kind: 'agent', parent_span_id: null, status: 'unset', input_tokens: null });
    expect(timeline[1]).toMatchObject({
      kind: 'llm.chat',
      trace_id: traceIdOf('t1'),
      parent_span_id: spanIdOf('root'),
      start_unix_nano: `${BEGIN_MS + 10}000000`,
      end_unix_nano: `${BEGIN_MS + 210}000000`,
      duration_ms: 200,
      model: 'gpt-4o',
      provider: 'openai',
      input_tokens: 120,
      cache_read_tokens: 100,
    });
    expect(timeline[3]).toMatchObject({ kind: 'tool', tool_name: 'refund', status: 'error' });
  });

  it('says that a span without an end runs, and not that it is an hour long', async () => {
    const { context, write } = buildStore();
    await write([chat({ trace: 't1', id: 'llm1', start: 10, end: -BEGIN_MS })]);
    const { timeline } = await ask(getSession, { id: traceIdOf('t1') }, context);
    expect(timeline).toMatchObject([{ status: 'running', end_unix_nano: '0', duration_ms: 0 }]);
  });

  it('says which parents run still, until they come or the session is over, and counts nothing by it', async () => {
    const [root, ...children] = CONVERSATION;
    const numbersOf = ({ span_count, message_count, tool_uses, total_tokens, cost_usd }: Session) => [
      span_count,
      message_count,
      tool_uses,
      total_tokens,
      cost_usd,
    ];
    for (const order of [children, [...children].reverse()]) {
      const { context, write, store } = buildStore();
      for (const span of order) await write([span]);
      const id = traceIdOf('t1');
      const early = await ask(getSession, { id }, context);
      expect(early.open_spans).toEqual([
        {
          trace_id: id,
          span_id: spanIdOf('root'),
          status: 'running',
          start_unix_nano: `${BEGIN_MS + 10}000000`,
          children: 4,
        },
      ]);
      expect(early.timeline).toHaveLength(4);
      expect(numbersOf(early.session).slice(0, 4)).toEqual([4, 2, 2, 410]);
      await store.completeSessions([id], Number.MAX_SAFE_INTEGER, BEGIN_MS);
      expect((await ask(getSession, { id }, context)).open_spans).toEqual([]);
      await write([root as SpanSpec]);
      const late = await ask(getSession, { id: 's1' }, context);
      expect(late.open_spans).toEqual([]);
      expect(numbersOf(late.session)).toEqual([5, 2, 2, 410, early.session.cost_usd]);
    }
  });

  it('takes no parent for missing that stands on another page', async () => {
    const { context, write } = buildStore();
    await write(CONVERSATION);
    const { next_cursor: cursor } = await ask(getSession, { id: 's1', limit: '1' }, context);
    const rest = await ask(getSession, { id: 's1', cursor }, context);
    expect(rest.timeline).toHaveLength(4);
    expect(rest.open_spans).toEqual([]);
  });

  it('pages a long timeline by cursor, each span once', async () => {
    const { context, write } = buildStore();
    await write(
      Array.from({ length: 25 }, (_, index) => ({ trace: 't1', id: `s${index}`, start: Math.floor(index / 4) })),
    );
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await ask(getSession, { id: traceIdOf('t1'), limit: '10', ...(cursor && { cursor }) }, context);
      seen.push(...page.timeline.map(({ span_id }) => span_id));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('gives 10,000 items at once and a cursor for the rest', async () => {
    const { context, write } = buildStore();
    for (let batch = 0; batch < 3; batch++) {
      const spans = Array.from({ length: 3334 }, (_, index) => ({
        trace: 't1',
        id: `${batch}x${index}`,
        start: index,
      }));
      await write(spans);
    }
    const first = await ask(getSession, { id: traceIdOf('t1') }, context);
    expect(first.timeline).toHaveLength(10_000);
    const rest = await ask(getSession, { id: traceIdOf('t1'), cursor: first.next_cursor }, context);
    expect(rest.timeline).toHaveLength(2);
    expect(rest.next_cursor).toBeNull();
  });

  it('does not know a session that is not there', async () => {
    await expect(ask(getSession, { id: 'nobody' }, buildStore().context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['1', 'x-0000000000000001', '99999999999999999999999-0000000000000001', "1-' OR 1=1"])(
    'refuses the cursor %j',
    async (cursor) => {
      const { context, write } = buildStore();
      await write(CONVERSATION);
      await expect(ask(getSession, { id: 's1', cursor }, context)).rejects.toThrow(
        /^parameter cursor: expected a next_cursor/,
      );
    },
  );

  it('shows a tag named __proto__ as a tag', async () => {
    const { context, write } = buildStore();
    await write([{ ...ROOT, attributes: { ...ROOT.attributes, 'tag.tags': ['__proto__=x'] } }]);
    const answer = await getSession.run({ id: 's1', limit: 1 }, context);
    expect(JSON.stringify(answer.session.tags)).toBe('{"__proto__":"x"}');
    expect(Object.getPrototypeOf(answer.session.tags)).toBe(Object.prototype);
  });
});

describe('list_sessions', () => {
  async function filled() {
    const built = buildStore();
    for (let index = 0; index < 60; index++) {
      const service = index % 2 === 0 ? 'even' : 'odd';
      const span = chat({ trace: `t${index}`, id: 'llm', start: index * 1000, tokens: [1000 - index, 1] });
      await built.write([span], { service });
    }
    await built.store.completeSessions([traceIdOf('t7')], Number.MAX_SAFE_INTEGER, BEGIN_MS);
    return built.context;
  }
  const ids = (answer: { sessions: readonly { id: string }[] }) => answer.sessions.map(({ id }) => id);

  it('answers the latest 50 and how many there are', async () => {
    const answer = await ask(listSessions, {}, await filled());
    expect(answer.total_count).toBe(60);
    expect(ids(answer)).toEqual(Array.from({ length: 50 }, (_, index) => traceIdOf(`t${59 - index}`)));
  });

  it('filters, orders and pages', async () => {
    const context = await filled();
    const odd = await ask(listSessions, { agent_id: 'odd', sort: 'total_tokens', limit: '2', offset: '1' }, context);
    expect(odd.total_count).toBe(30);
    expect(ids(odd)).toEqual([traceIdOf('t3'), traceIdOf('t5')]);
    const completed = await ask(listSessions, { status: 'completed' }, context);
    expect(ids(completed)).toEqual([traceIdOf('t7')]);
    expect(completed.sessions[0]?.completed_at).toBe(new Date(BEGIN_MS).toISOString());
  });

  it.each([
    [{ limit: '501' }, 'parameter limit: expected a whole number from 1 to 500'],
    [{ limit: '0' }, 'parameter limit: expected a whole number from 1 to 500'],
    [{ limit: '1e2' }, 'parameter limit: expected a whole number from 1 to 500'],
    [{ limit: ['1', '2'] }, 'parameter limit: expected a whole number from 1 to 500'],
    [{ offset: '-1' }, 'parameter offset: expected a whole number from 0 to 1000000000'],
    [{ status: 'done' }, 'parameter status: Invalid option: expected one of "active"|"completed"'],
    [{ agent_id: ['a', 'b'] }, 'parameter agent_id: Invalid input: expected string, received array'],
    [{ sort: "cost_usd'; DROP TABLE sessions" }, 'parameter sort: Invalid option'],
    [{ tags: '' }, 'parameter tags: '],
    [{ tags: 'a,,b' }, 'parameter tags: a name is empty'],
    [{ status: '-done' }, 'parameter status: Invalid option: expected one of "active"|"completed"'],
    [{ session_source: 'guess' }, 'parameter session_source: Invalid option'],
    [{ min_cost_usd: '-1' }, 'parameter min_cost_usd: expected a number from 0'],
    [{ min_errors: '1.5' }, 'parameter min_errors: expected a whole number'],
    [{ from: 'yesterday' }, 'parameter from: expected an ISO 8601 time'],
    [{ cursor: "1_2' OR 1=1" }, 'parameter cursor: expected a next_cursor'],
    [{ q: '*' }, 'parameter q: has no word to search for'],
    [{ q: '""' }, 'parameter q: has no word to search for'],
    [{ q: '-no' }, 'parameter q: only excludes'],
    [{ q: 'a '.repeat(70) }, 'parameter q: has more than 64 words'],
    [{ q: 'a'.repeat(1001) }, 'parameter q: '],
    [
      { has_finding: 'true' },
      'unknown parameter "has_finding"; this takes agent_id, status, model, tool, user_id, session_source, tags, ',
    ],
    [{ constructor: 'x' }, `unknown parameter "constructor"`],
    [{ ['__proto__']: 'x' }, `unknown parameter "__proto__"`],
  ])('refuses %j and names the parameter', async (params, message) => {
    const failure = await ask(listSessions, params, buildStore().context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CollectorError);
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(String(failure)).toMatch(message);
  });
});
