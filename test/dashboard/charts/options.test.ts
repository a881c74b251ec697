import { describe, expect, it } from 'vitest';

import { buildCostByModel, colourOf, tabulateCost } from '../../../dashboard/src/charts/cost-by-model.ts';
import { buildLatency, standsAlone } from '../../../dashboard/src/charts/latency.ts';
import { splitTokenKinds } from '../../../dashboard/src/charts/series.ts';
import { buildSessionsOverTime } from '../../../dashboard/src/charts/sessions-over-time.ts';
import { createTheme } from '../../../dashboard/src/charts/theme.ts';
import { buildTokensOverTime, tabulateTokens } from '../../../dashboard/src/charts/tokens-over-time.ts';
import { buildOverview, buildPoint } from '../overview-builder.ts';

/** Colours named by their tokens: an option that invents a colour shows. */
const theme = createTheme('test', (name) => `@${name}`);
const at = (minute: number) => `2026-03-12T14:${minute}:00.000Z`;

const overview = buildOverview({
  points: [
    buildPoint({
      start: at(30),
      sessions: 3,
      failed_sessions: 1,
      latency_p95_ms: 4000,
      input_tokens: 100,
      cache_read_tokens: 60,
      output_tokens: 20,
      reasoning_tokens: 5,
    }),
    buildPoint({ start: at(35) }),
  ],
  step_ms: 300_000,
  by_model: [
    { model: 'opus', total: buildPoint({ cost_usd: 2 }), points: [buildPoint({ cost_usd: 2 }), buildPoint()] },
    { model: 'llama', total: buildPoint({ unpriced_calls: 3 }), points: [buildPoint(), buildPoint()] },
    { model: 'other', total: buildPoint({ cost_usd: 1 }), points: [buildPoint(), buildPoint({ cost_usd: 1 })] },
  ],
});

function seriesOf(option: object): { name: string; data: unknown[]; itemStyle: { color: string } }[] {
  return 'series' in option ? (option.series as ReturnType<typeof seriesOf>) : [];
}

const OPTIONS = [
  ['cost by model', buildCostByModel(overview, theme)],
  ['latency', buildLatency(overview, theme)],
  ['sessions', buildSessionsOverTime(overview, theme)],
  ['tokens', buildTokensOverTime(overview, theme)],
] as const;

describe.each(OPTIONS)('the chart of %s', (_name, option) => {
  it('takes every colour from the tokens', () => {
    expect(JSON.stringify(option)).not.toMatch(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
  });

  it('does not move, and draws its tooltip instead of writing HTML', () => {
    expect(option).toMatchObject({ animation: false, tooltip: { renderMode: 'richText' } });
  });

  it('has a gap, not a zero, where there is nothing', () => {
    for (const { data } of seriesOf(option)) expect(data).not.toContain(0);
    expect(seriesOf(option).every(({ data }) => data.length === overview.points.length)).toBe(true);
  });
});

describe('cost by model', () => {
  it('leaves out models without a price, and gives the rest one muted colour', () => {
    expect(seriesOf(OPTIONS[0][1]).map(({ name, itemStyle }) => [name, itemStyle.color])).toEqual([
      ['opus', '@series-1'],
      ['other', '@text-3'],
    ]);
  });

  it('has no ninth colour', () => expect(colourOf('x', 8, theme)).toBe('@text-3'));

  it('says the same in its table', () => {
    const { columns, rows } = tabulateCost(overview);
    expect(columns).toEqual(['From', 'opus', 'other']);
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['$2.00', '$0.00'],
      ['$0.00', '$1.00'],
    ]);
  });
});

describe('latency', () => {
  it('marks a point that no line reaches', () => {
    expect([0, 1, 2, 3].map((index) => standsAlone([1, null, 2, 3], index))).toEqual([true, false, false, false]);
  });
});

describe('tokens', () => {
  it('are split into parts that do not overlap', () => {
    const parts = splitTokenKinds(overview.points[0]!);
    expect(parts).toEqual({ cacheRead: 60, input: 40, cacheWrite: 0, reasoning: 5, output: 15 });
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(120);
  });

  it('never go below nothing, whatever a sender reports', () => {
    expect(splitTokenKinds(buildPoint({ cache_read_tokens: 10, reasoning_tokens: 4 }))).toMatchObject({
      input: 0,
      output: 0,
    });
  });

  it('stand in the table by kind', () =>
    expect(tabulateTokens(overview).rows[0]?.slice(1)).toEqual(['60', '40', '0', '5', '15']));
});
