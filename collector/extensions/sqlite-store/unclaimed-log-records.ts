/**
 * Log records whose trace is not there. It may be on its way, so they wait; but a sender that exports logs and no spans would
 * fill the disk with them, and no trace's end would ever take them along: retention lets them go by age and size like requests.
 */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

interface RecordColumns {
  readonly record_key: number;
  readonly received_ms: number;
  readonly claimed: 0 | 1;
}

/** Looked at together. */
const RECORDS_AT_ONCE = 64;
/** At one look, about 2 ms; the next goes on from there. Only after a start are there more than came meanwhile. */
const LOOKED_AT_MAX = 1024;

export class UnclaimedLogRecords {
  readonly #after: Database.Statement<[number, number], RecordColumns>;
  readonly #delete: Database.Statement<[number], { bytes: number }>;
  /** All before it have their trace, and leave with it: keys are in the order of arrival and never used again. */
  #claimedKey = 0;

  constructor(database: Database.Database) {
    this.#after = database.prepare(readQuery('select-log-records-after'));
    this.#delete = database.prepare(readQuery('delete-log-record'));
  }

  /** When the oldest of them came; null where there is none, or none was met yet. */
  oldestMs(): number | null {
    return this.#next()?.received_ms ?? null;
  }

  /** Inside the caller's transaction. Takes the oldest first. */
  remove(beforeMs: number, enough: () => boolean): { readonly records: number; readonly bytes: number } {
    let records = 0;
    let bytes = 0;
    for (let next = this.#next(); next !== null && next.received_ms < beforeMs; next = this.#next()) {
      bytes += this.#delete.get(next.record_key)?.bytes ?? 0;
      records += 1;
      if (enough()) break;
    }
    return { records, bytes };
  }

  #next(): RecordColumns | null {
    // One at first: the same record is met again at every look until its trace comes or its time is over.
    for (let looked = 0, count = 1; looked < LOOKED_AT_MAX; looked += count, count = RECORDS_AT_ONCE) {
      const rows = this.#after.all(this.#claimedKey, count);
      for (const row of rows) {
        if (row.claimed === 0) return row;
        this.#claimedKey = row.record_key;
      }
      if (rows.length < count) return null;
    }
    return null;
  }
}
