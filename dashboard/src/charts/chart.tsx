/**
 * One chart on the page, and the only place where ECharts is started. Who cannot see it gets a sentence and a table with the
 * same numbers.
 */
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';

import { useChartTheme, type ChartTheme } from './theme.ts';

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ChartProps {
  /** What the chart shows, as one sentence. */
  readonly label: string;
  readonly height: number;
  readonly option: (theme: ChartTheme) => EChartsCoreOption;
  readonly table: ChartTable;
  /** Charts of one group share their crosshair. */
  readonly group?: string;
}

export function Chart({ label, height, option, table, group }: ChartProps) {
  const theme = useChartTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const latest = useRef({ option, theme });

  useEffect(() => {
    latest.current = { option, theme };
    chart.current?.setOption(option(theme), { notMerge: true });
  }, [option, theme]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let gone = false;
    const observer = new ResizeObserver(() => chart.current?.resize());
    const begin = async (): Promise<void> => {
      const { init, connect } = await import('./echarts.ts');
      if (gone) return;
      const made = init(element, null, { renderer: 'canvas' });
      chart.current = made;
      if (group !== undefined) {
        made.group = group;
        connect(group);
      }
      made.setOption(latest.current.option(latest.current.theme));
      observer.observe(element);
    };
    void begin();
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [group]);

  return (
    <figure className="chartbox">
      <div ref={box} style={{ height }} role="img" aria-label={label} />
      {/* A table takes no height of its own: hidden without this box it would lengthen the page. */}
      <div className="vh">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) => (
                  <td key={table.columns[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
