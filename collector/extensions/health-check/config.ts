/** The `health_check` extension's keys, named as in the reference Collector. */
import { z } from 'zod';

import { doorFields } from '../../doors/door-config.ts';

export const healthCheckConfig = z.strictObject({
  ...doorFields('localhost:13133'),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9/_.-]*$/, 'expected a path such as /')
    .default('/'),
});

export type HealthCheckConfig = z.infer<typeof healthCheckConfig>;
