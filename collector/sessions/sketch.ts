/**
 * A mergeable latency sketch: counts in logarithmic bins, so that sketches add and subtract bin by bin in any order and a
 * quantile is off by at most 2 % (half the bin width of 4 %). Values are microseconds.
 */
const GAMMA = 1.04;
const LOG_GAMMA = Math.log(GAMMA);

export type Sketch = ReadonlyMap<number, number>;

export function sketchBin(valueUs: number): number {
  return valueUs <= 1 ? 0 : Math.ceil(Math.log(valueUs) / LOG_GAMMA);
}

export function sketchCount(sketch: Sketch): number {
  let count = 0;
  for (const n of sketch.values()) count += n;
  return count;
}

/** @param q between 0 and 1. @returns milliseconds, or null for an empty sketch. */
export function sketchQuantileMs(sketch: Sketch, q: number): number | null {
  return sketchQuantilesMs(sketch, [q])[0] ?? null;
}

/** Several at once: the bins are sorted once. A chart has some 700 points. */
export function sketchQuantilesMs(sketch: Sketch, quantiles: readonly number[]): readonly (number | null)[] {
  const count = sketchCount(sketch);
  if (count === 0) return quantiles.map(() => null);
  const bins = Int32Array.from(sketch.keys()).sort();
  return quantiles.map((q) => {
    const rank = Math.max(1, Math.ceil(q * count));
    let seen = 0;
    for (const bin of bins) {
      seen += sketch.get(bin) ?? 0;
      if (seen >= rank) return (2 * GAMMA ** bin) / (GAMMA + 1) / 1000;
    }
    return null;
  });
}
