/**
 * Opens or creates the database file and brings its schema up to date. Page size and incremental vacuum can only be chosen
 * before the first table; everything else is said at every open, because SQLite's defaults differ between builds.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

import { CHECKPOINT_PAGES } from './write-ahead-log.ts';

export type Durability = 'full' | 'normal';

export const SCHEMA_DIRECTORY = join(import.meta.dirname, 'schema');

/** What is not here is in the system's cache; four times as much made neither writing nor reading faster. */
const CACHE_KB = 16_384;

/** A file from a newer version is left as it is: guessing at its tables could only do harm. */
export class NewerSchemaError extends Error {}

export function openDatabase(path: string, durability: Durability): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path);
  try {
    refuseNewer(database);
    database.pragma('page_size = 8192');
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${durability}`);
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.pragma('journal_size_limit = 67108864');
    database.pragma(`cache_size = -${CACHE_KB}`);
    database.pragma('trusted_schema = OFF');
    database.pragma('busy_timeout = 5000');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The connection of a thread that reads: sees what is committed, can change nothing. */
export function openForReading(path: string, cacheKb = CACHE_KB): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  database.pragma(`cache_size = -${cacheKb}`);
  database.pragma('trusted_schema = OFF');
  database.pragma('busy_timeout = 5000');
  return database;
}

function readMigrations(): string[] {
  return readdirSync(SCHEMA_DIRECTORY)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}

/** Before anything is set: even the journal mode would change the file of a newer version. */
function refuseNewer(database: Database.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  const known = readMigrations().length;
  if (version > known) throw new NewerSchemaError(`the database has schema ${version}, this program knows ${known}`);
}

/** Migrations are numbered files, each one transaction, forward only; `user_version` is the number of the last one. */
function migrate(database: Database.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  for (const [index, name] of readMigrations().entries()) {
    if (index < version) continue;
    const sql = readFileSync(join(SCHEMA_DIRECTORY, name), 'utf8');
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}
