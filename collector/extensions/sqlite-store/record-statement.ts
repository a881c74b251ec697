/**
 * A statement with named parameters that is given records. better-sqlite3 asks SQLite for the name of each parameter at every
 * run; here the names are read once and their values handed over by place, 1.4 µs less for a row of 29 columns.
 */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

export type RecordStatement = (record: Readonly<Record<string, unknown>>) => void;

export function prepareRecordStatement(database: Database.Database, query: string): RecordStatement {
  const names: string[] = [];
  const sql = readQuery(query).replaceAll(/@(\w+)/g, (_parameter, name: string) => {
    names.push(name);
    return '?';
  });
  const statement = database.prepare(sql);
  return (record) => void statement.run(names.map((name) => record[name]));
}
