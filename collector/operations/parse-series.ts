/** Reads a counter's series, `name{label="value",…}`, back into its parts; label values are JSON strings. */
export interface CounterSeries {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const LABEL = /([A-Za-z0-9_]+)=("(?:[^"\\]|\\.)*")(?:,|$)/gy;

export function parseSeries(series: string, value: number): CounterSeries {
  const at = series.indexOf('{');
  if (at === -1) return { name: series, labels: new Map(), value };
  const labels = new Map<string, string>();
  for (const [, label, text] of series.slice(at + 1, -1).matchAll(LABEL)) {
    if (label !== undefined && text !== undefined) labels.set(label, String(JSON.parse(text)));
  }
  return { name: series.slice(0, at), labels, value };
}
