/** Damages a database the way a failing disk does: the first page of one table is overwritten, everything else stays. */
import { closeSync, openSync, writeSync } from 'node:fs';

import Database from 'better-sqlite3';

/** The file must not be open elsewhere. */
export function breakTable(path: string, table: string): void {
  const database = new Database(path);
  const { rootpage } = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table) as {
    rootpage: number;
  };
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (rootpage - 1) * pageSize);
  closeSync(file);
}
