/** Keeps a file that is no database, or a broken one, under another name, so that nothing that was in it is lost. */
import { existsSync, renameSync } from 'node:fs';

/** @returns the new path of the database file. */
export function setAside(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '-');
  const target = `${path}.corrupt-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
