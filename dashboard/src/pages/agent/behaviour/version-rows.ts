/** What two versions differ in, as rows: what was asked, how likely chance alone is, and what changed by how much. */
import type { VersionDiff } from '../../../../../collector/operations/contract.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  next: 'Order of steps',
  next_max: 'One step after another',
  tools: 'Use of tools',
  steps: 'Number of steps',
  errors: 'Failed steps',
  cost: 'Cost',
  mix: 'Mix of patterns',
};

/** A family of a newer collector keeps its own name. */
export function nameFamily(family: string): string {
  return Object.hasOwn(FAMILIES, family) ? (FAMILIES[family] ?? family) : family;
}

/** `×2.4`, `÷3.1`, `new`, `gone`: how much larger or smaller, which is what a reader weighs. */
export function describeEffect({ older, newer }: Pick<VersionDiff['changes'][number], 'older' | 'newer'>): string {
  if (older === newer) return 'same';
  if (older === 0) return 'new';
  if (newer === 0) return 'gone';
  const ratio = newer / older;
  if (!(ratio > 0)) return '–';
  return ratio >= 1 ? `×${shorten(ratio)}` : `÷${shorten(1 / ratio)}`;
}

function shorten(ratio: number): string {
  return ratio >= 100 ? Math.round(ratio).toLocaleString('en-US') : ratio.toPrecision(2);
}

/** Which two to compare where the URL does not say: the newest with the one before it. */
export function choosePair(
  versions: readonly { readonly version: string }[],
  wanted: { readonly older: string | null; readonly newer: string | null },
): { readonly older: string; readonly newer: string } | null {
  const isKnown = (version: string | null): version is string => versions.some((one) => one.version === version);
  const { older, newer } = wanted;
  return isKnown(older) && isKnown(newer) && older !== newer ? { older, newer } : null;
}
