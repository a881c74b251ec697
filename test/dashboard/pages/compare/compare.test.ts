import { describe, expect, it } from 'vitest';

import { formatUsd } from '../../../../dashboard/src/format/money.ts';
import { alignSteps, compareNumber } from '../../../../dashboard/src/pages/compare/align-steps.ts';
import { describeComparison } from '../../../../dashboard/src/pages/compare/page.tsx';
import { buildDivergence, buildSteps } from '../../analysis-builder.ts';

function compare(a: readonly string[], b: readonly string[], step: number | null = null) {
  const data = {
    steps: { a: buildSteps(a), b: buildSteps(b) },
    divergence: step === null ? null : buildDivergence({ step }),
  };
  const alignment = alignSteps(data);
  return { ...alignment, sentence: describeComparison(alignment.divergenceAt, data) };
}

describe('two sessions side by side', () => {
  it('are alike up to where they part', () => {
    const { rows, divergenceAt, sentence } = compare(['read', 'grep', 'edit'], ['read', 'grep', 'run', 'run'], 2);
    expect(rows.map(({ relation }) => relation)).toEqual(['alike', 'alike', 'differs', 'differs']);
    expect(rows[3]?.a).toBeNull();
    expect(divergenceAt).toBe(2);
    expect(sentence).toBe('Alike for 2 steps; then A calls edit and B calls run.');
  });

  it('part where a reader sees it first', () => {
    expect(compare(['a', 'x', 'c'], ['a', 'y', 'c'], 2).divergenceAt).toBe(1);
    expect(compare(['a', 'a'], ['a', 'a'], 1).sentence).toBe('Alike for 1 step; then both call a, with other values.');
  });

  it('may differ in nothing, from the start, or in their ends', () => {
    expect(compare(['a', 'b'], ['a', 'b']).sentence).toBe('Alike in all 2 steps.');
    expect(compare([], []).sentence).toBe('Neither takes a step.');
    expect(compare(['a'], ['b'], 0).sentence).toBe('They differ from the first step: A calls a and B calls b.');
    expect(compare(['a'], ['a', 'b']).sentence).toBe('Alike for 1 step; then A ends and B calls b.');
  });

  it('are similar where only the values come from elsewhere', () => {
    const steps = { a: buildSteps(['a']), b: buildSteps(['a'], { provenance: 'R' }) };
    expect(alignSteps({ steps, divergence: null }).rows[0]?.relation).toBe('similar');
  });

  it('have numbers with a factor where there is one', () => {
    const cost = (a: number | null, b: number | null) => compareNumber('Cost', { a, b }, formatUsd);
    expect(cost(0.17, 18.42)).toMatchObject({ a: '$0.170', b: '$18.42', larger: 'b' });
    expect(cost(0.17, 18.42).factor).toBeCloseTo(108.4, 1);
    for (const [a, b] of [
      [null, 1],
      [0, 1],
      [1, 1],
      [1, 1.01],
    ] as const)
      expect(cost(a, b).factor).toBeNull();
  });
});
