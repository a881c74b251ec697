/** Cost per point of time, stacked by model. What has no price is not in it; the panel says how many calls that are. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Overview } from '../../../collector/operations/contract.ts';
import { formatUsd, formatUsdTick } from '../format/money.ts';
import { buildBase, formatPoint } from './base-option.ts';
import type { ChartTable } from './chart.tsx';
import { toTimeAxis } from './series.ts';
import type { ChartTheme } from './theme.ts';
import { nameOf } from '../format/text-of.ts';

export const OTHER_MODELS = 'other';

export function buildCostByModel(overview: Overview, theme: ChartTheme): EChartsCoreOption {
  const base = buildBase({
    axis: toTimeAxis(overview),
    theme,
    formatValue: formatUsd,
    formatTick: formatUsdTick,
    grid: { left: 46 },
  });
  return {
    ...base,
    series: pricedModels(overview).map(({ model, points }, index) => ({
      type: 'bar',
      name: nameOf(model),
      stack: 'cost',
      barCategoryGap: '12%',
      itemStyle: { color: colourOf(model, index, theme), borderColor: theme.token('surface'), borderWidth: 0.5 },
      // Nothing spent is no bar, and no line in the tooltip either.
      data: points.map(({ cost_usd }) => (cost_usd > 0 ? cost_usd : null)),
    })),
  };
}

/** The same order and colour in chart and legend. */
export function pricedModels({ by_model }: Overview): Overview['by_model'] {
  return by_model.filter(({ total }) => total.cost_usd > 0);
}

export function colourOf(model: string, index: number, { series, token }: ChartTheme): string {
  return model === OTHER_MODELS ? token('text-3') : (series[index] ?? token('text-3'));
}

export function tabulateCost(overview: Overview): ChartTable {
  const models = pricedModels(overview);
  const axis = toTimeAxis(overview);
  return {
    columns: ['From', ...models.map(({ model }) => nameOf(model))],
    rows: axis.startsMs.map((ms, index) => [
      formatPoint(ms, axis),
      ...models.map(({ points }) => formatUsd(points[index]?.cost_usd)),
    ]),
  };
}
