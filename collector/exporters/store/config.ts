/** The `store` exporter has no keys: what the store does is configured at the store extension. */
import { z } from 'zod';

export const storeExporterConfig = z.strictObject({});

export type StoreExporterConfig = z.infer<typeof storeExporterConfig>;
