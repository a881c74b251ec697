/**
 * Leaves one find for each stretch of text: the surer one, then the longer, then the earlier, then by name, so that the
 * order in which recognizers ran does not show.
 */
export interface Placed {
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly name: string;
}

export function resolveOverlaps<Find extends Placed>(finds: readonly Find[], length: number): Find[] {
  if (finds.length < 2) return [...finds];
  const taken = new Uint8Array(length);
  const ranked = finds.toSorted(
    (a, b) =>
      b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start || compareNames(a.name, b.name),
  );
  const kept = ranked.filter(({ start, end }) => {
    // A find is short, so looking at each character of it is less than any structure of ranges would cost.
    for (let at = start; at < end; at++) if (taken[at] === 1) return false;
    taken.fill(1, start, end);
    return true;
  });
  return kept.sort((a, b) => a.start - b.start);
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
