/** How long model calls took over time. */
import { useCallback } from 'react';

import type { Overview } from '../../../collector/operations/contract.ts';
import { Chart } from '../charts/chart.tsx';
import { buildLatency, tabulateLatency } from '../charts/latency.ts';
import type { ChartTheme } from '../charts/theme.ts';
import { formatDuration } from '../format/duration.ts';
import type { OverviewPanelProps } from './cost-panel.tsx';
import { QueryPanel } from './panel.tsx';

export function LatencyPanel({ overview, span, about = 'first token: median', empty }: OverviewPanelProps) {
  const { data } = overview;
  const option = useCallback((theme: ChartTheme) => (data === undefined ? {} : buildLatency(data, theme)), [data]);
  const nothing = (answer: Overview) =>
    empty(answer) ?? (answer.total.latency_p50_ms === null ? <p>No model call in this range.</p> : null);
  return (
    <QueryPanel title="Model call latency" about={about} span={span} query={overview} empty={nothing}>
      {(answer) => (
        <Chart
          label={`Model call latency over time; in all p50 ${formatDuration(answer.total.latency_p50_ms)}, p95 ${formatDuration(answer.total.latency_p95_ms)}, p99 ${formatDuration(answer.total.latency_p99_ms)}.`}
          height={230}
          option={option}
          table={tabulateLatency(answer)}
          group="page"
        />
      )}
    </QueryPanel>
  );
}
