/**
 * Development data that lies beside the project and is no part of it. Where it is missing, the tests that read it are
 * skipped under a name that says so; nothing in the project depends on it. `LIVE_TRACE_DEV_DATA` names another folder.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.LIVE_TRACE_DEV_DATA ?? join(import.meta.dirname, '../../../shared/data');

/** @returns the path of a file or folder of the development data, or null where it is not there. */
export function devData(name: string): string | null {
  const path = join(FOLDER, name);
  return existsSync(path) ? path : null;
}
