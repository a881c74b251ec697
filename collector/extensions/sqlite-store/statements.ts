/** A connection's statements by the name of their file: each read and prepared once, when it is first asked for. */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

export class Statements {
  readonly #database: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get(name: string): Database.Statement {
    let statement = this.#prepared.get(name);
    if (statement === undefined) {
      statement = this.#database.prepare(readQuery(name));
      this.#prepared.set(name, statement);
    }
    return statement;
  }
}
