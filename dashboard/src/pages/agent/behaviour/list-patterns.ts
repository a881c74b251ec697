/** Patterns as rows: the largest first, with the letters that the page calls them by. */
import type { BehaviouralAnalysis, BehaviourCluster } from '../../../../../collector/operations/contract.ts';

export interface PatternRow {
  readonly letter: string;
  readonly cluster: BehaviourCluster;
  /** What a session of it does first, for a line. */
  readonly steps: readonly string[];
  readonly stepsLeftOut: number;
}

const STEPS_SHOWN = 7;

export function listPatterns({ clusters }: Pick<BehaviouralAnalysis, 'clusters'>): PatternRow[] {
  return clusters
    .toSorted((a, b) => b.size - a.size)
    .map((cluster, index) => {
      const steps = joinRepeats(cluster.characteristics.typical_steps);
      return {
        letter: letterOf(index),
        cluster,
        steps: steps.slice(0, STEPS_SHOWN),
        stepsLeftOut: Math.max(steps.length - STEPS_SHOWN, 0),
      };
    });
}

/** `A` to `Z`, then `AA`. */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${letterOf(Math.floor(index / 26) - 1)}${letter}`;
}

/** `grep`, `grep`, `read` as `grep ×2`, `read`: a loop of forty calls is one thing. */
export function joinRepeats(steps: readonly string[]): string[] {
  const joined: { step: string; count: number }[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (last?.step === step) last.count += 1;
    else joined.push({ step, count: 1 });
  }
  return joined.map(({ step, count }) => (count === 1 ? step : `${step} ×${count}`));
}
