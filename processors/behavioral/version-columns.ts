/** What the sessions of two versions are compared by, as one column of numbers a question and one number a session. */
import type { BehavioralConfig } from './config.ts';
import type { SessionFeatures } from './features.ts';
import type { Columns } from './permutation-test.ts';
import { fitStars } from './star-clusters.ts';

export interface Bigram {
  readonly from: string;
  readonly to: string;
}

export const BEGIN = '^';
export const END = '$';

/** Patterns of both versions together; small ones and sessions of none are one stratum. */
export function findStrata(sessions: readonly SessionFeatures[], config: BehavioralConfig): Int32Array {
  const { medoidOf } = fitStars(
    sessions.map(({ shingles }) => shingles),
    config,
  );
  const sizes = new Map<number, number>();
  for (const place of medoidOf) sizes.set(place, (sizes.get(place) ?? 0) + 1);
  return medoidOf.map((place) => ((sizes.get(place) ?? 0) >= config.diff_stratum_sessions_min ? place : REST));
}

const REST = -1;

/** In the order of the columns of `mix`. */
export function listStrata(strata: Int32Array): number[] {
  return [...new Set(strata)].sort((a, b) => a - b);
}

/** Bigrams with the begin and the end that enough sessions have; of too many the most common. */
export function countBigrams(
  names: readonly (readonly string[])[],
  config: BehavioralConfig,
): { readonly bigrams: readonly Bigram[]; readonly counts: Float64Array[] } {
  const found = new Map<string, Bigram & { readonly counts: Map<number, number> }>();
  for (const [session, steps] of names.entries()) {
    for (let at = 0; at <= steps.length; at++) {
      const from = steps[at - 1] ?? BEGIN;
      const to = steps[at] ?? END;
      // Begin and end are told by their place, so that a tool of that name is a tool.
      const key = `${at === 0 ? 'b' : at === steps.length ? 'e' : 'm'}${from}\u001f${to}`;
      const bigram = found.get(key) ?? { from, to, counts: new Map<number, number>() };
      bigram.counts.set(session, (bigram.counts.get(session) ?? 0) + 1);
      found.set(key, bigram);
    }
  }
  const common = [...found]
    .filter(([, { counts }]) => counts.size >= config.diff_bigram_sessions_min)
    .sort(([a, one], [b, two]) => two.counts.size - one.counts.size || (a < b ? -1 : 1))
    .slice(0, config.diff_bigrams_max);
  return {
    bigrams: common.map(([, { from, to }]) => ({ from, to })),
    counts: common.map(([, { counts }]) => Float64Array.from(names, (_, session) => counts.get(session) ?? 0)),
  };
}

const TOOLS_MAX = 500;

export function countTools(names: readonly (readonly string[])[]): {
  readonly tools: readonly string[];
  readonly counts: Float64Array[];
} {
  const sessionsOf = new Map<string, number>();
  for (const steps of names) for (const name of new Set(steps)) sessionsOf.set(name, (sessionsOf.get(name) ?? 0) + 1);
  const tools = [...sessionsOf]
    .sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
    .slice(0, TOOLS_MAX)
    .map(([name]) => name);
  const columnOf = new Map(tools.map((name, at) => [name, at]));
  const columns = tools.map(() => new Float64Array(names.length));
  for (const [session, steps] of names.entries()) {
    for (const name of steps) {
      const column = columns[columnOf.get(name) ?? -1];
      if (column !== undefined) column[session] = (column[session] ?? 0) + 1;
    }
  }
  return { tools, counts: columns };
}

/** What a session's pattern explains is taken away, in the rest of the sessions too: left in, it halved the power for tokens. */
export function center(columns: readonly Float64Array[], strata: Int32Array): Columns {
  return columns.map((column) => {
    const sums = new Map<number, { sum: number; count: number }>();
    for (const [at, stratum] of strata.entries()) {
      const one = sums.get(stratum) ?? { sum: 0, count: 0 };
      one.sum += column[at] ?? 0;
      one.count++;
      sums.set(stratum, one);
    }
    return column.map((value, at) => {
      const { sum, count } = sums.get(strata[at] ?? REST) ?? { sum: 0, count: 1 };
      return value - sum / count;
    });
  });
}
