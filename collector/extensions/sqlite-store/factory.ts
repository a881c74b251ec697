/** `sqlite_store`: opens the database, sets a broken one aside, and falls back to memory where it must. */
import { defineExtension, type Extension, type Settings } from '../../component.ts';
import type { Store } from '../../store.ts';
import { sqliteStoreConfig, type SqliteStoreConfig } from './config.ts';
import { setAside } from './set-aside.ts';
import { SqliteStore } from './sqlite-store.ts';
import { DatabaseUnusable } from './writer-client.ts';

/** As much as the memory store keeps by default: the fallback is for going on, not for staying. */
const FALLBACK_SPANS_MAX = 10_000;

export const sqliteStoreExtension = defineExtension<SqliteStoreConfig>({
  type: 'sqlite_store',
  about: 'Keeps spans, contents and sessions in one SQLite file; acknowledged means committed.',
  config: sqliteStoreConfig,
  create: (config, settings) => new SqliteStoreExtension(config, settings),
});

class SqliteStoreExtension implements Extension {
  readonly #config: SqliteStoreConfig;
  readonly #settings: Settings;
  #sqlite: SqliteStore | null = null;
  #store: Store | null = null;

  constructor(config: SqliteStoreConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
  }

  get store(): Store {
    if (this.#store === null) throw new Error('sqlite_store is not started');
    return this.#store;
  }

  async start(): Promise<void> {
    const { path, durability, max_queue_size: queueBytesMax } = this.#config;
    const { bus, counters, id, logger } = this.#settings;
    const onDamage = (reason: string) =>
      logger.error(
        { component: id, reason },
        'the database is damaged: what is sent may be refused, what is asked may fail',
      );
    try {
      this.#sqlite = await SqliteStore.open({ path, durability, queueBytesMax, bus, counters, id, onDamage });
      this.#store = this.#sqlite;
    } catch (error) {
      if (this.#config.fallback === 'none') throw error;
      this.#store = await this.#fallBack(error);
    }
  }

  async shutdown(): Promise<void> {
    await this.#sqlite?.close();
    this.#sqlite = null;
  }

  async #fallBack(error: unknown): Promise<Store> {
    const { bus, clock, counters, id, logger } = this.#settings;
    const degradedReason = this.#explain(error);
    logger.error({ component: id, reason: degradedReason }, 'nothing is written to disk');
    const { MemoryStore } = await import('../../store/memory-store.ts');
    return new MemoryStore({ spansMax: FALLBACK_SPANS_MAX, maxAgeMs: null, degradedReason, bus, clock, counters, id });
  }

  #explain(error: unknown): string {
    const { path } = this.#config;
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof DatabaseUnusable) || error.kind !== 'corrupt')
      return `${path}: ${reason}; running in memory`;
    return `${path}: ${reason}; kept aside as ${setAside(path, this.#settings.clock.nowMs())}; running in memory`;
  }
}
