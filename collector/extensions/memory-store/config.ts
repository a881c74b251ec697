/** What a user may set on `extensions.memory_store`. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';

export const memoryStoreConfig = z.strictObject({
  max_spans: z.int().min(1).default(10_000),
  retention: z.strictObject({ max_age: duration.optional() }).default({}),
});

export type MemoryStoreConfig = z.infer<typeof memoryStoreConfig>;
