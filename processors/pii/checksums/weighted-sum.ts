/** The sum behind most national numbers: each digit times its weight. What is done with it differs from country to country. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits.charCodeAt(at) - 48), 0);
}
