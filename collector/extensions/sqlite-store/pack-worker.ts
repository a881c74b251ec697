/** The thread that packs blocks: bytes in, compressed bytes out, and a counter that wakes who waits. */
import { workerData, type MessagePort } from 'node:worker_threads';

import { compressBlock } from './content-blocks.ts';
import type { PackRequest, PackSetup } from './pack-thread.ts';

const { answered, port } = workerData as PackSetup & { readonly port: MessagePort };
const counter = new Int32Array(answered);

port.on('message', ({ id, bytes }: PackRequest) => {
  const packed = new Uint8Array(compressBlock(bytes));
  port.postMessage({ id, bytes: packed } satisfies PackRequest, [packed.buffer]);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
});
