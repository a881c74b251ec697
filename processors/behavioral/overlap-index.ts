/**
 * How many members each of many sets shares with a given one: the sets are listed by member, so only what is shared is
 * touched. All pairs of 1,000 sessions this way, instead of merging each two, is what keeps a fit in tens of milliseconds.
 */
export interface OverlapIndex {
  readonly size: number;
  /** The row of each member; a row is from its start to the next one's in `places`. */
  readonly rows: ReadonlyMap<number, number>;
  readonly starts: Uint32Array;
  readonly places: Uint32Array;
}

/** @returns for each set what it shares with the given one. */
export function countOverlaps({ size, rows, starts, places }: OverlapIndex, set: Uint32Array): Uint32Array {
  const counts = new Uint32Array(size);
  for (const member of set) {
    const row = rows.get(member);
    if (row === undefined) continue;
    const end = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < end; at++) {
      const place = places[at] ?? 0;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return counts;
}

export function buildOverlapIndex(sets: readonly Uint32Array[]): OverlapIndex {
  const rows = new Map<number, number>();
  let total = 0;
  for (const set of sets) {
    total += set.length;
    for (const member of set) if (!rows.has(member)) rows.set(member, rows.size);
  }
  const starts = new Uint32Array(rows.size + 1);
  for (const set of sets) {
    for (const member of set) {
      const row = (rows.get(member) ?? 0) + 1;
      starts[row] = (starts[row] ?? 0) + 1;
    }
  }
  for (let row = 1; row < starts.length; row++) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
  const next = starts.slice();
  const places = new Uint32Array(total);
  for (const [place, set] of sets.entries()) {
    for (const member of set) {
      const row = rows.get(member) ?? 0;
      places[next[row] ?? 0] = place;
      next[row] = (next[row] ?? 0) + 1;
    }
  }
  return { size: sets.length, rows, starts, places };
}
