/**
 * Is the difference between the sessions of two versions more than what any other way of dividing them gives? Every question is
 * asked of the same permutations: of single columns (the largest of all decides: Westfall and Young, 1993) and of families.
 */
import { seedRandom, shuffle } from './random-numbers.ts';

/** Values by session; the sessions of the newer version are the last ones. */
export type Columns = readonly Float64Array[];

export interface PermutationInput {
  /** The sum of the squared differences of a family's columns is what is asked. */
  readonly families: Readonly<Record<string, Columns>>;
  /** Further questions, by name: the largest difference among the columns of a family. */
  readonly maxOf: Readonly<Record<string, string>>;
  /** Families whose columns are asked about one by one. */
  readonly single: readonly string[];
  /** Sessions change places with those of their own group only. */
  readonly groups: Int32Array;
  readonly newerCount: number;
  readonly permutations: number;
  readonly seed: string;
}

export interface PermutationTest {
  readonly probabilityOf: Readonly<Record<string, number>>;
  readonly columnsOf: Readonly<Record<string, readonly ColumnTest[]>>;
}

export interface ColumnTest {
  /** Adjusted for how many columns the family has. */
  readonly probability: number;
  /** z: in standard errors, above 0 where the newer sessions have more. */
  readonly difference: number;
}

/** Sums of the same numbers in another order differ in their last bits; equal they are. */
const ROUNDING = 1e-9;

export function permuteLabels(input: PermutationInput): PermutationTest {
  const { families, maxOf, single, groups, newerCount, permutations, seed } = input;
  const prepared = Object.entries(families).map(([name, columns]) => ({ name, columns: columns.map(prepare) }));
  const count = groups.length;
  const dealt = prepareGroups(groups, newerCount);
  const newer = Int32Array.from({ length: newerCount }, (_, at) => count - newerCount + at);
  const measure = (): ReadonlyMap<string, Float64Array> => {
    return new Map(prepared.map(({ name, columns }) => [name, differ(columns, newer, count)]));
  };
  const observed = measure();
  const asked = [
    ...prepared.map(({ name }) => ({ name, family: name, read: sumOfSquares })),
    ...Object.entries(maxOf).map(([name, family]) => ({ name, family, read: largest })),
  ].map((one) => ({ ...one, least: one.read(observed.get(one.family) ?? NOTHING), reached: 0 }));
  const columns = single.map((family) => {
    const differences = observed.get(family) ?? NOTHING;
    return { family, differences, reached: new Int32Array(differences.length) };
  });
  const random = seedRandom(seed);
  for (let permutation = 0; permutation < permutations; permutation++) {
    dealNewer(dealt, newer, random);
    const permuted = measure();
    for (const one of asked) if (one.read(permuted.get(one.family) ?? NOTHING) >= one.least - ROUNDING) one.reached++;
    for (const { family, differences, reached } of columns) {
      const most = largest(permuted.get(family) ?? NOTHING);
      for (const [at, difference] of differences.entries())
        if (most >= Math.abs(difference) - ROUNDING) reached[at] = (reached[at] ?? 0) + 1;
    }
  }
  const toProbability = (times: number): number => (1 + times) / (1 + permutations);
  return {
    probabilityOf: Object.fromEntries(asked.map(({ name, reached }) => [name, toProbability(reached)])),
    columnsOf: Object.fromEntries(
      columns.map(({ family, differences, reached }) => [
        family,
        Array.from(differences, (difference, at) => ({ difference, probability: toProbability(reached[at] ?? 0) })),
      ]),
    ),
  };
}

const NOTHING = new Float64Array(0);

interface Group {
  readonly members: Int32Array;
  readonly newerCount: number;
}

function prepareGroups(groups: Int32Array, newerCount: number): Group[] {
  const members = new Map<number, number[]>();
  for (const [at, group] of groups.entries()) {
    const list = members.get(group);
    if (list === undefined) members.set(group, [at]);
    else list.push(at);
  }
  const firstNewer = groups.length - newerCount;
  return [...members.values()].map((list) => ({
    members: Int32Array.from(list),
    newerCount: list.filter((at) => at >= firstNewer).length,
  }));
}

/** As many of each group as there were before, whichever. */
function dealNewer(groups: readonly Group[], newer: Int32Array, random: () => number): void {
  let next = 0;
  for (const { members, newerCount } of groups) {
    shuffle(members, random);
    newer.set(members.subarray(0, newerCount), next);
    next += newerCount;
  }
}

interface PreparedColumn {
  readonly values: Float64Array;
  readonly total: number;
  readonly deviation: number;
}

function prepare(values: Float64Array): PreparedColumn {
  const total = values.reduce((sum, value) => sum + value, 0);
  const mean = total / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { values, total, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** z = (mean of the newer - mean of the older) / (sd · √(1/n1 + 1/n2)), of each column. */
function differ(columns: readonly PreparedColumn[], newer: Int32Array, count: number): Float64Array {
  const newerCount = newer.length;
  const differences = new Float64Array(columns.length);
  const olderCount = count - newerCount;
  const width = Math.sqrt(1 / newerCount + 1 / olderCount);
  for (let column = 0; column < columns.length; column++) {
    const one = columns[column];
    // Without any spread there is no difference, but what rounding left.
    if (one === undefined || one.deviation < ROUNDING) continue;
    const { values, total, deviation } = one;
    let sum = 0;
    for (let at = 0; at < newer.length; at++) sum += values[newer[at] ?? 0] ?? 0;
    differences[column] = (sum / newerCount - (total - sum) / olderCount) / (deviation * width);
  }
  return differences;
}

function sumOfSquares(differences: Float64Array): number {
  return differences.reduce((sum, one) => sum + one ** 2, 0);
}

function largest(differences: Float64Array): number {
  return differences.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Holm's step-down adjustment: no smaller than those before it in the order of the probabilities. */
export function adjustByHolm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, at) => at).sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
  const adjusted = probabilities.map(() => 1);
  let before = 0;
  for (const [rank, at] of order.entries()) {
    before = Math.max(before, Math.min(1, (probabilities[at] ?? 1) * (probabilities.length - rank)));
    adjusted[at] = before;
  }
  return adjusted;
}
