/** Cost by model over time, with what each model cost in sum and what could not be priced. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useCallback, type ReactNode } from 'react';

import type { Overview } from '../../../collector/operations/contract.ts';
import { Chart } from '../charts/chart.tsx';
import { buildCostByModel, colourOf, pricedModels, tabulateCost } from '../charts/cost-by-model.ts';
import { useChartTheme, type ChartTheme } from '../charts/theme.ts';
import { formatPlural } from '../format/count.ts';
import { formatUsd } from '../format/money.ts';
import { LegendTable } from './legend.tsx';
import { QueryPanel } from './panel.tsx';

export interface OverviewPanelProps {
  readonly overview: UseQueryResult<Overview>;
  readonly span: string;
  readonly about?: string;
  readonly empty: (overview: Overview) => ReactNode;
}

export function CostPanel({ overview, span, about, empty }: OverviewPanelProps) {
  const { data } = overview;
  const theme = useChartTheme();
  const option = useCallback((theme: ChartTheme) => (data === undefined ? {} : buildCostByModel(data, theme)), [data]);
  const nothing = (answer: Overview) =>
    empty(answer) ?? (pricedModels(answer).length === 0 ? <p>No call in this range has a known price.</p> : null);
  return (
    <QueryPanel title="Cost by model" about={about} span={span} query={overview} empty={nothing}>
      {(answer) => (
        <>
          <Chart
            label={`Cost over time by model, ${formatUsd(answer.total.cost_usd)} in all.`}
            height={160}
            option={option}
            table={tabulateCost(answer)}
            group="page"
          />
          <LegendTable
            label="Cost by model"
            rows={pricedModels(answer).map(({ model, total }, index) => ({
              name: model,
              colour: colourOf(model, index, theme),
              value: total.cost_usd,
              text: formatUsd(total.cost_usd),
            }))}
          />
          {answer.total.unpriced_calls > 0 && (
            <p className="unpriced">
              <span>– without price</span>
              <span>{formatPlural(answer.total.unpriced_calls, 'call')}</span>
            </p>
          )}
        </>
      )}
    </QueryPanel>
  );
}
