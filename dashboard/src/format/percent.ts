/** Shares of a whole. A share of nothing is unknown, not 0 %. */
import { MISSING } from './count.ts';

/** @param share 0 to 1; null and NaN (a share of nothing) are a dash. */
export function formatPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return MISSING;
  return `${percentDigits(share)} %`;
}

/** Without the unit, for tiles that set it smaller. */
export function percentDigits(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0';
  // Rounding must not claim none or all.
  if (percent < 0.1) return '< 0.1';
  if (percent < 10) return percent.toFixed(1);
  if (percent > 99.5 && percent < 100) return percent.toFixed(1) === '100.0' ? '99.9' : percent.toFixed(1);
  return percent.toFixed(0);
}

/** Parts of a whole, or null where there is no whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
