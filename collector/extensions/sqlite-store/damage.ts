/**
 * A file that opened well may have a broken page further in, which only a query that comes by meets. SQLite could look at every
 * page when it opens, but that reads the whole file: a start would take as long as the file is large.
 */
import { CollectorError } from '../../errors.ts';

/** What the writer thread met; its own error object stays there. */
export class DamageError extends CollectorError {
  constructor(message: string, items?: number) {
    super('STORE_UNAVAILABLE', message, { items });
  }
}

/** SQLITE_CORRUPT with all its extended codes, and SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamageError) return true;
  return error instanceof Error && 'code' in error && /^SQLITE_(?:CORRUPT|NOTADB)/.test(String(error.code));
}
