/** The thresholds of the checks. The defaults are the reference system's; what it has no switch for is off. */
import { z } from 'zod';

const share = z.number().min(0).max(1);

export const securityConfig = z.strictObject({
  /** Tokens of one session; more is critical. */
  session_tokens_max: z.int().min(1).default(50_000),
  /** Whether input that the provider had cached counts towards it: coding agents read millions of cached tokens. */
  count_cache_reads: z.boolean().default(true),
  /** Tool calls of one session; more is critical. */
  session_tool_calls_max: z.int().min(1).default(50),
  /** Standard deviation (n - 1) over mean; more is a warning. */
  variation_max: z.number().positive().default(0.7),
  variation_sessions_min: z.int().min(2).default(2),
  /** Share of the offered tools that a session uses, the mean over sessions; less is a warning. */
  tools_coverage_min: share.default(0.8),
  /** Models that are pinned although their name does not tell, as `internal-model-*`. */
  pinned_models: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** Findings of personal data between 0.5 and 0.8; more is a warning. */
  medium_findings_max: z.int().min(0).default(10),
  /** Share of sessions with personal data; more is a warning. */
  pii_exposure_max: share.default(0.5),
  /** Sessions that a result names; all of them are counted. */
  evidence_sessions_max: z.int().min(1).max(1000).default(50),
  /** Completed sessions of an agent that count, the newest. */
  window_sessions_max: z.int().min(1).max(100_000).default(10_000),
});

export type SecurityConfig = z.infer<typeof securityConfig>;
