/** Prices are kept as billionths of a dollar; an unknown price makes the sum unknown, not smaller. */
import type { ModelCallTotals } from '../model/session.ts';

const NANOS_PER_USD = 1e9;

export function toCostUsd({
  costNanoUsd,
  unpricedCalls,
}: Pick<ModelCallTotals, 'costNanoUsd' | 'unpricedCalls'>): number | null {
  return unpricedCalls > 0 ? null : costNanoUsd / NANOS_PER_USD;
}

export function toUsd(nanoUsd: number | null): number | null {
  return nanoUsd === null ? null : nanoUsd / NANOS_PER_USD;
}
