/** A probability as tests print it: `0.032`, `< 0.001`. */
export function formatProbability(probability: number): string {
  if (!Number.isFinite(probability)) return '–';
  return probability < 0.001 ? '< 0.001' : probability.toFixed(3);
}
