/** Rounds of what is compared, interleaved: a machine that slows down meanwhile slows all contenders alike. */
export interface Contender<T> {
  readonly name: string;
  readonly run: () => Promise<T>;
}

/** @returns each contender's results, one a round, in the order of the rounds. */
export async function runRounds<T>(contenders: readonly Contender<T>[], rounds: number): Promise<Map<string, T[]>> {
  const results = new Map<string, T[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) results.get(name)?.push(await run());
  }
  return results;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** Of two that ran in the same rounds: the median of each round's ratio, which a slow round does not move. */
export function ratioByRound(values: readonly number[], others: readonly number[]): readonly number[] {
  return values.map((value, round) => value / (others[round] ?? Number.NaN));
}
