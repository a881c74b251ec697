/**
 * Charts as rows of the writer's connection, in every width, by agent and over all agents. Collected while a transaction lasts
 * and written at its end: a group of requests touches few buckets, each of them many times.
 */
import type Database from 'better-sqlite3';

import { addToSeries, combineSeries, isNoSeries } from '../../sessions/series.ts';
import type { SeriesDelta } from '../../sessions/session-rows.ts';
import { SERIES_WIDTHS_MS } from '../../sessions/trace-summary.ts';
import { readQuery } from './queries.ts';
import { packSeries, unpackSeries } from './series-entry.ts';

type Key = readonly (string | number)[];

/** Rows of one table. */
interface RowStatements {
  readonly select: Database.Statement;
  readonly upsert: Database.Statement;
  readonly delete: Database.Statement;
}

export class SeriesRowStore {
  readonly #byAgent: RowStatements;
  readonly #ofAll: RowStatements;
  readonly #pending = new Map<string, SeriesDelta>();

  constructor(database: Database.Database) {
    const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
    this.#byAgent = {
      select: prepare('select-series-entry'),
      upsert: prepare('upsert-series'),
      delete: prepare('delete-series-entry'),
    };
    this.#ofAll = {
      select: prepare('select-series-entry-of-all'),
      upsert: prepare('upsert-series-of-all'),
      delete: prepare('delete-series-entry-of-all'),
    };
  }

  /** Forgets what a transaction did not write. */
  forget(): void {
    this.#pending.clear();
  }

  add(delta: SeriesDelta): void {
    addToSeries(this.#pending, delta);
  }

  /** Before the transaction's end. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const deltas = [...this.#pending.values()].filter((delta) => !isNoSeries(delta));
    this.#pending.clear();
    for (const widthMs of SERIES_WIDTHS_MS) {
      const apart = new Map<string, SeriesDelta>();
      const together = new Map<string, SeriesDelta>();
      for (const delta of deltas) {
        const wide = { ...delta, startMs: Math.floor(delta.startMs / widthMs) * widthMs };
        addToSeries(apart, wide);
        addToSeries(together, { ...wide, agentId: '' });
      }
      for (const delta of apart.values()) {
        addRow(this.#byAgent, [widthMs, delta.startMs, delta.agentId, delta.model], delta);
      }
      for (const delta of together.values()) addRow(this.#ofAll, [widthMs, delta.startMs, delta.model], delta);
    }
  }
}

function addRow(rows: RowStatements, key: Key, delta: SeriesDelta): void {
  // A call that moved from one agent to another changes nothing over all of them.
  if (isNoSeries(delta)) return;
  const standing = rows.select.get(...key) as { entry: string } | undefined;
  const sum = standing === undefined ? delta : combineSeries({ ...delta, ...unpackSeries(standing.entry) }, delta);
  if (isNoSeries(sum)) rows.delete.run(...key);
  else rows.upsert.run(...key, packSeries(sum));
}
