/** `memory_store`: sessions in memory, nothing on disk. */
import { defineExtension, type Extension, type Settings } from '../../component.ts';
import type { MemoryStore } from '../../store/memory-store.ts';
import { memoryStoreConfig, type MemoryStoreConfig } from './config.ts';

const PRUNE_PERIOD_MS = 10_000;

export const memoryStoreExtension = defineExtension<MemoryStoreConfig>({
  type: 'memory_store',
  about: 'Keeps sessions in memory, at most max_spans spans; nothing is written to disk.',
  config: memoryStoreConfig,
  create: (config, settings) => new MemoryStoreExtension(config, settings),
});

class MemoryStoreExtension implements Extension {
  readonly #config: MemoryStoreConfig;
  readonly #settings: Settings;
  #store: MemoryStore | null = null;
  #stop = (): void => {};

  constructor(config: MemoryStoreConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
  }

  get store(): MemoryStore {
    if (this.#store === null) throw new Error('memory_store is not started');
    return this.#store;
  }

  async start(): Promise<void> {
    // Loaded when needed: with SQLite the decoder and the price lists live in the writer's thread only.
    const { MemoryStore: Store } = await import('../../store/memory-store.ts');
    const { max_spans: spansMax, retention, prices = [], mapping = [] } = this.#config;
    const { bus, clock, counters, id } = this.#settings;
    const maxAgeMs = retention.max_age ?? null;
    const store = new Store({
      spansMax,
      maxAgeMs,
      analysesMax: retention.analyses_max,
      degradedReason: null,
      reading: { prices, mapping },
      bus,
      clock,
      counters,
      id,
    });
    this.#store = store;
    this.#stop = clock.every(PRUNE_PERIOD_MS, () => store.prune());
  }

  async shutdown(): Promise<void> {
    this.#stop();
  }
}
