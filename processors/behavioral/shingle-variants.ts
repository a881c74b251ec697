/** Equal sets are one variant with a weight: agents repeat themselves, and a thousand equal sessions cost as much as one. */
import { compareNumbers, compareText } from './compare.ts';
import { hashNumbers } from './fnv.ts';

export interface ShingleVariant {
  /** The set's name: 64 bits of its members. Orders what is otherwise equal, whatever the sessions are called. */
  readonly key: string;
  readonly shingles: Uint32Array;
  readonly weight: number;
}

/** @returns the variants in the order of their keys, and for every set the place of its variant. */
export function collapseVariants(sets: readonly Uint32Array[]): {
  readonly variants: readonly ShingleVariant[];
  readonly variantOf: Uint32Array;
} {
  const keyed = sets.map((shingles, place) => ({ key: hashNumbers(shingles), shingles, place }));
  // By the members, too: 64 bits can collide, and a collision must not make the order depend on who came first.
  keyed.sort((a, b) => compareText(a.key, b.key) || compareNumbers(a.shingles, b.shingles) || a.place - b.place);
  const variants: { key: string; shingles: Uint32Array; weight: number }[] = [];
  const variantOf = new Uint32Array(sets.length);
  for (const { key, shingles, place } of keyed) {
    const last = variants.at(-1);
    if (last?.key === key && compareNumbers(last.shingles, shingles) === 0) last.weight++;
    else variants.push({ key, shingles, weight: 1 });
    variantOf[place] = variants.length - 1;
  }
  return { variants, variantOf };
}
