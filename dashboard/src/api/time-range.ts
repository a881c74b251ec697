/** The ranges of the top bar. The end is always now; the steps give some fifty points, which is what a panel has room for. */
export interface TimeRange {
  readonly id: '15m' | '1h' | '24h' | '7d';
  readonly label: string;
  readonly lengthMs: number;
  /** Multiples of the server's 5 minutes. */
  readonly step: string;
  readonly stepLabel: string;
}

const MINUTE_MS = 60_000;

export const TIME_RANGES: readonly TimeRange[] = [
  { id: '15m', label: '15 m', lengthMs: 15 * MINUTE_MS, step: '5m', stepLabel: '5 min' },
  { id: '1h', label: '1 h', lengthMs: 60 * MINUTE_MS, step: '5m', stepLabel: '5 min' },
  { id: '24h', label: '24 h', lengthMs: 1440 * MINUTE_MS, step: '30m', stepLabel: '30 min' },
  { id: '7d', label: '7 d', lengthMs: 10_080 * MINUTE_MS, step: '3h', stepLabel: '3 h' },
];

export const DEFAULT_RANGE: TimeRange = TIME_RANGES[2]!;

export function findRange(id: string | null): TimeRange {
  return TIME_RANGES.find((range) => range.id === id) ?? DEFAULT_RANGE;
}
