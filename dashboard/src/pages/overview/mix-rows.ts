/** Whose tokens the overview shows: the agents that used most, and all others as one row, so that nobody is left out silently. */
import type { Overview, SeriesPoint } from '../../../../collector/operations/contract.ts';
import { totalTokens, type TokenCounts } from '../../charts/series.ts';
import type { MixRow } from '../../charts/token-mix.tsx';
import { formatPlural } from '../../format/count.ts';

const ROWS_MAX = 5;

export function listMixRows(byAgent: Overview['by_agent'], names: ReadonlyMap<string, string>): MixRow[] {
  const sorted = byAgent
    .filter(({ total }) => totalTokens(total) > 0)
    .sort((a, b) => totalTokens(b.total) - totalTokens(a.total));
  const shown = sorted.length <= ROWS_MAX ? sorted : sorted.slice(0, ROWS_MAX - 1);
  const others = sorted.slice(shown.length).map(({ total }) => total);
  const rows: MixRow[] = shown.map(({ agent_id, total }) => ({ name: names.get(agent_id) ?? agent_id, total }));
  return others.length === 0
    ? rows
    : [...rows, { name: formatPlural(others.length, 'other agent'), total: add(others) }];
}

function add(totals: readonly SeriesPoint[]): TokenCounts {
  const sum = (key: keyof TokenCounts) => totals.reduce((all, total) => all + total[key], 0);
  return {
    input_tokens: sum('input_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    cache_write_tokens: sum('cache_write_tokens'),
    output_tokens: sum('output_tokens'),
    reasoning_tokens: sum('reasoning_tokens'),
  };
}
