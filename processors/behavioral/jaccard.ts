/** How alike two sets are: what they share, as a share of all they have. Sets are sorted arrays without repeats. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  const shared = countShared(a, b);
  return shared / (a.length + b.length - shared);
}

export function countShared(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  let atB = 0;
  for (const own of a) {
    while (atB < b.length && (b[atB] ?? 0) < own) atB++;
    if (atB === b.length) break;
    if (b[atB] === own) shared++;
  }
  return shared;
}
