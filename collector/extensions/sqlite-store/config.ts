/** What a user may set on `extensions.sqlite_store`. */
import { z } from 'zod';

import { mapping } from '../../config/mapping.ts';
import { priceFile } from '../../config/price-file.ts';
import { retentionByAgeAndSize } from '../../config/retention.ts';
import { byteSize } from '../../config/size.ts';

export const sqliteStoreConfig = z.strictObject({
  path: z.string().min(1).default('.live-trace/live-trace.db'),
  durability: z.enum(['full', 'normal']).default('full'),
  fallback: z.enum(['memory', 'none']).default('memory'),
  max_queue_size: byteSize.default(128 * 1024 * 1024),
  max_log_size: byteSize.default(128 * 1024 * 1024),
  prices: priceFile.optional(),
  mapping: mapping.optional(),
  retention: retentionByAgeAndSize.prefault({}),
});

export type SqliteStoreConfig = z.infer<typeof sqliteStoreConfig>;
