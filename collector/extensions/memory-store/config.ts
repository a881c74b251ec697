/** What a user may set on `extensions.memory_store`. */
import { z } from 'zod';

import { mapping } from '../../config/mapping.ts';
import { priceFile } from '../../config/price-file.ts';
import { retentionByAge } from '../../config/retention.ts';

export const memoryStoreConfig = z.strictObject({
  max_spans: z.int().min(1).default(10_000),
  prices: priceFile.optional(),
  mapping: mapping.optional(),
  retention: retentionByAge.prefault({}),
});

export type MemoryStoreConfig = z.infer<typeof memoryStoreConfig>;
