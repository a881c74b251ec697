/** `memory_store`: sessions in memory, nothing on disk. */
import { defineExtension } from '../../component.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import { memoryStoreConfig, type MemoryStoreConfig } from './config.ts';

const PRUNE_PERIOD_MS = 10_000;

export const memoryStoreExtension = defineExtension<MemoryStoreConfig>({
  type: 'memory_store',
  about: 'Keeps sessions in memory, at most max_spans spans; nothing is written to disk.',
  config: memoryStoreConfig,
  create(config, { bus, clock, counters, id }) {
    const maxAgeMs = config.retention.max_age ?? null;
    const store = new MemoryStore({
      spansMax: config.max_spans,
      maxAgeMs,
      degradedReason: null,
      bus,
      clock,
      counters,
      id,
    });
    let stop = (): void => {};
    return {
      store,
      async start() {
        stop = clock.every(PRUNE_PERIOD_MS, () => store.prune());
      },
      async shutdown() {
        stop();
      },
    };
  },
});
