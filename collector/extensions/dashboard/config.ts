/** The `dashboard` extension's keys. `open_browser` has no fixed default: it depends on where the program runs. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';
import { byteSize } from '../../config/size.ts';
import { doorFields } from '../../doors/door-config.ts';

export const dashboardConfig = z.strictObject({
  ...doorFields('localhost:7100'),
  /** Absent means: where a person at a terminal with a display is likely to want it. */
  open_browser: z.boolean().optional(),
  refresh_interval: duration.prefault('2s'),
  sse_clients_max: z.int().positive().default(100),
  sse_client_buffer_max: byteSize.prefault('1MiB'),
});

export type DashboardConfig = z.infer<typeof dashboardConfig>;
