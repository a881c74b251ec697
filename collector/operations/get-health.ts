/** Is the program well? Degraded while it is starting or stopping, and while another store answers than the configured one. */
import { z } from 'zod';

import { defineOperation } from './operation.ts';
import { health } from './schemas.ts';
import { toStorage } from './to-storage.ts';

export const getHealth = defineOperation({
  name: 'get_health',
  method: 'GET',
  path: '/health',
  about: 'Whether the program and its store are well.',
  params: z.object({}),
  response: health,
  async run(_params, { store, version, ready }) {
    return {
      status: store.degradedReason === null && ready() ? ('ok' as const) : ('degraded' as const),
      service: 'live_trace' as const,
      version,
      storage: toStorage(store),
    };
  },
});
