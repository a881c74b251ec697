/** The keys of `retry_on_failure` and `sending_queue`, which every forwarder has; names and defaults are the reference Collector's. */
import { z } from 'zod';

import { duration } from '../config/duration.ts';
import { byteSize } from '../config/size.ts';

/** A wait of nothing would ask a destination that is down as fast as the machine can. */
const someTime = duration.refine((ms) => ms > 0, 'must be longer than 0');

export const retryConfig = z.strictObject({
  enabled: z.boolean().default(true),
  initial_interval: someTime.prefault('5s'),
  /** Each wait is drawn from ± this share of its length, so that many senders do not come back at once. */
  randomization_factor: z.number().min(0).max(1).default(0.5),
  multiplier: z.number().min(1).default(1.5),
  max_interval: someTime.prefault('30s'),
  /** After this long a batch is given up and counted; 0 never gives up. */
  max_elapsed_time: duration.prefault('300s'),
});

export const queueConfig = z.strictObject({
  /** Without a queue nothing waits: what cannot be sent at once is dropped and counted. */
  enabled: z.boolean().default(true),
  num_consumers: z.int().positive().max(1000).default(10),
  /** In units of `sizer`; what is being sent counts until it is done. */
  queue_size: z.int().positive().default(1000),
  sizer: z.enum(['requests', 'items', 'bytes']).default('requests'),
  /** Holds whatever the sizer: a thousand requests of 64 MiB are more than a machine has. */
  max_bytes: byteSize.prefault('512MiB'),
  /** How long shutdown goes on sending before it counts the rest as dropped. */
  shutdown_timeout: duration.prefault('5s'),
});

export type RetryConfig = z.infer<typeof retryConfig>;
export type QueueConfig = z.infer<typeof queueConfig>;
