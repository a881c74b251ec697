/** Time series: whole windows, exact sums, and no average of percentiles. */
import { describe, expect, it } from 'vitest';

import { buildOverview } from '../../../collector/operations/build-overview.ts';
import { getOverview } from '../../../collector/operations/get-overview.ts';
import type { SeriesBucket } from '../../../collector/model/session.ts';
import type { SeriesQuery, Store } from '../../../collector/store.ts';
import { sketchBin } from '../../../collector/sessions/sketch.ts';
import { NO_CALLS } from '../../../collector/sessions/totals.ts';
import { BEGIN_MS, chat } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const MINUTE_MS = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

function bucket(given: Partial<SeriesBucket>): SeriesBucket {
  return {
    startMs: BEGIN_MS,
    agentId: 'a',
    model: 'm',
    sessions: 0,
    failedSessions: 0,
    calls: NO_CALLS,
    responseTimes: new Map(),
    timesToFirstToken: new Map(),
    ...given,
  };
}

describe('get_overview', () => {
  it('answers the last 24 hours in at most 200 points, empty ones with zeros and null', async () => {
    const { context } = buildStore();
    const answer = await ask(getOverview, {}, context);
    expect(answer.to).toBe(iso(BEGIN_MS + MINUTE_MS));
    expect(answer.step_ms).toBe(10 * MINUTE_MS);
    expect(answer.points).toHaveLength(145);
    expect(answer.points[0]).toMatchObject({
      sessions: 0,
      calls: 0,
      cost_usd: 0,
      latency_p50_ms: null,
      ttft_p50_ms: null,
    });
    expect([answer.by_model, answer.by_agent]).toEqual([[], []]);
  });

  it.each([
    [1 / 12, 5],
    [16, 5],
    [17, 10],
    [24 * 7, 60],
    [24 * 90, 720],
    [24 * 399, 2880],
  ])('chooses for %d hours a step of %d minutes', async (hours, minutes) => {
    const to = iso(BEGIN_MS);
    const from = iso(BEGIN_MS - hours * 60 * MINUTE_MS);
    const answer = await ask(getOverview, { from, to }, buildStore().context);
    expect(answer.step_ms).toBe(minutes * MINUTE_MS);
    expect(answer.points.length).toBeLessThanOrEqual(200);
    expect(answer.points.length).toBeGreaterThan(0);
  });

  it('counts what was stored in its window and what was stored before it apart', async () => {
    const { context, write } = buildStore();
    const hour = 60 * MINUTE_MS;
    await write([chat({ trace: 't1', id: 'a', start: 0, end: 100, tokens: [10, 1] })], { service: 'a' });
    await write([chat({ trace: 't2', id: 'b', start: hour, end: hour + 200, tokens: [20, 2], error: true })], {
      service: 'a',
    });
    await write([chat({ trace: 't3', id: 'c', start: hour + 10 * MINUTE_MS, tokens: [40, 4] })], { service: 'b' });
    const from = iso(BEGIN_MS + hour);
    const to = iso(BEGIN_MS + 2 * hour);
    const answer = await ask(getOverview, { from, to, step: '10m' }, context);
    expect(answer.points.map(({ calls }) => calls)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(answer.points.map(({ start }) => start)[1]).toBe(iso(BEGIN_MS + hour + 10 * MINUTE_MS));
    expect(answer.total).toMatchObject({
      sessions: 2,
      failed_sessions: 1,
      calls: 2,
      input_tokens: 60,
      output_tokens: 6,
    });
    expect(answer.previous_total).toMatchObject({ start: iso(BEGIN_MS), sessions: 1, calls: 1, input_tokens: 10 });
    expect(answer.by_agent.map(({ agent_id, total }) => [agent_id, total.calls])).toEqual([
      ['b', 1],
      ['a', 1],
    ]);
    expect(answer.by_model).toMatchObject([{ model: 'gpt-4o', total: { calls: 2 } }]);
    const only = await ask(getOverview, { from, to, agent_id: 'b' }, context);
    expect(only.total).toMatchObject({ calls: 1, input_tokens: 40 });
  });

  it.each([
    [{ from: 'yesterday' }, /^parameter from: expected an ISO 8601 time/],
    [{ from: iso(BEGIN_MS), to: iso(BEGIN_MS) }, 'parameter from: must be before to'],
    [{ from: '2020-01-01T00:00:00Z', to: iso(BEGIN_MS) }, 'parameter from: at most 400 days before to'],
    [{ step: '7m' }, 'parameter step: must be a multiple of 5m'],
    [{ step: '0m' }, 'parameter step: must be a multiple of 5m'],
    [{ step: '60000' }, /^parameter step: expected a duration/],
    [
      { from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z', step: '5m' },
      'parameter step: gives more than 2000 points',
    ],
  ])('refuses %j', async (params, message) => {
    const failure = await ask(getOverview, params, buildStore().context).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(message) as unknown });
  });
});

describe('an overview of a long time', () => {
  const hour = 60 * MINUTE_MS;
  const starts = [-400, -171, -169, -30.05, -24, -23.95, -7.3, -1.02, -0.95, -0.5, -0.01].map((at) =>
    Math.round(at * hour),
  );

  it.each([
    ['a day', {}],
    ['a week', { from: iso(BEGIN_MS - 168 * hour) }],
    ['a week by the day', { from: iso(BEGIN_MS - 168 * hour - 7 * MINUTE_MS), step: '1d' }],
    ['a month of an agent', { from: iso(BEGIN_MS - 720 * hour), agent_id: 'a' }],
    ['ends within a bucket', { from: iso(BEGIN_MS - 30 * hour), to: iso(BEGIN_MS - 57 * MINUTE_MS) }],
  ])('answers from wide buckets what narrow ones say: %s', async (_name, params) => {
    const { context, write } = buildStore();
    for (const [index, start] of starts.entries()) {
      const service = index % 2 === 0 ? 'a' : 'b';
      await write([chat({ trace: `t${index}`, id: 'llm', start, end: start + 100 * index, tokens: [index, 1] })], {
        service,
      });
    }
    const widths: number[] = [];
    const readSeries = (queries: readonly SeriesQuery[]) => {
      widths.push(...queries.map(({ widthMs }) => widthMs));
      return context.store.readSeries(queries.map((query) => ({ ...query, widthMs: 300_000 })));
    };
    const expected = await ask(getOverview, params, { ...context, store: { readSeries } as unknown as Store });
    expect(new Set(widths).size).toBeGreaterThan(1);
    expect(expected.total.calls).toBeGreaterThan(1);
    expect(await ask(getOverview, params, context)).toEqual(expected);
  });
});

describe('the points', () => {
  const window = { fromMs: BEGIN_MS, toMs: BEGIN_MS + 10 * MINUTE_MS, stepMs: 5 * MINUTE_MS };

  it('take percentiles of added sketches: 99 fast calls and 1 slow one', () => {
    const fast = new Map([[sketchBin(10_000), 99]]);
    const slow = new Map([[sketchBin(9_000_000), 1]]);
    const inside = [bucket({ responseTimes: fast }), bucket({ responseTimes: slow, model: 'n' })];
    const { total } = buildOverview({ inside, byAgent: inside, before: [] }, window);
    expect(Math.round((total.latency_p95_ms ?? 0) / 10)).toBe(1);
    expect(Math.round((total.latency_p99_ms ?? 0) / 10)).toBe(1);
    expect(Math.round((total.latency_p50_ms ?? 0) / 10)).toBe(1);
  });

  it('show eight models by cost and the rest as one, without losing a call', () => {
    const models = Array.from({ length: 12 }, (_, index) =>
      bucket({ model: `m${index}`, calls: { ...NO_CALLS, calls: 1, costNanoUsd: index * 1e9 } }),
    );
    const { by_model, total } = buildOverview(
      { inside: [...models, bucket({ model: '', sessions: 1 })], byAgent: models, before: [] },
      window,
    );
    expect(by_model.map(({ model }) => model)).toEqual(['m11', 'm10', 'm9', 'm8', 'm7', 'm6', 'm5', 'm4', 'other']);
    expect(by_model.at(-1)?.total).toMatchObject({ calls: 4, cost_usd: 6 });
    expect(by_model.reduce((sum, { total }) => sum + total.calls, 0)).toBe(total.calls);
    expect(by_model[0]?.points).toHaveLength(2);
  });

  it('begin at multiples of the step, the first perhaps before the window', () => {
    const { points } = buildOverview(
      { inside: [], byAgent: [], before: [] },
      {
        ...window,
        fromMs: BEGIN_MS + 5 * MINUTE_MS,
        toMs: BEGIN_MS + 120 * MINUTE_MS,
        stepMs: 60 * MINUTE_MS,
      },
    );
    expect(points.map(({ start }) => start)).toEqual([iso(BEGIN_MS), iso(BEGIN_MS + 60 * MINUTE_MS)]);
  });
});
