/** Sessions that are unusual for the same reasons are one thing to look at: a pattern that is new begins as ten equal outliers. */
import type { Outlier } from '../../../../../collector/operations/contract.ts';

export interface OutlierGroup {
  /** The most unusual of them. */
  readonly outlier: Outlier;
  readonly otherIds: readonly string[];
}

/** @param outliers the most unusual first, which the groups keep */
export function groupOutliers(outliers: readonly Outlier[]): OutlierGroup[] {
  const groups = Map.groupBy(outliers, ({ severity, causes }) =>
    JSON.stringify([severity, causes.map(({ text }) => text)]),
  );
  return [...groups.values()].flatMap(([outlier, ...others]) =>
    outlier === undefined ? [] : [{ outlier, otherIds: others.map(({ session_id }) => session_id) }],
  );
}
