import { describe, expect, it } from 'vitest';

import { listMixRows } from '../../../../dashboard/src/pages/overview/mix-rows.ts';
import { findLooks, joinDatedModels } from '../../../../dashboard/src/pages/overview/needs-a-look.ts';
import { buildTiles, changeOf } from '../../../../dashboard/src/pages/overview/tiles.ts';
import { buildFinding } from '../../analysis-builder.ts';
import { buildAgent, buildOverview, buildPoint, buildSession } from '../../overview-builder.ts';

const EMPTY = { agents: [], dearest: [], critical: { findings: [], total_count: 0 }, range: '24 h' };

function sentences(overview: ReturnType<typeof buildOverview>, rest: Partial<Parameters<typeof findLooks>[0]> = {}) {
  return findLooks({ ...EMPTY, ...rest, overview }).map(
    ({ severity, subject, text }) => `${severity}: ${subject} ${text}`,
  );
}

describe('needs a look', () => {
  it('has nothing to say of nothing', () => expect(sentences(buildOverview())).toEqual([]));

  it('opens with critical findings, and leaves room for what no check looks at', () => {
    const by_agent = [{ agent_id: 'b', total: buildPoint({ sessions: 188, failed_sessions: 22 }) }];
    const findings = ['1', '2', '3', '4', '5'].map((id) => buildFinding({ id, explanation: `E${id}.` }));
    expect(sentences(buildOverview({ by_agent }), { critical: { findings, total_count: 9 } })).toEqual([
      'critical: Token Budget Usage E1.',
      'critical: Token Budget Usage E2.',
      'critical: 7 more critical findings are open.',
      'high: b has errors in 22 of 188 sessions.',
    ]);
    const three = findings.slice(0, 3);
    expect(sentences(buildOverview(), { critical: { findings: three, total_count: 3 } })).toHaveLength(3);
  });

  it('leads from a finding to its page, with nothing hidden in its words', () => {
    const critical = { findings: [buildFinding({ id: 'a/b', explanation: 'gnp\u202Eexe' })], total_count: 1 };
    const [look] = findLooks({ ...EMPTY, critical, overview: buildOverview() });
    expect(look).toMatchObject({ to: '/finding/a%2Fb', text: 'gnp⟨U+202E⟩exe', meta: 'repo-fixer · 1 session' });
  });

  it('names the agents whose sessions fail, worst first', () => {
    const by_agent = [
      { agent_id: 'a', total: buildPoint({ sessions: 100, failed_sessions: 2 }) },
      { agent_id: 'b', total: buildPoint({ sessions: 188, failed_sessions: 22 }) },
      { agent_id: 'c', total: buildPoint({ sessions: 9 }) },
    ];
    expect(sentences(buildOverview({ by_agent }), { agents: [buildAgent({ id: 'b', name: 'Fixer' })] })).toEqual([
      'high: Fixer has errors in 22 of 188 sessions.',
      'medium: a has errors in 2 of 100 sessions.',
    ]);
  });

  it('does not call one failed session of two high', () => {
    const by_agent = [{ agent_id: 'a', total: buildPoint({ sessions: 2, failed_sessions: 1 }) }];
    expect(sentences(buildOverview({ by_agent }))).toEqual(['medium: a has errors in 1 of 2 sessions.']);
  });

  it('names a session that cost many times the mean, if it began in the range', () => {
    const overview = buildOverview({ total: buildPoint({ sessions: 100, cost_usd: 100 }) });
    const dear = buildSession({ cost_usd: 18.42, title: 'The currency test' });
    expect(sentences(overview, { dearest: [dear] })).toEqual([
      'medium: repo-fixer spent $18.42 in one session, 18 times the mean of $1.00.',
    ]);
    expect(sentences(overview, { dearest: [{ ...dear, created_at: '2026-03-01T00:00:00.000Z' }] })).toEqual([]);
    expect(sentences(overview, { dearest: [{ ...dear, cost_usd: 4.9 }] })).toEqual([]);
  });

  it('says which calls are missing in the cost', () => {
    const by_model = [{ model: 'llama-3.3-70b', points: [], total: buildPoint({ calls: 6, unpriced_calls: 6 }) }];
    expect(sentences(buildOverview({ by_model }))).toEqual([
      'low: llama-3.3-70b has no known price; its 6 calls are in no cost shown here.',
    ]);
  });

  it('compares latency only where there were calls enough', () => {
    const total = buildPoint({ calls: 100, latency_p95_ms: 4800 });
    const before = (calls: number) =>
      buildOverview({ total, previous_total: buildPoint({ calls, latency_p95_ms: 3000 }) });
    expect(sentences(before(100))).toEqual(['medium: Model calls got slower: p95 is 4.8 s, it was 3.0 s.']);
    expect(sentences(before(3))).toEqual([]);
  });

  it('finds tools that are offered and hardly used', () => {
    const agent = buildAgent({
      available_tools: ['a', 'b', 'c', 'd'],
      used_tools: ['a'],
      tools_utilization_percent: 25,
    });
    expect(sentences(buildOverview(), { agents: [agent] })).toEqual([
      'low: repo-fixer used 1 of the 4 tools it is offered.',
    ]);
    expect(sentences(buildOverview(), { agents: [{ ...agent, total_sessions: 2 }] })).toEqual([]);
  });
});

describe('a model under two names', () => {
  it('is one: what failed knows only the name that was asked for', () => {
    const by_model = [
      { model: 'gpt-4.1-mini-2025-04-14', points: [], total: buildPoint({ calls: 165 }) },
      { model: 'gpt-4.1-mini', points: [], total: buildPoint({ calls: 105, errors: 105 }) },
      { model: 'claude-sonnet-4-5-20250929', points: [], total: buildPoint({ calls: 7, errors: 1 }) },
    ];
    expect(joinDatedModels(by_model)).toEqual([
      { model: 'gpt-4.1-mini', calls: 270, errors: 105 },
      { model: 'claude-sonnet-4-5', calls: 7, errors: 1 },
    ]);
  });
});

describe('the token mix', () => {
  const row = (agent_id: string, input_tokens: number) => ({
    agent_id,
    points: [],
    total: buildPoint({ input_tokens, cache_read_tokens: 1 }),
  });
  it('shows five agents by what they used, and none that used nothing', () => {
    const rows = listMixRows([row('a', 1), row('b', 5), row('c', 0)], new Map([['b', 'Bee']]));
    expect(rows.map(({ name }) => name)).toEqual(['Bee', 'a']);
  });
  it('adds up whom it has no room for', () => {
    const rows = listMixRows(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => row(id, 10 - index)),
      new Map(),
    );
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', '2 other agents']);
    expect(rows.at(-1)?.total).toMatchObject({ input_tokens: 11, cache_read_tokens: 2 });
  });
});

describe('the tiles', () => {
  const tile = (label: string, overview: ReturnType<typeof buildOverview>) =>
    buildTiles(overview, '24 h').find((one) => one.label === label);

  it('compare with the period before', () => {
    const overview = buildOverview({
      total: buildPoint({ sessions: 1284 }),
      previous_total: buildPoint({ sessions: 1209 }),
    });
    expect(tile('Sessions', overview)).toMatchObject({
      quantity: { value: '1,284' },
      change: { direction: 'up', text: '6.2 %', tone: 'plain' },
      note: 'vs previous 24 h',
    });
  });

  it('say that there is no earlier period instead of an infinite growth', () => {
    const sessions = tile('Sessions', buildOverview({ total: buildPoint({ sessions: 3 }) }));
    expect(sessions).toMatchObject({ note: 'no earlier period' });
    expect(sessions?.change).toBeUndefined();
  });

  it('know no error rate without sessions, and no cost without a price', () => {
    expect(tile('Session error rate', buildOverview())?.quantity).toBeNull();
    expect(tile('Cost', buildOverview({ total: buildPoint({ calls: 2, unpriced_calls: 2 }) }))).toMatchObject({
      quantity: null,
      note: '+ 2 calls without price',
    });
  });

  it('say errors in points, and that more of them is bad', () => {
    const overview = buildOverview({
      total: buildPoint({ sessions: 1000, failed_sessions: 34 }),
      previous_total: buildPoint({ sessions: 1000, failed_sessions: 23 }),
    });
    expect(tile('Session error rate', overview)?.change).toEqual({ direction: 'up', text: '1.1 pt', tone: 'bad' });
  });

  it.each([
    [200, 100, '100 %'],
    [100, 100, 'same'],
    [5000, 100, '× 50'],
    [50, 100, '50 %'],
  ])('say the change to %d from %d as %s', (now, before, text) => expect(changeOf(now, before)?.text).toBe(text));
});
