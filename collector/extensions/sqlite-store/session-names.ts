/** The names a session can be filtered by, as rows: written only where they changed. */
import type Database from 'better-sqlite3';

import type { SessionRecord } from '../../model/session.ts';
import { readQuery } from './queries.ts';

type Kind = 'model' | 'tool' | 'tag';

export class SessionNames {
  readonly #insert: Database.Statement;
  readonly #delete: Database.Statement;

  constructor(database: Database.Database) {
    this.#insert = database.prepare(readQuery('insert-session-name'));
    this.#delete = database.prepare(readQuery('delete-session-name'));
  }

  /** @param before what stands, or null for a new session; `after` is null for one that goes. */
  change(sessionKey: number, before: SessionRecord | null, after: SessionRecord | null): void {
    for (const [kind, read] of KINDS) {
      const standing = before === null ? NONE : read(before);
      const wanted = after === null ? NONE : read(after);
      if (standing === wanted) continue;
      for (const name of wanted.keys()) if (!standing.has(name)) this.#insert.run(kind, name, sessionKey);
      for (const name of standing.keys()) if (!wanted.has(name)) this.#delete.run(kind, name, sessionKey);
    }
  }
}

type Names = ReadonlyMap<string, number>;

const NONE: Names = new Map();

const KINDS: readonly (readonly [Kind, (record: SessionRecord) => Names])[] = [
  ['model', ({ totals }) => totals.models],
  ['tool', ({ totals }) => totals.toolsUsed],
  ['tag', ({ totals }) => totals.tags],
];
