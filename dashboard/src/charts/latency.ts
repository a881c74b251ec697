/** Model call latency over time, in seconds, labelled at the lines' ends. A point without calls is a gap, not a zero. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Overview, SeriesPoint } from '../../../collector/operations/contract.ts';
import { formatDuration, formatDurationTick } from '../format/duration.ts';
import { buildBase, formatPoint } from './base-option.ts';
import type { ChartTable } from './chart.tsx';
import { toTimeAxis } from './series.ts';
import type { ChartTheme } from './theme.ts';

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  readonly type: 'solid' | 'dashed';
  readonly read: (point: SeriesPoint) => number | null;
}

const LINES: readonly Line[] = [
  { name: 'p99', colour: 'text-3', width: 1, type: 'solid', read: (point) => point.latency_p99_ms },
  { name: 'p95', colour: 'ink', width: 1.75, type: 'solid', read: (point) => point.latency_p95_ms },
  { name: 'p50', colour: 'series-1', width: 1.5, type: 'solid', read: (point) => point.latency_p50_ms },
  { name: 'TTFT', colour: 'series-1', width: 1.25, type: 'dashed', read: (point) => point.ttft_p50_ms },
];

export function buildLatency(overview: Overview, theme: ChartTheme): EChartsCoreOption {
  const { token } = theme;
  const base = buildBase({
    axis: toTimeAxis(overview),
    theme,
    formatValue: formatDuration,
    formatTick: formatDurationTick,
    minInterval: 1,
    grid: { left: 46, right: 84 },
  });
  return {
    ...base,
    series: LINES.map(({ name, colour, width, type, read }) => {
      const values = overview.points.map(read);
      return {
        type: 'line',
        name,
        data: values,
        connectNulls: false,
        symbol: 'circle',
        showAllSymbol: true,
        // A line needs two points; one that stands alone would be invisible.
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (standsAlone(values, dataIndex) ? 4 : 0),
        itemStyle: { color: token(colour) },
        lineStyle: { color: token(colour), width, type },
        endLabel: {
          show: true,
          color: token('text-1'),
          fontSize: 11,
          distance: 6,
          minMargin: 3,
          formatter: ({ value }: { value: unknown }) =>
            `${name} ${typeof value === 'number' ? formatDuration(value) : ''}`,
        },
        labelLayout: { moveOverlap: 'shiftY' },
        emphasis: { disabled: true },
      };
    }),
  };
}

export function standsAlone(values: readonly (number | null)[], index: number): boolean {
  return (
    (values[index] ?? null) !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
  );
}

export function tabulateLatency(overview: Overview): ChartTable {
  const axis = toTimeAxis(overview);
  return {
    columns: ['From', ...LINES.map(({ name }) => name)],
    rows: overview.points.map((point, index) => [
      formatPoint(axis.startsMs[index] ?? 0, axis),
      ...LINES.map(({ read }) => formatDuration(read(point))),
    ]),
  };
}
