/** The numbers of the first row, from the range and the range before it. No earlier period is said, never shown as +100 %. */
import type { Overview, SeriesPoint } from '../../../../collector/operations/contract.ts';
import { totalTokens } from '../../charts/series.ts';
import { formatCount, formatPlural, splitTokens, type Quantity } from '../../format/count.ts';
import { formatDuration, splitDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatPercent, percentDigits, shareOf } from '../../format/percent.ts';
import type { Change, StatTileProps } from '../../ui/stat-tile.tsx';

export function buildTiles({ points, total, previous_total: previous }: Overview, range: string): StatTileProps[] {
  const versus = `vs previous ${range}`;
  return [
    {
      label: 'Sessions',
      quantity: { value: formatCount(total.sessions), unit: '' },
      values: points.map(({ sessions }) => sessions),
      change: changeOf(total.sessions, previous.sessions),
      note: previous.sessions > 0 ? versus : 'no earlier period',
    },
    errorRateTile(points, { total, previous }),
    {
      label: 'Cost',
      quantity: costOf(total),
      values: points.map(({ cost_usd }) => cost_usd),
      change: changeOf(total.cost_usd, previous.cost_usd, { badFrom: 0.25 }),
      note: unpricedNote(total) ?? (previous.cost_usd > 0 ? versus : 'no earlier period'),
    },
    {
      label: 'Model call p95',
      quantity: total.latency_p95_ms === null ? null : splitDuration(total.latency_p95_ms),
      values: points.map(({ latency_p95_ms }) => latency_p95_ms),
      change: latencyChange(total, previous),
      note:
        total.ttft_p50_ms === null ? 'first token not reported' : `first token ${formatDuration(total.ttft_p50_ms)}`,
    },
    {
      label: 'Tokens',
      quantity: splitTokens(totalTokens(total)),
      values: points.map(totalTokens),
      change: changeOf(totalTokens(total), totalTokens(previous)),
      note:
        total.input_tokens === 0
          ? 'no input reported'
          : `${formatPercent(shareOf(total.cache_read_tokens, total.input_tokens))} read from cache`,
    },
  ];
}

interface Periods {
  readonly total: SeriesPoint;
  readonly previous: SeriesPoint;
}

function errorRateTile(points: readonly SeriesPoint[], { total, previous }: Periods): StatTileProps {
  const rate = shareOf(total.failed_sessions, total.sessions);
  const before = shareOf(previous.failed_sessions, previous.sessions);
  const change = rate === null || before === null ? undefined : pointsChange(rate - before);
  return {
    label: 'Session error rate',
    quantity: rate === null ? null : { value: percentDigits(rate), unit: '%' },
    values: points.map(({ failed_sessions, sessions }) => shareOf(failed_sessions, sessions)),
    tone: total.failed_sessions > 0 ? 'bad' : 'plain',
    change,
    note: rate === null ? 'no session in this range' : formatPlural(total.failed_sessions, 'session'),
  };
}

function pointsChange(difference: number): Change {
  const points = Math.abs(difference * 100).toFixed(1);
  if (points === '0.0') return { direction: 'same', text: 'same', tone: 'plain' };
  return difference > 0
    ? { direction: 'up', text: `${points} pt`, tone: 'bad' }
    : { direction: 'down', text: `${points} pt`, tone: 'good' };
}

/** What is known of the cost; where no call has a price, nothing is. */
function costOf({ cost_usd, unpriced_calls }: SeriesPoint): Quantity | null {
  if (cost_usd === 0 && unpriced_calls > 0) return null;
  return { value: formatUsd(cost_usd), unit: '' };
}

function unpricedNote({ unpriced_calls }: SeriesPoint): string | undefined {
  return unpriced_calls === 0 ? undefined : `+ ${formatPlural(unpriced_calls, 'call')} without price`;
}

function latencyChange({ latency_p95_ms: now }: SeriesPoint, { latency_p95_ms: before }: SeriesPoint) {
  if (now === null || before === null) return undefined;
  const difference = now - before;
  if (Math.abs(difference) < before * 0.01) return { direction: 'same', text: 'same', tone: 'plain' } as const;
  const text = formatDuration(Math.abs(difference));
  return difference > 0
    ? ({ direction: 'up', text, tone: 'bad' } as const)
    : ({ direction: 'down', text, tone: 'good' } as const);
}

/** @param badFrom from which growth on it is said in red; without it growth is neither good nor bad. */
export function changeOf(now: number, before: number, { badFrom }: { badFrom?: number } = {}): Change | undefined {
  if (before <= 0) return undefined;
  const change = (now - before) / before;
  if (Math.abs(change) < 0.0005) return { direction: 'same', text: 'same', tone: 'plain' };
  const text = change > 10 ? `× ${(now / before).toFixed(0)}` : formatPercent(Math.abs(change));
  const bad = badFrom !== undefined && change >= badFrom;
  return { direction: change > 0 ? 'up' : 'down', text, tone: bad ? 'bad' : 'plain' };
}
