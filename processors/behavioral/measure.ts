/** Numbers as senders tell them: what cannot be a measure (NaN, infinite, negative) counts as not told. */
const MEASURE_MAX = Number.MAX_SAFE_INTEGER;

/** @returns a whole number of at least 0, or null. Adding 0 makes a plain 0 of -0. */
export function toMeasure(told: number | null | undefined): number | null {
  return typeof told === 'number' && told >= 0 && told <= MEASURE_MAX ? Math.round(told) + 0 : null;
}
