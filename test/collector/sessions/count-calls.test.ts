/** One call counts once, however many spans describe it. */
import { describe, expect, it } from 'vitest';

import { countCalls } from '../../../collector/sessions/count-calls.ts';
import type { SpanFacts } from '../../../collector/sessions/span-facts.ts';
import { SpanTree } from '../../../collector/sessions/span-tree.ts';
import { buildFacts, byId, usageOf } from '../../support/facts-builder.ts';

const llm = (id: string, facts: Parameters<typeof buildFacts>[1] = {}) =>
  buildFacts(id, { kind: 'llm.chat', ...facts });
const tool = (id: string, facts: Parameters<typeof buildFacts>[1] = {}) => buildFacts(id, { kind: 'tool', ...facts });
const agent = (id: string, facts: Parameters<typeof buildFacts>[1] = {}) => buildFacts(id, { kind: 'agent', ...facts });

/** `usageOf` of the sum, of which the cache served a part. */
const cached = (uncached: number, read: number) => ({
  ...usageOf(uncached, 1),
  cacheRead: read,
});

const cases: readonly { claim: string; spans: SpanFacts[]; calls?: string[]; usage?: string[]; tools?: string[] }[] = [
  {
    claim: 'a model call counts with its usage',
    spans: [llm('a', { usage: usageOf(1, 1) })],
    calls: ['a'],
    usage: ['a'],
  },
  {
    claim: 'a span around a model call is not a second call',
    spans: [llm('outer', { usage: usageOf(1, 1) }), llm('inner', { parent: 'outer', usage: usageOf(1, 1) })],
    calls: ['inner'],
    usage: ['inner'],
  },
  {
    claim: 'usage that only the outer span knows is not lost',
    spans: [llm('outer', { usage: usageOf(1, 1) }), llm('inner', { parent: 'outer' })],
    calls: ['inner'],
    usage: ['outer'],
  },
  {
    claim: 'of two spans around one call with equal totals the one that knows what was cached is billed',
    spans: [llm('outer', { usage: cached(7, 3) }), llm('inner', { parent: 'outer', usage: usageOf(10, 1) })],
    calls: ['inner'],
    usage: ['outer'],
  },
  {
    claim: 'a span around a call that has other totals is another call',
    spans: [llm('outer', { usage: cached(8, 3) }), llm('inner', { parent: 'outer', usage: usageOf(10, 1) })],
    calls: ['inner'],
    usage: ['inner'],
  },
  {
    claim: 'of two spans beside each other with one response the one that knows what was cached stands',
    spans: [llm('a', { responseId: 'r', usage: usageOf(10, 1) }), llm('b', { responseId: 'r', usage: cached(7, 3) })],
    calls: ['b'],
    usage: ['b'],
  },
  {
    claim: 'an agent that repeats the usage of its calls is not billed again',
    spans: [agent('root', { usage: usageOf(5, 5) }), llm('a', { parent: 'root', usage: usageOf(5, 5) })],
    calls: ['a'],
    usage: ['a'],
  },
  {
    claim: 'an agent whose calls are not instrumented is billed itself, the outer of two agents never',
    spans: [agent('root', { usage: usageOf(5, 5) }), agent('sub', { parent: 'root', usage: usageOf(5, 5) })],
    calls: [],
    usage: ['sub'],
  },
  {
    claim: 'two instrumentations of one client are one call by response id, and the one with tokens stands',
    spans: [
      llm('x', { responseId: 'r1' }),
      llm('y', { responseId: 'r1', usage: usageOf(1, 1) }),
      llm('z', { responseId: 'r2' }),
    ],
    calls: ['y', 'z'],
    usage: ['y'],
  },
  {
    claim: 'a tool call is its call id',
    spans: [
      tool('a', { toolCallId: 'c1' }),
      tool('b', { toolCallId: 'c1', parent: 'a' }),
      tool('c', { toolCallId: 'c2' }),
    ],
    tools: ['a', 'c'],
  },
  {
    claim: 'an MCP client span inside a tool span is the same call',
    spans: [
      tool('outer', { toolCallId: 'c1' }),
      buildFacts('http', { parent: 'outer' }),
      tool('mcp', { parent: 'http' }),
    ],
    tools: ['outer'],
  },
  {
    claim: 'tools of an agent that was called as a tool are its own calls',
    spans: [tool('outer', { toolCallId: 'c1' }), agent('sub', { parent: 'outer' }), tool('inner', { parent: 'sub' })],
    tools: ['outer', 'inner'],
  },
  {
    claim: 'an attempt that failed and tells its tokens is billed like the one after it',
    spans: [
      llm('failed', { status: 'error', usage: usageOf(5, 0) }),
      llm('again', { at: 200, usage: usageOf(5, 2), responseId: 'r1' }),
    ],
    calls: ['failed', 'again'],
    usage: ['failed', 'again'],
  },
  {
    claim: 'an embedding and a reranking are billed and are no model calls',
    spans: [
      buildFacts('embedding', { kind: 'embedding', usage: usageOf(3, 0) }),
      buildFacts('rerank', { kind: 'rerank', at: 100, usage: usageOf(4, 0) }),
      llm('chat', { at: 200, usage: usageOf(5, 1) }),
    ],
    calls: ['chat'],
    usage: ['embedding', 'rerank', 'chat'],
  },
  {
    claim: 'the two sides of an MCP call inside a tool span are the same call',
    spans: [
      tool('tool', { toolCallId: 'c1' }),
      tool('client', { parent: 'tool' }),
      tool('server', { parent: 'client' }),
    ],
    tools: ['tool'],
  },
  {
    claim: 'spans that are their own ancestors end the walk',
    spans: [llm('a', { parent: 'b', usage: usageOf(1, 1) }), llm('b', { parent: 'a' }), tool('t', { parent: 't' })],
    tools: ['t'],
  },
];

describe('countCalls', () => {
  for (const { claim, spans, calls, usage, tools } of cases) {
    it(claim, () => {
      for (const order of [spans, [...spans].reverse()]) {
        const counted = countCalls(new SpanTree(byId(order)));
        const ids = (counts: readonly SpanFacts[]) => counts.map((span) => span.spanId).sort();
        if (calls) expect(ids(counted.modelCalls)).toEqual([...calls].sort());
        if (usage) expect(ids(counted.usage)).toEqual([...usage].sort());
        if (tools) expect(ids(counted.toolCalls)).toEqual([...tools].sort());
      }
    });
  }
});
