/** The thread that packs blocks. It ends when it is terminated. */
import { workerData } from 'node:worker_threads';

import { compressBlock } from './content-blocks.ts';
import { PackMemory } from './pack-memory.ts';

new PackMemory(workerData as SharedArrayBuffer).serve(compressBlock);
