/** The `sessions` connector's keys. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';

const positiveDuration = duration.refine((ms) => ms > 0, 'must be longer than 0');

export const sessionsConfig = z.strictObject({
  idle_timeout: positiveDuration.prefault('30s'),
  check_interval: positiveDuration.prefault('1s'),
});

export type SessionsConfig = z.infer<typeof sessionsConfig>;
