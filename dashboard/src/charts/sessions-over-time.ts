/** Sessions that began in each point of time, those that failed on top with stripes: colour alone would not tell everybody. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Overview } from '../../../collector/operations/contract.ts';
import { formatCount } from '../format/count.ts';
import { buildBase, formatPoint } from './base-option.ts';
import type { ChartTable } from './chart.tsx';
import { toTimeAxis } from './series.ts';
import type { ChartTheme } from './theme.ts';

export function buildSessionsOverTime(overview: Overview, theme: ChartTheme): EChartsCoreOption {
  const { token } = theme;
  const base = buildBase({
    axis: toTimeAxis(overview),
    theme,
    formatValue: formatCount,
    formatTick: formatCount,
    minInterval: 1,
  });
  const bar = { type: 'bar', stack: 'sessions', barCategoryGap: '14%' };
  return {
    ...base,
    series: [
      {
        ...bar,
        name: 'without errors',
        itemStyle: { color: token('text-3'), opacity: 0.55 },
        data: overview.points.map(({ sessions, failed_sessions }) => orGap(sessions - failed_sessions)),
      },
      {
        ...bar,
        name: 'with errors',
        itemStyle: {
          color: token('status-error'),
          decal: {
            symbol: 'rect',
            color: token('surface'),
            dashArrayX: [1, 0],
            dashArrayY: [2, 3],
            rotation: Math.PI / 4,
          },
        },
        data: overview.points.map(({ failed_sessions }) => orGap(failed_sessions)),
      },
    ],
  };
}

function orGap(count: number): number | null {
  return count > 0 ? count : null;
}

export function tabulateSessions(overview: Overview): ChartTable {
  const axis = toTimeAxis(overview);
  return {
    columns: ['From', 'Sessions', 'With errors'],
    rows: overview.points.map((point, index) => [
      formatPoint(axis.startsMs[index] ?? 0, axis),
      formatCount(point.sessions),
      formatCount(point.failed_sessions),
    ]),
  };
}
