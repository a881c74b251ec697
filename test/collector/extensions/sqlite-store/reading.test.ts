import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { readingSuite } from '../../../support/reading-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-trace-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

readingSuite('sqlite', {
  async open(reading, again) {
    if (!again) count += 1;
    const store = await SqliteStore.open({
      path: join(folder, `${count}.db`),
      durability: 'normal',
      queueBytesMax: 1e8,
      reading,
      bus: new Bus(),
      counters: new Counters(),
      id: 'sqlite_store',
    });
    return { store, close: () => store.close() };
  },
});
