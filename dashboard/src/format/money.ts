/** US dollars. Null is an unknown price: a dash with a reason beside it, because a sum without it would look cheap. */
import { MISSING } from './count.ts';

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const SMALLEST_USD = 1e-6;

/** `$18.42`, `$0.097`, `$0.00042`. */
export function formatUsd(usd: number | null | undefined): string {
  if (usd === null || usd === undefined || !Number.isFinite(usd)) return MISSING;
  if (usd < 0) return `−${formatUsd(-usd)}`;
  if (usd === 0) return '$0.00';
  if (usd >= 1) return `$${cents.format(usd)}`;
  // A price that rounds up to a dollar must not keep its third digit.
  if (usd >= 0.9995) return '$1.00';
  if (usd >= 0.001) return `$${usd.toFixed(3)}`;
  if (usd < SMALLEST_USD) return `< $${SMALLEST_USD.toFixed(6)}`;
  return `$${usd.toFixed(Math.min(1 - Math.floor(Math.log10(usd)), 6))}`;
}

/** On an axis, where steps are round: `$0.05`, `$0.10`, `$20`. Cents have two digits, so that ticks stand under each other. */
export function formatUsdTick(usd: number): string {
  return usd === 0
    ? '$0'
    : `$${Number(usd.toPrecision(3)).toLocaleString('en-US', { minimumFractionDigits: usd < 1 ? 2 : 0, maximumFractionDigits: 6 })}`;
}
