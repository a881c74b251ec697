/**
 * SQL lives in files, one statement each, so that it can be read, explained and pinned as SQL. A name that has no file fails
 * when the store opens, not when the query first runs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const QUERY_DIRECTORY = join(import.meta.dirname, 'queries');

export function readQuery(name: string): string {
  return readFileSync(join(QUERY_DIRECTORY, `${name}.sql`), 'utf8');
}
