/**
 * Keeps the write-ahead log bounded. SQLite begins it anew only when nobody reads from it any more, so a reader that holds a
 * snapshot makes it grow with every commit: beyond half of what is allowed the writer asks for a new beginning before each
 * group, and beyond all of it nothing is written until the reader is gone.
 */
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';

/** SQLite's own checkpoints after a commit: some 32 MB, so that pages written often are copied back less often. */
export const CHECKPOINT_PAGES = 4000;
/** Copied back at once when the writer is quiet: 4 MB, some 10 ms. */
const QUIET_CHECKPOINT_PAGES = 512;
const BUSY_TIMEOUT_MS = 5000;

export class WriteAheadLog {
  readonly #database: Database.Database;
  readonly #path: string;
  readonly #bytesMax: number;

  constructor(database: Database.Database, bytesMax: number) {
    this.#database = database;
    this.#path = `${database.name}-wal`;
    this.#bytesMax = bytesMax;
  }

  /** @returns whether something may be written; asked before each transaction. */
  hasRoom(): boolean {
    if (this.#readBytes() <= this.#bytesMax / 2) return true;
    this.#truncate();
    return this.#readBytes() <= this.#bytesMax;
  }

  /** For steps that must be short: a checkpoint would make the one that sets it off ten times as long. */
  withoutCheckpoint<T>(step: () => T): T {
    this.#database.pragma('wal_autocheckpoint = 0');
    try {
      return step();
    } finally {
      this.#database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    }
  }

  /** Copies back what steps left in the log. @param pagesMin below it, it is left there. */
  checkpoint(pagesMin: number = QUIET_CHECKPOINT_PAGES): void {
    const [state] = this.#database.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
    if (state === undefined || state.log - state.checkpointed < pagesMin) return;
    this.#database.pragma('wal_checkpoint(PASSIVE)');
  }

  #readBytes(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Does not wait for readers: senders would wait with it. */
  #truncate(): void {
    this.#database.pragma('busy_timeout = 0');
    try {
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process writes: the transaction that follows meets it too and says so.
    } finally {
      this.#database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }
}
