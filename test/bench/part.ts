/** What a part of the benchmark is: a measurement with a name that gives figures. A missed target is printed, never a failure. */
import type { AnalyzedDatabase } from './analyze-database.ts';
import type { Sizes } from './sizes.ts';

export interface Part {
  readonly name: string;
  readonly about: string;
  readonly measure: (bench: Bench) => Promise<Measured>;
}

export interface Measured {
  readonly figures: readonly Figure[];
  /** What was left out and why, and under which conditions the figures stand. */
  readonly notes: readonly string[];
}

export interface Figure {
  /** Unique in its part. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: Target;
  /** The value of every round where `value` is their median. */
  readonly rounds?: readonly number[];
}

export interface Target {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** What the parts of one run share. */
export interface Bench {
  readonly sizes: Sizes;
  /** A directory for this run's databases, removed at its end. */
  readonly workspace: string;
  /** Built when the first part asks for it, and once a run. */
  readonly largeDatabase: () => Promise<AnalyzedDatabase>;
  readonly say: (line: string) => void;
}

export function atLeast(value: number): Target {
  return { bound: 'at least', value };
}

export function atMost(value: number): Target {
  return { bound: 'at most', value };
}

export function meets({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return target.bound === 'at least' ? value >= target.value : value <= target.value;
}
