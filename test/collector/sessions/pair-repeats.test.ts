/** Spans beside each other that tell of one call are one; real calls side by side stay as many as they are. */
import { describe, expect, it } from 'vitest';

import type { SpanFacts } from '../../../collector/sessions/span-facts.ts';
import { summarizeTrace } from '../../../collector/sessions/summarize-trace.ts';
import { Random } from '../../../examples/random.ts';
import { buildFacts, byId, usageOf } from '../../support/facts-builder.ts';

type Given = Parameters<typeof buildFacts>[1] & { readonly lasts?: number };

function call(id: string, { lasts = 100, ...facts }: Given = {}): SpanFacts {
  const built = buildFacts(id, { kind: 'llm.chat', model: 'gpt-4o', scope: 'one', usage: usageOf(50, 7), ...facts });
  return { ...built, endUnixNano: built.startUnixNano + BigInt(Math.round(lasts * 1e6)) };
}
const other = (id: string, facts: Given = {}): SpanFacts => call(id, { scope: 'two', ...facts });
const agent = (id: string, facts: Given = {}): SpanFacts =>
  call(id, { kind: 'agent', scope: '', usage: null, model: null, lasts: 10_000, ...facts });
const UNTOLD = { usage: null } as const;
const FAILED = { usage: null, status: 'error' } as const;
const inTwo = { vocabulary: 'openllmetry' } as const;

const cases: readonly {
  claim: string;
  spans: readonly SpanFacts[];
  calls: number;
  input?: number;
  failures?: number;
}[] = [
  {
    claim: 'two scopes beside each other tell of one call',
    spans: [call('a'), other('b', { at: 1, lasts: 98 })],
    calls: 1,
    input: 50,
  },
  {
    claim: 'two spans of one scope are two calls',
    spans: [call('a'), call('b', { at: 1, lasts: 98 })],
    calls: 2,
    input: 100,
  },
  { claim: 'spans of no named scope are two calls', spans: [call('a', { scope: '' }), other('b')], calls: 2 },
  {
    claim: 'the same call again, after the first has ended, is another',
    spans: [call('a'), other('b', { at: 100 })],
    calls: 2,
  },
  { claim: 'other tokens are another call', spans: [call('a'), other('b', { usage: usageOf(50, 8) })], calls: 2 },
  {
    claim: 'another answer is another call',
    spans: [call('a', { responseId: 'r1' }), other('b', { responseId: 'r2' })],
    calls: 2,
  },
  { claim: 'another model is another call', spans: [call('a'), other('b', { model: 'gpt-4o-mini' })], calls: 2 },
  {
    claim: 'the model as asked, as answered and as a gateway names it is one',
    spans: [call('a', { model: 'openai/gpt-4o' }), other('b', { model: 'gpt-4o-2024-08-06' })],
    calls: 1,
  },
  {
    claim: 'an embedding is no model call',
    spans: [call('a'), other('b', { kind: 'embedding' })],
    calls: 1,
    input: 100,
  },
  {
    claim: 'an embedding told twice is billed once',
    spans: [call('a', { kind: 'embedding' }), other('b', { kind: 'embedding' })],
    calls: 0,
    input: 50,
  },
  {
    claim: 'equal calls at once are as many as the scope with the most of them tells',
    spans: [call('a'), call('b', { at: 1 }), call('c', { at: 2 }), other('d'), other('e', { at: 1 })],
    calls: 3,
    input: 150,
  },
  {
    claim: 'a span without an id is of one of two calls, and makes them not one',
    spans: [call('a', { responseId: 'r1' }), other('b'), call('c', { scope: 'three', responseId: 'r2' })],
    calls: 2,
  },
  {
    claim: 'calls of a millisecond that meet for less than half of it are two',
    spans: [call('a', { lasts: 1.4 }), other('b', { at: 1, lasts: 1.2 })],
    calls: 2,
  },
  {
    claim: 'three scopes tell of one call',
    spans: [call('a'), other('b'), other('c', { scope: 'three' })],
    calls: 1,
    input: 50,
  },
  {
    claim: 'the total that leaves out what the cache served is the same call, and the whole one stands',
    spans: [call('a', { usage: { ...usageOf(40, 7), cacheRead: 10 } }), other('b', { usage: usageOf(40, 7) })],
    calls: 1,
    input: 50,
  },
  {
    claim: 'a stream of which one tells the tokens is one call',
    spans: [call('a'), other('b', UNTOLD)],
    calls: 1,
    input: 50,
  },
  {
    claim: 'a stream of which nobody tells the tokens is one call',
    spans: [call('a', UNTOLD), other('b', UNTOLD)],
    calls: 1,
  },
  {
    claim: 'a call that failed is one call and one failure',
    spans: [call('a', FAILED), other('b', { ...FAILED, at: 1, lasts: 98 })],
    calls: 1,
    failures: 1,
  },
  {
    claim: 'an attempt that failed is no repeat of the one that did not',
    spans: [call('a', FAILED), other('b', UNTOLD)],
    calls: 2,
    failures: 1,
  },
  {
    claim: 'without tokens a call within a longer one is another',
    spans: [call('a', UNTOLD), other('b', { ...UNTOLD, at: 20, lasts: 50 })],
    calls: 2,
  },
  {
    claim: 'with equal tokens a call within a longer one is the same',
    spans: [call('a'), other('b', { at: 20, lasts: 50 })],
    calls: 1,
  },
  {
    claim: 'nothing but the time in common is another call',
    spans: [call('a', { ...UNTOLD, model: null }), other('b', { ...UNTOLD, model: null })],
    calls: 2,
  },
  {
    claim: 'two instrumentations of a framework make two trees of one call',
    spans: [
      agent('root'),
      agent('chain', { parent: 'root' }),
      call('a', { parent: 'chain' }),
      agent('task', { parent: 'root', ...inTwo }),
      agent('step', { parent: 'task', ...inTwo }),
      other('b', { parent: 'step', ...inTwo }),
    ],
    calls: 1,
  },
  {
    claim: 'a client below a framework whose spans are not its parents is the same call',
    spans: [
      agent('root'),
      agent('chain', { parent: 'root' }),
      call('a', { parent: 'chain' }),
      other('b', { parent: 'root' }),
    ],
    calls: 1,
  },
  {
    claim: 'two agents who are told the same at once make two calls',
    spans: [
      agent('root'),
      agent('ann', { parent: 'root', agentName: 'ann' }),
      call('a', { parent: 'ann' }),
      agent('bob', { parent: 'root', agentName: 'bob' }),
      other('b', { parent: 'bob' }),
    ],
    calls: 2,
  },
  {
    claim: 'a branch of somebody else’s is another call',
    spans: [
      agent('root'),
      agent('mine', { parent: 'root', vocabulary: 'other' }),
      call('a', { parent: 'mine' }),
      other('b', { parent: 'root' }),
    ],
    calls: 2,
  },
];

describe('calls that two scopes tell', () => {
  it.each(cases)('$claim', ({ spans, calls, input, failures }) => {
    for (const order of [spans, [...spans].reverse()]) {
      const { totals } = summarizeTrace(byId(order));
      expect(totals.calls).toBe(calls);
      if (input !== undefined) expect(totals.usage.inputUncached + totals.usage.cacheRead).toBe(input);
      if (failures !== undefined) expect(totals.failures).toBe(failures);
    }
  });

  it('are one use of a tool, too, where no id says so', () => {
    const spans = [
      call('a', { kind: 'tool', toolName: 'look' }),
      other('b', { kind: 'tool', toolName: 'look', toolCallId: 'c1' }),
    ];
    expect(summarizeTrace(byId(spans)).totals.toolUses).toBe(1);
    const named = spans.map((span) => ({ ...span, toolName: span.spanId }));
    expect(summarizeTrace(byId(named)).totals.toolUses).toBe(2);
  });

  it('are compared to a limit, beyond which a repeat counts', () => {
    const many = (scope: string) =>
      Array.from({ length: 500 }, (_, at) => call(`${scope}${at}`, { scope, at: Math.floor(at / 10) }));
    const { calls } = summarizeTrace(byId([...many('one'), ...many('two')])).totals;
    expect(calls).toBeGreaterThan(500);
    expect(calls).toBeLessThan(1000);
  });
});

const SEED = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 1e9));
const SCOPES = ['one', 'two', 'three'];

/** A trace, and how often a model was really asked in it, with how many tokens. */
interface Told {
  readonly spans: readonly SpanFacts[];
  readonly calls: number;
  readonly input: number;
  readonly failures: number;
}

/**
 * Agents below agents, some at once. Each asks several times: groups of equal calls at once, with tokens or without, that the
 * group's own scope tells; of each call any other scope may tell too, around it, within it, beside it or in a tree of its own.
 */
function makeTrace(random: Random): Told {
  const spans: SpanFacts[] = [agent('root', { lasts: 1e6 })];
  const told = { calls: 0, input: 0, failures: 0 };
  let number = 0;
  const nameNext = (): string => `s${number++}`;
  const chance = (of: number): boolean => random.next() < of;
  /** Of what is already there, what another scope says of it. */
  const repeat = (span: SpanFacts, scope: string, parent: string): void => {
    const shift = BigInt(random.integer(-200_000, 200_000));
    const usage =
      span.usage === null || chance(0.7)
        ? span.usage
        : { ...span.usage, cacheRead: 0, inputUncached: span.usage.inputUncached + span.usage.cacheRead };
    const around = chance(0.3);
    const startUnixNano = span.startUnixNano + shift;
    const endUnixNano = span.endUnixNano + BigInt(random.integer(-200_000, 200_000));
    const within = !around && chance(0.3);
    let above = within ? span.spanId : parent;
    const vocabulary = `words of ${scope}`;
    if (!within && !around && chance(0.3)) {
      const chain = agent(nameNext(), { parent, vocabulary, at: 0 });
      spans.push(chain);
      above = chain.spanId;
    }
    const repeated = {
      ...span,
      spanId: nameNext(),
      parentSpanId: above,
      scope,
      vocabulary,
      usage,
      startUnixNano,
      endUnixNano,
      responseId: chance(0.3) ? span.responseId : null,
    };
    spans.push(repeated);
    const at = spans.findIndex(({ spanId }) => spanId === span.spanId);
    if (around) spans[at] = { ...(spans[at] as SpanFacts), parentSpanId: repeated.spanId };
  };
  const ask = (parent: string, depth: number, beginsAt: number): void => {
    let at = beginsAt;
    for (let group = random.integer(1, 3); group > 0; group -= 1) {
      const scope = SCOPES[random.integer(0, 2)] as string;
      const kind = random.next();
      const usage =
        kind < 0.7
          ? { ...usageOf(random.integer(1, 30), random.integer(1, 5)), cacheRead: random.integer(0, 9) }
          : null;
      const failed = kind > 0.85;
      let longest = 0;
      for (let times = random.integer(1, 4); times > 0; times -= 1) {
        const lasts = random.integer(20, 400);
        longest = Math.max(longest, lasts);
        const id = nameNext();
        const said = { parent, scope, usage, vocabulary: `words of ${scope}`, lasts, at: at + random.integer(0, 10) };
        const one = call(id, { ...said, ...(failed ? FAILED : {}), responseId: failed ? null : `r-${id}` });
        const spoken = chance(0.4) ? { ...one, responseId: null } : one;
        spans.push(spoken);
        told.calls += 1;
        told.input += usage === null ? 0 : usage.inputUncached + usage.cacheRead;
        told.failures += failed ? 1 : 0;
        for (const another of SCOPES) if (another !== scope && chance(0.4)) repeat(spoken, another, parent);
      }
      at += longest + 50;
    }
    if (depth === 0) return;
    for (let agents = random.integer(0, 3); agents > 0; agents -= 1) {
      const id = nameNext();
      spans.push(agent(id, { parent, agentName: id, at: beginsAt, lasts: 1e5 }));
      ask(id, depth - 1, chance(0.5) ? beginsAt : at);
    }
  };
  ask('root', 2, 10);
  return { spans, ...told };
}

describe(`random traces, TEST_SEED=${SEED}`, () => {
  it('have as many calls, tokens and failures as there really were', () => {
    const random = new Random(`${SEED}`);
    let repeats = 0;
    for (let round = 0; round < 500; round += 1) {
      const { spans, calls, input, failures } = makeTrace(random);
      repeats += spans.filter(({ kind }) => kind === 'llm.chat').length - calls;
      const { totals } = summarizeTrace(byId(spans));
      const got = {
        calls: totals.calls,
        input: totals.usage.inputUncached + totals.usage.cacheRead,
        failures: totals.failures,
      };
      expect(got, `round ${round}`).toEqual({ calls, input, failures });
      const backwards = summarizeTrace(byId([...spans].reverse()));
      expect(backwards.totals, `round ${round}`).toEqual(totals);
    }
    expect(repeats).toBeGreaterThan(1000);
  });
});
