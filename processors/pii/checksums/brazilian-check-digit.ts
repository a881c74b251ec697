/** A check digit of CPF and CNPJ: 11 less the remainder, and 0 where that has two digits. */
import { weightedSum } from './weighted-sum.ts';

export function brazilianCheckDigit(digits: string, weights: readonly number[]): number {
  const remainder = weightedSum(digits, weights) % 11;
  return remainder < 2 ? 0 : 11 - remainder;
}
