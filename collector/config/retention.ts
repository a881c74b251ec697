/** How long and how much a store keeps, as configurations write it: one grammar for all stores. Without a limit all spans stay. */
import { z } from 'zod';

import { ANALYSES_MAX } from '../store/analysis-store.ts';
import { duration } from './duration.ts';
import { byteSize } from './size.ts';

/** Less than this is an empty database's own size a few times over: every span would leave as it comes. */
const SIZE_MIN = 4 * 1024 * 1024;

export const retentionByAge = z.strictObject({
  max_age: duration.optional(),
  /** Runs of each agent. */
  analyses_max: z.int().min(1).max(100_000).default(ANALYSES_MAX),
});

export const retentionByAgeAndSize = retentionByAge.extend({
  max_size: byteSize.refine((bytes) => bytes >= SIZE_MIN, 'expected 4MiB or more').optional(),
});
