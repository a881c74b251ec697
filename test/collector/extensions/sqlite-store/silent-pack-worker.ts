/** A thread that says it is ready and then packs nothing. */
import { workerData } from 'node:worker_threads';

import { PackMemory } from '../../../../collector/extensions/sqlite-store/pack-memory.ts';

new PackMemory(workerData as SharedArrayBuffer).serve(() => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('nobody wakes it');
});
