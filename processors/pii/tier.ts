/** How sure a find is, in the words that people and checks use. The bounds are the reference system's. */
import { HIGH_SCORE, MEDIUM_SCORE } from './config.ts';

export type Tier = 'high' | 'medium' | 'low';

export function tierOf(score: number): Tier {
  if (score >= HIGH_SCORE) return 'high';
  return score >= MEDIUM_SCORE ? 'medium' : 'low';
}
