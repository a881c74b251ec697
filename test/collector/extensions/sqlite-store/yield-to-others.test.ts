import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { YIELDING_PRIORITY } from '../../../../collector/extensions/sqlite-store/yield-to-others.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { eventually } from '../../../support/eventually.ts';

/** Of every thread of this process but the main one. */
function otherThreads(): Map<number, number> {
  const threads = readdirSync('/proc/self/task').map(Number);
  return new Map(threads.filter((id) => id !== process.pid).map((id) => [id, getPriority(id)]));
}

it.runIf(process.platform === 'linux')(
  'the writer and who packs for it let others go first, and nobody else',
  async () => {
    const directory = temporaryDirectory();
    const before = otherThreads();
    const own = getPriority(process.pid);
    const store = await SqliteStore.open({
      path: join(directory.path, 'test.db'),
      durability: 'normal',
      queueBytesMax: 1e6,
      bus: new Bus(),
      counters: new Counters(),
      id: 'sqlite_store',
    });
    try {
      await eventually(() => {
        const yielding = [...otherThreads()].filter(([, priority]) => priority === YIELDING_PRIORITY);
        expect(yielding).toHaveLength(2);
      });
      expect(getPriority(process.pid)).toBe(own);
      for (const [id, priority] of before) expect(otherThreads().get(id) ?? priority).toBe(priority);
    } finally {
      await store.close();
      directory.remove();
    }
  },
);
