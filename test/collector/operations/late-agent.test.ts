/** A session belongs to its outermost agent, and that one's span comes last: until then an inner agent has the session. */
import { describe, expect, it } from 'vitest';

import { listAgents } from '../../../collector/operations/list-agents.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import { agent, chat, tool, type SpanSpec } from '../../support/span-builder.ts';
import { EVERY_SERIES } from '../../support/every-series.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const OUTER = agent({ trace: 't1', id: 'outer', agent: 'lead', start: 0, end: 900 });
const INNER: readonly SpanSpec[] = [
  chat({ trace: 't1', id: 'llm1', parent: 'inner', start: 20, end: 120, tokens: [100, 10] }),
  tool({ trace: 't1', id: 'tool1', parent: 'inner', start: 130, tool: 'search', error: true }),
  agent({ trace: 't1', id: 'inner', parent: 'outer', agent: 'searcher', start: 10, end: 300 }),
  chat({ trace: 't1', id: 'llm2', parent: 'outer', start: 400, end: 800, tokens: [200, 20] }),
];
const ALONE: readonly SpanSpec[] = [
  chat({ trace: 't2', id: 'llm3', parent: 'other', start: 5000, end: 5100, tokens: [7, 3] }),
  agent({ trace: 't2', id: 'other', agent: 'searcher', start: 4990, end: 5200 }),
];

async function readNumbers(context: ReturnType<typeof buildStore>['context']) {
  const [{ agents }, { sessions }] = await Promise.all([ask(listAgents, {}, context), ask(listSessions, {}, context)]);
  const agentNumbers = agents.map((one) => [
    one.id,
    one.total_sessions,
    one.total_messages,
    one.total_tokens,
    one.total_tools,
    one.total_errors,
  ]);
  return {
    agents: Object.fromEntries(agentNumbers.map(([id, ...numbers]) => [id, numbers])),
    sessions: sessions.map((one) => [one.agent_id, [...one.agents].sort((a, b) => (a < b ? -1 : 1))]),
  };
}

/** The calls of the charts by agent. */
async function readCharts(store: ReturnType<typeof buildStore>['store']) {
  const series = await store.readSeries(EVERY_SERIES);
  return series.map((buckets) => {
    const calls = buckets.map((bucket) => `${bucket.startMs} ${bucket.agentId} ${bucket.model} ${bucket.calls.calls}`);
    return calls.sort((a, b) => (a < b ? -1 : 1));
  });
}

describe('an outermost agent that comes late', () => {
  it('takes the session and its numbers from the inner one, which keeps its own sessions', async () => {
    const { context, write } = buildStore();
    await write([...ALONE, ...INNER]);
    expect(await readNumbers(context)).toEqual({
      agents: { searcher: [2, 3, 340, 1, 1] },
      sessions: [
        ['searcher', ['searcher']],
        ['searcher', ['searcher']],
      ],
    });
    await write([OUTER]);
    const settled = await readNumbers(context);
    expect(settled).toEqual({
      agents: { lead: [1, 2, 330, 1, 1], searcher: [1, 1, 10, 0, 0] },
      sessions: [
        ['searcher', ['searcher']],
        ['lead', ['lead', 'searcher']],
      ],
    });
    const other = buildStore();
    for (const span of [OUTER, ...INNER, ...ALONE]) await other.write([span]);
    expect(await readNumbers(other.context)).toEqual(settled);
  });

  it('takes what the session did in other traces along, on the charts too', async () => {
    const attributes = { 'session.id': 's1' };
    const later = ALONE.map((span) => ({ ...span, attributes: { ...span.attributes, ...attributes } }));
    const first = INNER.map((span) => ({ ...span, attributes: { ...span.attributes, ...attributes } }));
    const built = buildStore();
    await built.write([...later, ...first]);
    expect((await readNumbers(built.context)).agents).toEqual({ searcher: [1, 3, 340, 1, 1] });
    await built.write([OUTER]);
    const settled = await readNumbers(built.context);
    expect(settled.agents).toEqual({ lead: [1, 3, 340, 1, 1] });
    const other = buildStore();
    for (const span of [OUTER, ...first, ...later]) await other.write([span]);
    expect(await readNumbers(other.context)).toEqual(settled);
    expect(await readCharts(built.store)).toEqual(await readCharts(other.store));
    expect(JSON.stringify(await readCharts(built.store))).not.toContain('searcher');
  });
});
