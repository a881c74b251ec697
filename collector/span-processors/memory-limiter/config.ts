/** The `memory_limiter` processor's keys, named as in the reference Collector. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';

const percentage = z.number().gt(0).max(100);

export const memoryLimiterConfig = z
  .strictObject({
    check_interval: duration.prefault('1s').refine((ms) => ms > 0, 'must be longer than 0'),
    limit_mib: z.int().positive().optional(),
    /** Of the memory of the machine, or of the container where that is less. */
    limit_percentage: percentage.optional(),
    /** Refusals begin this far below the limit; a fifth of it where absent. */
    spike_limit_mib: z.int().positive().optional(),
    spike_limit_percentage: percentage.optional(),
  })
  .refine((config) => (config.limit_mib === undefined) !== (config.limit_percentage === undefined), {
    message: 'exactly one of limit_mib and limit_percentage is required',
    path: ['limit_mib'],
  })
  .refine((config) => config.spike_limit_mib === undefined || config.spike_limit_percentage === undefined, {
    message: 'spike_limit_mib and spike_limit_percentage exclude each other',
    path: ['spike_limit_mib'],
  })
  .refine((config) => isBelow(config.spike_limit_mib, config.limit_mib), {
    message: 'must be less than limit_mib',
    path: ['spike_limit_mib'],
  })
  .refine((config) => isBelow(config.spike_limit_percentage, config.limit_percentage), {
    message: 'must be less than limit_percentage',
    path: ['spike_limit_percentage'],
  });

function isBelow(spike: number | undefined, limit: number | undefined): boolean {
  return spike === undefined || limit === undefined || spike < limit;
}

export type MemoryLimiterConfig = z.infer<typeof memoryLimiterConfig>;
