/** How well one partition of items agrees with another: 1 is the same, 0 what chance would give (Hubert and Arabie, 1985). */
export function adjustedRandIndex(pairs: readonly (readonly [a: string, b: string])[]): number {
  const both = countPairs(pairs.map(([a, b]) => `${a}\n${b}`));
  const inA = countPairs(pairs.map(([a]) => a));
  const inB = countPairs(pairs.map(([, b]) => b));
  const expected = (inA * inB) / choose2(pairs.length);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

function countPairs(labels: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + choose2(count), 0);
}

function choose2(count: number): number {
  return (count * (count - 1)) / 2;
}
