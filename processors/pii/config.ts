/** What a scan for personal data looks for and when it stops. The thresholds and tiers are the reference system's. */
import { z } from 'zod';

const score = z.number().min(0).max(1);

export const piiConfig = z.strictObject({
  /** Types to report; empty means all. */
  entities: z.array(z.string().min(1).max(64)).max(200).default([]),
  /** What is less sure is not reported. */
  score_threshold: score.default(0.5),
  /** By type, where another one than `score_threshold` is wanted: web addresses are found at 0.4, so not by default. */
  entity_thresholds: z.record(z.string().max(64), score).default({}),
  /** Characters before and after a find in which a word of its context counts. */
  context_characters: z.int().min(0).max(200).default(40),
  /** Characters of one text that are read; what is longer is counted as skipped. */
  text_length_max: z.int().min(1).default(16_000_000),
  /** Finds reported of one text; the rest is counted. */
  entities_per_text_max: z.int().min(1).default(10_000),
  /** Characters of one session that are read; at 120 µs per KB this is 2 s of the 10 that a session has. */
  session_characters_max: z.int().min(1).default(16_000_000),
  /** Places that are named of one session and one text: so many of secrets, of sensitive types, and of others. */
  places_max: z.int().min(1).max(100).default(10),
  /** Texts whose finds are remembered, so that a system prompt is read once and not with every session. */
  known_texts_max: z.int().min(1).max(100_000).default(4000),
  /** By which two places with the same value are known as such. Without it no hash is kept: one without a key can be tried out. */
  hash_key: z.string().min(16).max(1024).optional(),
  /** Completed sessions of an agent that count, the newest. */
  window_sessions_max: z.int().min(1).max(100_000).default(10_000),
});

export type PiiConfig = z.infer<typeof piiConfig>;

export const DEFAULT_PII_CONFIG: PiiConfig = piiConfig.parse({});

/** From here a find is of high confidence. */
export const HIGH_SCORE = 0.8;
/** From here of medium confidence; below it is low. */
export const MEDIUM_SCORE = 0.5;
