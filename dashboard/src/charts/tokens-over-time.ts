/** Tokens per point of time, stacked by kind from the cheapest to the dearest. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Overview } from '../../../collector/operations/contract.ts';
import { formatTokens } from '../format/count.ts';
import { buildBase, formatPoint } from './base-option.ts';
import type { ChartTable } from './chart.tsx';
import { splitTokenKinds, TOKEN_KINDS, toTimeAxis } from './series.ts';
import type { ChartTheme } from './theme.ts';

export function buildTokensOverTime(overview: Overview, theme: ChartTheme): EChartsCoreOption {
  const { token } = theme;
  const base = buildBase({
    axis: toTimeAxis(overview),
    theme,
    formatValue: formatTokens,
    formatTick: formatTokens,
    minInterval: 1,
    grid: { left: 50 },
  });
  return {
    ...base,
    series: TOKEN_KINDS.map(({ key, token: colour, label }) => ({
      type: 'bar',
      name: label,
      stack: 'tokens',
      barCategoryGap: '12%',
      itemStyle: {
        color: token(colour),
        borderColor: token('surface'),
        borderWidth: 0.5,
        ...(key === 'cacheWrite' ? { decal: hatch(token('surface')) } : {}),
      },
      data: overview.points.map((point) => splitTokenKinds(point)[key] || null),
    })),
  };
}

/** Cache writes are hatched wherever they are drawn. */
function hatch(color: string): object {
  return { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [1, 3], rotation: Math.PI / 4 };
}

export function tabulateTokens(overview: Overview): ChartTable {
  const axis = toTimeAxis(overview);
  return {
    columns: ['From', ...TOKEN_KINDS.map(({ label }) => label)],
    rows: overview.points.map((point, index) => {
      const parts = splitTokenKinds(point);
      return [formatPoint(axis.startsMs[index] ?? 0, axis), ...TOKEN_KINDS.map(({ key }) => formatTokens(parts[key]))];
    }),
  };
}
