/**
 * Which traces without a session id are one conversation. A table of conversations, all sent into one store at once, in several
 * orders: the sessions are the same in each of them.
 */
import { afterEach, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import type { SessionSource } from '../../collector/model/session.ts';
import type { ExportRequest } from '../../collector/otlp/export-request.ts';
import type { Store } from '../../collector/store.ts';
import { Random } from '../../examples/random.ts';
import { buildLogs, callLogs } from './log-builder.ts';
import { BEGIN_MS, buildRequest, chat, traceIdOf, type SpanSpec } from './span-builder.ts';
import type { OpenStore } from './store-suite.ts';

type Said = readonly [role: string, text: string];
type Given = string | Said | object;

interface Call {
  readonly trace: string;
  readonly id?: string;
  readonly parent?: string;
  /** User and assistant by turns where nothing else is said. */
  readonly sent: readonly Given[];
  /** Null for a call that failed. */
  readonly answer: Given | null;
  readonly user?: string;
  readonly service?: string;
  readonly attributes?: SpanSpec['attributes'];
  /** The messages come as log records. */
  readonly asLogs?: true;
}

interface Case {
  readonly what: string;
  readonly calls: readonly Call[];
  /** The traces of each session, the one that names it first. */
  readonly sessions: readonly (readonly string[])[];
  readonly source?: SessionSource;
}

const toolCall = (id: string, name = 'look'): object => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id, name, arguments: { city: 'Ghent' } }],
});
const toolAnswer = (id: string, response = 'old'): object => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', id, response }],
});
const EXAMPLES: readonly Given[] = ['2+2', 'four', '3+3', 'six'];

const CASES: readonly Case[] = [
  {
    what: 'extends what was sent and received',
    calls: [
      { trace: 'a1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'a2', sent: ['Hi', 'Hello!', 'Who?'], answer: 'Me.' },
      { trace: 'a3', sent: ['Hi', 'Hello!', 'Who?', 'Me.', 'Why?'], answer: null },
    ],
    sessions: [['a1', 'a2', 'a3']],
  },
  {
    what: 'begins with the same words, which is not enough',
    calls: [
      { trace: 'b1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'b2', sent: ['Hi'], answer: 'Hello!' },
    ],
    sessions: [['b1'], ['b2']],
    source: 'trace',
  },
  {
    what: 'begins with the same words and answer, two at a time',
    calls: [
      { trace: 'c1', sent: ['Hi'], answer: 'Hello!', user: 'ann' },
      { trace: 'c2', sent: ['Hi'], answer: 'Hello!', user: 'bob' },
      { trace: 'c3', sent: ['Hi', 'Hello!', 'one'], answer: '1', user: 'ann' },
      { trace: 'c4', sent: ['Hi', 'Hello!', 'two'], answer: '2', user: 'bob' },
    ],
    sessions: [
      ['c1', 'c3'],
      ['c2', 'c4'],
    ],
  },
  {
    what: 'begins with the same words and answer, and nobody says whose they are',
    calls: [
      { trace: 'd1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'd2', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'd3', sent: ['Hi', 'Hello!', 'one'], answer: '1' },
      { trace: 'd4', sent: ['Hi', 'Hello!', 'two'], answer: '2' },
      { trace: 'd5', sent: ['Hi', 'Hello!', 'one', '1', 'more'], answer: '1b' },
    ],
    // The nearest that nobody continued yet.
    sessions: [
      ['d2', 'd3', 'd5'],
      ['d1', 'd4'],
    ],
  },
  {
    what: 'is said to another service or by another user',
    calls: [
      { trace: 'e1', sent: ['Hi'], answer: 'Hello!', user: 'ann' },
      { trace: 'e2', sent: ['Hi', 'Hello!', 'one'], answer: '1', user: 'bob' },
      { trace: 'e3', sent: ['Hi', 'Hello!', 'one'], answer: '1', service: 'elsewhere' },
    ],
    sessions: [['e1'], ['e2'], ['e3']],
    source: 'trace',
  },
  {
    what: 'is sent again after a failure',
    calls: [
      { trace: 'f1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'f2', sent: ['Hi', 'Hello!', 'one'], answer: null },
      { trace: 'f3', sent: ['Hi', 'Hello!', 'one'], answer: '1' },
      { trace: 'f4', sent: ['Hi', 'Hello!', 'one', '1', 'two'], answer: '2' },
    ],
    sessions: [['f1', 'f2', 'f3', 'f4']],
  },
  {
    what: 'is edited, and goes on as another branch',
    calls: [
      { trace: 'g1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'g2', sent: ['Hi', 'Hello!', 'one'], answer: '1' },
      { trace: 'g3', sent: ['Hi', 'Hello!', 'uno'], answer: '1' },
    ],
    sessions: [['g1', 'g2', 'g3']],
  },
  {
    what: 'lost a trace in between',
    calls: [
      { trace: 'h1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'h3', sent: ['Hi', 'Hello!', 'one', '1', 'two'], answer: '2' },
    ],
    sessions: [['h1', 'h3']],
  },
  {
    what: 'is compacted, and still has the id of a tool call',
    calls: [
      { trace: 'i1', sent: ['go'], answer: toolCall('call_8fK2mQ9xLw') },
      {
        trace: 'i2',
        sent: ['Summary: we looked.', toolCall('call_8fK2mQ9xLw'), toolAnswer('call_8fK2mQ9xLw')],
        answer: '1',
      },
    ],
    sessions: [['i1', 'i2']],
  },
  {
    what: 'has ids of tool calls that are only counted',
    calls: [
      { trace: 'j1', sent: ['go'], answer: toolCall('call_0') },
      { trace: 'j2', sent: ['go elsewhere', toolCall('call_0', 'find'), toolAnswer('call_0')], answer: '1' },
    ],
    sessions: [['j1'], ['j2']],
    source: 'trace',
  },
  {
    what: 'names the response it continues',
    calls: [
      { trace: 'k1', sent: ['Hi'], answer: 'Hello!', attributes: { 'gen_ai.response.id': 'resp_k1' } },
      { trace: 'k2', sent: ['one'], answer: '1', attributes: { 'openai.request.previous_response_id': 'resp_k1' } },
    ],
    sessions: [['k1', 'k2']],
    source: 'response_chain',
  },
  {
    what: 'begins with examples that all conversations begin with',
    calls: [
      { trace: 'l1', sent: [...EXAMPLES, '4+4'], answer: 'eight' },
      { trace: 'l2', sent: [...EXAMPLES, '5+5'], answer: 'ten' },
      { trace: 'l3', sent: [...EXAMPLES, '4+4'], answer: 'eight' },
    ],
    sessions: [['l1'], ['l2'], ['l3']],
    source: 'trace',
  },
  {
    what: 'has another system prompt every time',
    calls: [
      {
        trace: 'm1',
        sent: [
          ['system', 'It is 9.'],
          ['user', 'Hi'],
        ],
        answer: 'Hello!',
      },
      {
        trace: 'm2',
        sent: [
          ['system', 'It is 10.'],
          ['user', 'Hi'],
          ['assistant', 'Hello!'],
          ['user', 'one'],
        ],
        answer: '1',
      },
    ],
    sessions: [['m1', 'm2']],
  },
  {
    what: 'asks a sub-agent within a trace',
    calls: [
      { trace: 'n1', id: 'main1', sent: ['plan'], answer: toolCall('call_Zq81LmPo4e') },
      { trace: 'n1', id: 'sub', parent: 'main1', sent: ['task'], answer: 'done' },
      {
        trace: 'n1',
        id: 'main2',
        sent: ['plan', toolCall('call_Zq81LmPo4e'), toolAnswer('call_Zq81LmPo4e', 'done')],
        answer: 'ok',
      },
      {
        trace: 'n2',
        sent: [
          'plan',
          toolCall('call_Zq81LmPo4e'),
          toolAnswer('call_Zq81LmPo4e', 'done'),
          ['assistant', 'ok'],
          ['user', 'go on'],
        ],
        answer: 'ok',
      },
    ],
    sessions: [['n1', 'n2']],
  },
  {
    what: 'comes as log records',
    calls: [
      { trace: 'o1', sent: ['Hi'], answer: 'Hello!', asLogs: true },
      { trace: 'o2', sent: ['Hi', 'Hello!', 'one'], answer: '1', asLogs: true },
    ],
    sessions: [['o1', 'o2']],
  },
  {
    what: 'has an id in one of its traces, which leaves the chain',
    calls: [
      { trace: 'p1', sent: ['Hi'], answer: 'Hello!' },
      { trace: 'p2', sent: ['Hi', 'Hello!', 'one'], answer: '1' },
      { trace: 'p2', id: 'named', sent: [], answer: null, attributes: { 'session.id': 'p2' } },
      { trace: 'p3', sent: ['Hi', 'Hello!', 'one', '1', 'two'], answer: '2' },
    ],
    sessions: [['p1', 'p3'], ['p2']],
  },
];

export function chainSuite(open: (bus: Bus) => Promise<OpenStore>): void {
  const seed = process.env['TEST_SEED'] ?? String(Math.floor(Math.random() * 1e9));
  const random = new Random(seed);
  let opened: OpenStore | undefined;
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  const everything = CASES.flatMap(buildCase);
  const orders: Record<string, () => (() => ExportRequest)[]> = {
    'in order': () => everything,
    'the last first': () => everything.toReversed(),
    [`shuffled and repeated, TEST_SEED=${seed}`]: () =>
      shuffle([...everything, ...everything.filter(() => random.next() < 0.4)], random),
  };

  let numbers: unknown;
  it.each(Object.keys(orders))('ties the traces of a conversation without an id: %s', async (order) => {
    opened = await open(new Bus());
    const { store } = opened;
    for (const build of orders[order]?.() ?? []) await store.write(build(), { forwards: false });
    for (const { what, sessions, source = 'history' } of CASES) {
      for (const traces of sessions) {
        const [first = ''] = traces;
        const found = await store.readSession(first === 'p2' ? 'p2' : traceIdOf(first));
        expect(found, `${what}: ${first}`).not.toBeNull();
        const timeline = await store.readTimeline(found?.id ?? '', { limit: 100 });
        const members = new Set(timeline.map(({ traceId }) => traceId));
        expect([...members].sort(), `${what}: ${first}`).toEqual(traces.map(traceIdOf).sort());
        expect(found?.source, what).toBe(first === 'p2' ? 'attribute' : traces.length > 1 ? source : 'trace');
      }
    }
    const derived = await deriveNumbers(store);
    numbers ??= derived;
    expect(derived).toEqual(numbers);
  });

  // A test each: opening a store starts a thread, and 24 of them are more than a busy machine does in a test's time.
  it.each(permutations([0, 1, 2, 3]).map((order) => order.join()))(
    'ties a trace although a span had announced a session id that it took back, in the order %s',
    async (order) => {
      opened = await open(new Bus());
      for (const part of order.split(','))
        await opened.store.write(buildRequest([TAKEN_BACK[Number(part)] as SpanSpec]), { forwards: false });
      const { sessions } = await opened.store.listSessions({ sort: 'created_at', limit: 10, offset: 0 });
      const found = sessions.map(({ id, source, totals }) => [id, source, totals.spans]);
      expect(found).toEqual([[traceIdOf('t1'), 'history', 3]]);
    },
  );
}

const message = (role: string, content: string): object => ({ role, parts: [{ type: 'text', content }] });
const said = (input: readonly object[], output: string): NonNullable<SpanSpec['attributes']> => ({
  'gen_ai.input.messages': JSON.stringify(input),
  'gen_ai.output.messages': JSON.stringify([message('assistant', output)]),
});

/** As Logfire sends a conversation whose `session.id` its scrubbing hides only when the span ends. */
const TAKEN_BACK: readonly SpanSpec[] = [
  chat({ trace: 't1', id: 'llm1', attributes: said([message('user', 'Hi')], 'Hello!') }),
  { trace: 't2', id: 'root', start: 1000, end: -BEGIN_MS, attributes: { 'session.id': 'announced' } },
  chat({
    trace: 't2',
    id: 'llm2',
    parent: 'root',
    start: 1100,
    attributes: said([message('user', 'Hi'), message('assistant', 'Hello!'), message('user', 'Who?')], 'Me.'),
  }),
  { trace: 't2', id: 'root', start: 1000, end: 1400 },
];

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}

/** Everything that must not depend on the order. */
async function deriveNumbers(store: Store): Promise<unknown> {
  const { sessions } = await store.listSessions({ sort: 'created_at', limit: 500, offset: 0 });
  const agents = await store.listAgents();
  return {
    sessions: sessions.map(({ lastReceivedMs: _arrival, ...session }) => session).sort(byId),
    agents: [...agents].sort(byId),
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function buildCase({ calls }: Case): (() => ExportRequest)[] {
  return calls.flatMap((call, index) => {
    const { trace, id = 'llm', parent, sent, answer, user, service = trace.charAt(0), asLogs } = call;
    const at = index * 10_000;
    const said = sent.length > 0 && asLogs === undefined;
    const span = chat({
      trace,
      id,
      ...(parent === undefined ? {} : { parent }),
      start: at,
      error: answer === null,
      attributes: {
        ...(said ? { 'gen_ai.input.messages': write(sent, 0) } : {}),
        ...(said && answer !== null ? { 'gen_ai.output.messages': write([answer], 1) } : {}),
        ...(user === undefined ? {} : { 'user.id': user }),
        ...call.attributes,
      },
    });
    const spans = () => buildRequest([span], { service });
    if (asLogs === undefined) return [spans];
    const messages = sent.map((text, place) => [place % 2 === 0 ? 'user' : 'assistant', wordsOf(text)] as const);
    const records = callLogs({ trace, span: id, at }, messages, wordsOf(answer));
    return [spans, ...records.map((record) => () => buildLogs([record]))];
  });
}

function write(messages: readonly Given[], from: number): string {
  return JSON.stringify(
    messages.map((given, index) => {
      const byTurns = (index + from) % 2 === 0 ? 'user' : 'assistant';
      if (typeof given !== 'string' && !isSaid(given)) return given;
      const [role, content] = typeof given === 'string' ? [byTurns, given] : given;
      return { role, parts: [{ type: 'text', content }] };
    }),
  );
}

/** Log records are built of texts. */
function wordsOf(given: Given | null): string {
  if (typeof given !== 'string') throw new TypeError('a case with log records speaks in texts');
  return given;
}

function isSaid(given: Given): given is Said {
  return Array.isArray(given);
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
