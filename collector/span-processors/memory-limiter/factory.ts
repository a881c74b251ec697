/** What `processors: memory_limiter:` in a configuration makes. */
import { defineProcessor } from '../../component.ts';
import { memoryLimiterConfig } from './config.ts';
import { MemoryLimiter } from './limiter.ts';

export const memoryLimiterProcessor = defineProcessor({
  type: 'memory_limiter',
  about:
    'Refuses requests for now while memory is short, so that senders come again instead of the process going down.',
  config: memoryLimiterConfig,
  create: (config, settings) => new MemoryLimiter(config, settings),
});
