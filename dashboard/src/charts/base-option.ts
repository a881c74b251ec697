/** What all charts over time share: axes, crosshair, the tooltip that is drawn and never markup, and no animation. */
import type { EChartsCoreOption } from 'echarts/core';

import { formatClock, formatDay } from '../format/time.ts';
import type { ChartTheme } from './theme.ts';

const FONT = '"Inter Variable", Inter, system-ui, sans-serif';
const DAY_MS = 86_400_000;

export interface TimeAxis {
  readonly startsMs: readonly number[];
  readonly stepMs: number;
}

export interface BaseOption {
  readonly axis: TimeAxis;
  readonly theme: ChartTheme;
  readonly formatValue: (value: number) => string;
  readonly formatTick: (value: number) => string;
  readonly grid?: { readonly left?: number; readonly right?: number };
  readonly minInterval?: number;
}

export function buildBase({ axis, theme, formatValue, formatTick, grid, minInterval }: BaseOption): EChartsCoreOption {
  const { token } = theme;
  const label = { color: token('chart-label'), fontFamily: FONT, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 11, color: token('text-2') },
    grid: { left: grid?.left ?? 40, right: grid?.right ?? 8, top: 10, bottom: 22 },
    xAxis: {
      type: 'category',
      data: axis.startsMs.map((ms) => formatPoint(ms, axis)),
      axisLine: { lineStyle: { color: token('chart-axis') }, onZero: true },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        interval: labelInterval(axis.startsMs.length),
        formatter: (_: string, index: number) => formatTickTime(axis, index),
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      ...(minInterval === undefined ? {} : { minInterval }),
      axisLabel: { ...label, formatter: formatTick },
      splitLine: { lineStyle: { color: token('chart-grid') } },
    },
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas. The other mode writes HTML, and names of models are strangers' text.
      renderMode: 'richText',
      confine: true,
      transitionDuration: 0,
      backgroundColor: token('raised'),
      borderColor: token('line-2'),
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: token('text-1'), fontFamily: FONT, fontSize: 11, lineHeight: 16 },
      axisPointer: { type: 'line', lineStyle: { color: token('ink'), width: 1 } },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatValue(value) : '–'),
    },
  };
}

/** `13 Mar 14:30`: what a reader of the table and of the tooltip needs to know of a point. */
export function formatPoint(ms: number, { stepMs }: TimeAxis): string {
  return stepMs >= DAY_MS ? formatDay(ms) : `${formatDay(ms)} ${formatClock(ms)}`;
}

const LABELS_MAX = 4;

function labelInterval(points: number): number {
  return Math.max(Math.ceil(points / LABELS_MAX) - 1, 0);
}

function formatTickTime({ startsMs, stepMs }: TimeAxis, index: number): string {
  const ms = startsMs[index];
  const spanMs = startsMs.length * stepMs;
  if (ms === undefined) return '';
  return spanMs > 2 * DAY_MS ? formatDay(ms) : formatClock(ms);
}
