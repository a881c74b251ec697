/** Three decimals: what is kept of a score. */
export function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}
