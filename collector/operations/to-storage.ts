/** Which store answers, and why where it is not the configured one. */
import type { z } from 'zod';

import type { Store } from '../store.ts';
import type { storeState } from './schemas.ts';

export function toStorage({
  type,
  degradedReason,
}: Pick<Store, 'type' | 'degradedReason'>): z.infer<typeof storeState> {
  return degradedReason === null ? { type } : { type, degraded_reason: degradedReason };
}
