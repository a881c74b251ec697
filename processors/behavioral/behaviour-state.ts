/**
 * What is known of one agent between two runs: its window of sessions, and the last fit. Plain data that survives structured
 * clone. It can always be made again from the sessions' features; only the ids of the patterns would begin anew.
 */
import type { Baseline } from './baseline.ts';
import type { SessionFeatures } from './features.ts';
import { NO_LINEAGE, type Lineage } from './cluster-lineage.ts';
import type { OutlierScore } from './outlier-score.ts';
import type { Place } from './outlier-card.ts';
import type { Medoid } from './star-clusters.ts';

export interface BehaviourState {
  /** The window, from the oldest session to the newest. */
  readonly sessions: ReadonlyMap<string, SessionFeatures>;
  readonly fit: BehaviourFit | null;
  /** Where each session of the window belongs and how unusual it is; provisional for those that came after the fit. */
  readonly placements: ReadonlyMap<string, Placement>;
  /** Sessions that came, came again or went since the fit. */
  readonly changes: number;
  /** Outlives the fit. */
  readonly lineage: Lineage;
}

export interface BehaviourFit {
  readonly sessionCount: number;
  /** In the order of the medoids' keys. */
  readonly clusters: readonly { readonly id: number; readonly medoid: Medoid }[];
  readonly baseline: Baseline;
  /** See `BaselineChoice`. */
  readonly baselineVersion: string | null | undefined;
  readonly baselineIsCurrent: boolean;
  readonly baselineIds: readonly string[];
  readonly predictability: number | null;
  /** Names the sessions that the user had marked as bad. */
  readonly excludedKey: string;
}

export interface Placement {
  readonly place: Place;
  readonly score: OutlierScore;
}

export const EMPTY_STATE: BehaviourState = {
  sessions: new Map(),
  fit: null,
  placements: new Map(),
  changes: 0,
  lineage: NO_LINEAGE,
};
