/**
 * Two sessions' steps side by side. Up to the first divergence they are alike and stand in pairs; from there on each goes its
 * own way and rows say nothing of each other but their number.
 */
import type { SessionComparison } from '../../../../collector/operations/contract.ts';

export type ComparedStep = SessionComparison['steps']['a']['steps'][number];

export interface PairRow {
  /** From 1. */
  readonly number: number;
  readonly a: ComparedStep | null;
  readonly b: ComparedStep | null;
  /** `alike` but for the values of its arguments is `similar`. */
  readonly relation: 'alike' | 'similar' | 'differs';
}

export interface Alignment {
  readonly rows: readonly PairRow[];
  /** Rows before it are alike; the number of rows where nothing differs. */
  readonly divergenceAt: number;
}

export function alignSteps({ steps, divergence }: Pick<SessionComparison, 'steps' | 'divergence'>): Alignment {
  const [a, b] = [steps.a.steps, steps.b.steps];
  const length = Math.max(a.length, b.length);
  const rows = Array.from({ length }, (_, index) => pair(index, a[index] ?? null, b[index] ?? null));
  // The place that the analysis found is of `b`; a row before it that differs already is where a reader sees them part.
  const seen = rows.findIndex(({ relation }) => relation === 'differs');
  const found = divergence === null ? length : Math.min(divergence.step, length);
  return { rows, divergenceAt: seen === -1 ? found : Math.min(found, seen) };
}

function pair(index: number, a: ComparedStep | null, b: ComparedStep | null): PairRow {
  return { number: index + 1, a, b, relation: relate(a, b) };
}

function relate(a: ComparedStep | null, b: ComparedStep | null): PairRow['relation'] {
  if (a === null || b === null || a.name !== b.name) return 'differs';
  return a.provenance === b.provenance && a.failed === b.failed ? 'alike' : 'similar';
}

export interface NumberRow {
  readonly label: string;
  readonly a: string;
  readonly b: string;
  /** How many times the larger is the smaller; null where they are alike, or one is nothing or unknown. */
  readonly factor: number | null;
  readonly larger: 'a' | 'b' | null;
}

/** Less would be written as 1.0. */
const FACTOR_MIN = 1.05;

/** @param values null where it is unknown */
export function compareNumber(
  label: string,
  values: { readonly a: number | null; readonly b: number | null },
  format: (value: number | null) => string,
): NumberRow {
  const { a, b } = values;
  const texts = { label, a: format(a), b: format(b) };
  if (a === null || b === null || a <= 0 || b <= 0) return { ...texts, factor: null, larger: null };
  const factor = Math.max(a, b) / Math.min(a, b);
  return factor < FACTOR_MIN
    ? { ...texts, factor: null, larger: null }
    : { ...texts, factor, larger: a > b ? 'a' : 'b' };
}
