/**
 * The analysis's keys: every threshold and every limit, with the default that was measured. Shares and probabilities are
 * from 0 to 1. The functions beside this file take the parsed object, so nothing in them is a number without a name.
 */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(1);

export const behavioralConfig = z.strictObject({
  /** The window: completed sessions of one agent, the newest so many and no older than so many days before the newest. */
  window_sessions_max: count.max(100_000).default(10_000),
  window_days_max: z.number().positive().default(30),
  /** Clusters are fitted on a sample: 2,000 sessions cost three times the time of 1,000 and find no better clusters. */
  sample_sessions_max: z.int().min(10).max(5_000).default(1_000),

  /** What is read of a session at most; what goes beyond is counted in the result. */
  steps_max: count.max(100_000).default(2_000),
  shingles_max: z.int().min(64).max(65_536).default(1_024),
  text_characters_max: count.default(262_144),
  search_steps_max: count.default(4_000_000),

  /** A pattern needs two sessions this similar; others join it at the looser rim; two patterns more similar are one. */
  edge_similarity: share.default(0.4),
  join_similarity: share.default(0.3),
  merge_similarity: share.default(0.33),
  refine_rounds: z.int().min(0).max(10).default(3),
  cluster_sessions_min: z.int().min(2).default(3),
  /** Smaller clusters are listed as rare: a noisy mode splits off some. */
  rare_share: share.default(0.01),
  retired_clusters_max: count.default(200),
  retired_similarity: share.default(0.5),
  /** Refit when this many sessions came or went since, and no fewer than this share of those of the last fit. */
  refit_sessions_min: count.default(10),
  refit_share: share.default(0.1),
  /** Windows up to this size are always fitted anew: it takes some milliseconds, and nothing is provisional. */
  refit_always_sessions_max: z.int().min(0).default(100),

  /** The baseline that an unusual session is unusual against. */
  model_steps_max: count.max(10_000).default(2_000),
  baseline_sessions_max: z.int().min(19).max(2_000).default(1_000),
  version_sessions_min: count.default(20),
  coverage_sessions_min: count.default(20),
  unusual_probability: share.default(0.05),
  very_unusual_probability: share.default(0.01),
  quantile_sessions_min: count.default(100),
  outliers_listed_max: count.default(100),

  /** Below the first nothing is judged, below the second nothing is critical. */
  verdict_sessions_min: count.default(10),
  critical_sessions_min: count.default(20),
  stability_min: share.default(0.8),
  outlier_rate_max: share.default(0.2),
  predictability_min: share.default(0.6),
  uncertainty_max: share.default(0.25),
  drift_sessions_min: count.default(20),
  drift_shuffles: z.int().min(20).max(10_000).default(200),
  high_confidence_sessions_min: count.default(30),
  high_confidence_uncertainty_max: share.default(0.1),

  /** What changed between two versions. */
  diff_sessions_min: count.default(10),
  diff_sessions_max: z.int().min(10).max(5_000).default(500),
  diff_permutations: z.int().min(19).max(99_999).default(999),
  diff_significance: share.default(0.05),
  diff_rate_ratio_min: z.number().min(1).default(1.25),
  diff_cliff_delta_min: share.default(0.15),
  diff_share_change_min: share.default(0.1),
  diff_changes_listed_max: count.default(5),
  diff_stratum_sessions_min: count.default(4),
  diff_bigram_sessions_min: count.default(4),
  diff_bigrams_max: z.int().min(10).max(10_000).default(500),
  diff_certain_sessions_min: count.default(20),

  /** Where a session leaves the way of its neighbours. */
  divergence_neighbours: z.int().min(1).max(50).default(5),
  divergence_band_steps_min: count.default(500),
  divergence_band: z.int().min(10).max(10_000).default(100),
  divergence_steps_max: z.int().min(10).max(20_000).default(5_000),
});

export type BehavioralConfig = z.infer<typeof behavioralConfig>;

export const DEFAULT_BEHAVIORAL_CONFIG: BehavioralConfig = behavioralConfig.parse({});
