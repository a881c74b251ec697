/** `sqlite_store`: opens the database, sets a broken one aside, and falls back to memory where it must. */
import { defineExtension, type Extension, type Settings } from '../../component.ts';
import type { ReadingSettings } from '../../sessions/reading-settings.ts';
import type { Store } from '../../store.ts';
import type { MemoryStore } from '../../store/memory-store.ts';
import { sqliteStoreConfig, type SqliteStoreConfig } from './config.ts';
import { setAside } from './set-aside.ts';
import { SqliteStore } from './sqlite-store.ts';
import { DatabaseUnusable } from './writer-client.ts';

/** As much as the memory store keeps by default: the fallback is for going on, not for staying. */
const FALLBACK_SPANS_MAX = 10_000;
/** The writer itself looks at the size more often; this is how late an old trace may leave. */
const PRUNE_PERIOD_MS = 5000;

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
  #stopPruning = (): void => {};
  #isPruning = false;

  constructor(config: SqliteStoreConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
  }

  get store(): Store {
    if (this.#store === null) throw new Error('sqlite_store is not started');
    return this.#store;
  }

  async start(): Promise<void> {
    const { path, durability, max_queue_size: queueBytesMax, max_log_size: logBytesMax } = this.#config;
    const { bus, clock, counters, id, logger } = this.#settings;
    const onDamage = (reason: string) =>
      logger.error(
        { component: id, reason },
        'the database is damaged: what is sent may be refused, what is asked may fail',
      );
    const { prices = [], mapping = [] } = this.#config;
    const reading = { prices, mapping };
    const { max_size: maxBytes = null, analyses_max: analysesMax } = this.#config.retention;
    const retention = { maxAgeMs: this.#maxAgeMs, maxBytes, analysesMax };
    try {
      const store = await SqliteStore.open({
        path,
        durability,
        queueBytesMax,
        logBytesMax,
        retention,
        reading,
        bus,
        counters,
        id,
        onDamage,
      });
      this.#sqlite = store;
      this.#store = store;
      this.#stopPruning = clock.every(PRUNE_PERIOD_MS, () => void this.#prune(store));
      void this.#prune(store);
    } catch (error) {
      if (this.#config.fallback === 'none') throw error;
      const store = await this.#fallBack(error, reading);
      this.#store = store;
      this.#stopPruning = clock.every(PRUNE_PERIOD_MS, () => store.prune());
    }
  }

  async shutdown(): Promise<void> {
    this.#stopPruning();
    const store = this.#sqlite;
    this.#sqlite = null;
    await store?.close();
  }

  get #maxAgeMs(): number | null {
    return this.#config.retention.max_age ?? null;
  }

  /** One at a time: with much to remove it takes longer than the period. */
  async #prune(store: SqliteStore): Promise<void> {
    if (this.#isPruning) return;
    this.#isPruning = true;
    const { clock, id, logger } = this.#settings;
    try {
      await store.prune(clock.nowMs());
    } catch (error) {
      // The writer ends with the store; anything else is worth a line.
      if (this.#sqlite !== null) logger.error({ component: id, error }, 'retention stopped; it is tried again');
    } finally {
      this.#isPruning = false;
    }
  }

  async #fallBack(error: unknown, reading: ReadingSettings): Promise<MemoryStore> {
    const { bus, clock, counters, id, logger } = this.#settings;
    const degradedReason = this.#explain(error);
    logger.error({ component: id, reason: degradedReason }, 'nothing is written to disk');
    const { MemoryStore: Fallback } = await import('../../store/memory-store.ts');
    const maxAgeMs = this.#maxAgeMs;
    const spansMax = FALLBACK_SPANS_MAX;
    const analysesMax = this.#config.retention.analyses_max;
    return new Fallback({ spansMax, maxAgeMs, analysesMax, degradedReason, reading, bus, clock, counters, id });
  }

  #explain(error: unknown): string {
    const { path } = this.#config;
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof DatabaseUnusable) || error.kind !== 'corrupt')
      return `${path}: ${reason}; running in memory`;
    return `${path}: ${reason}; kept aside as ${setAside(path, this.#settings.clock.nowMs())}; running in memory`;
  }
}
