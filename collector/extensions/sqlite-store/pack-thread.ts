/**
 * Packs full blocks on a thread of its own while the writer cuts the next spans: compression is a fifth of what the writer would
 * do, and it has to be done when the transaction ends. Where the thread is missing or late, the writer packs itself.
 */
import { Worker } from 'node:worker_threads';

import { compressBlock, type PackedBlock } from './content-blocks.ts';
import { PackMemory, PLACE_BYTES, PLACES } from './pack-memory.ts';
import { packLengths, PrivateBlock, type OpenBlock, type Packing } from './packing.ts';

/** A block takes 0.3 ms; after this long something is wrong, and the writer does it. */
const WAIT_MS_MAX = 500;
/** After the thread was late; a machine that was asleep for a while must not do without one for ever. */
const RESTART_MS = 10_000;

export interface PackThreadOptions {
  /** Where the next thread begins. */
  readonly entry?: () => URL;
  readonly waitMs?: number;
  readonly restartMs?: number;
}

export class PackThread implements Packing {
  readonly #entry: () => URL;
  readonly #waitMs: number;
  readonly #restartMs: number;
  #worker: Worker;
  #memory: PackMemory;
  #free: number[] = [];
  /** Closed blocks that nobody asked for yet, the eldest first. */
  readonly #waiting = new Set<ThreadBlock>();
  #lateMs: number | null = null;
  #closed = false;
  #restarts = 0;

  constructor({ entry = packWorker, waitMs = WAIT_MS_MAX, restartMs = RESTART_MS }: PackThreadOptions = {}) {
    this.#entry = entry;
    this.#waitMs = waitMs;
    this.#restartMs = restartMs;
    [this.#worker, this.#memory] = this.#start();
  }

  /** False while the thread starts, and for a while after it was late. */
  get isUsable(): boolean {
    return !this.#closed && this.#lateMs === null && this.#memory.isReady;
  }

  open(firstBytes: number): OpenBlock {
    if (this.#lateMs !== null && !this.#closed && performance.now() - this.#lateMs > this.#restartMs) this.#restart();
    if (!this.isUsable || firstBytes > PLACE_BYTES) return new PrivateBlock();
    // More blocks than places in one transaction: the eldest is taken out of the shared memory.
    for (const eldest of this.#waiting) {
      if (this.#free.length > 0) break;
      eldest.settle();
    }
    const place = this.#free.pop();
    return place === undefined ? new PrivateBlock() : new ThreadBlock(this, this.#memory, place);
  }

  takeRestarts(): number {
    const restarts = this.#restarts;
    this.#restarts = 0;
    return restarts;
  }

  close(): void {
    this.#closed = true;
    void this.#worker.terminate();
  }

  /** For the blocks: a closed one waits until it is taken. */
  request(block: ThreadBlock, place: number, length: number): void {
    this.#waiting.add(block);
    this.#memory.request(place, length);
  }

  /** @returns the packed bytes, or null where the thread is gone or late. */
  take(block: ThreadBlock, memory: PackMemory, place: number): Buffer | null {
    this.#waiting.delete(block);
    if (memory !== this.#memory || this.#lateMs !== null || this.#closed) return null;
    const packed = memory.take(place, this.#waitMs);
    if (packed === null) this.#giveUp();
    else this.#free.push(place);
    return packed === null ? null : Buffer.from(packed);
  }

  /** A place that was never requested. */
  release(memory: PackMemory, place: number): void {
    if (memory === this.#memory) this.#free.push(place);
  }

  #start(): [Worker, PackMemory] {
    const memory = new PackMemory();
    const worker = new Worker(this.#entry(), { workerData: memory.shared });
    worker.on('error', () => {
      if (worker === this.#worker) this.#giveUp();
    });
    worker.unref();
    this.#free = Array.from({ length: PLACES }, (_, place) => place);
    return [worker, memory];
  }

  #giveUp(): void {
    this.#lateMs ??= performance.now();
    void this.#worker.terminate();
  }

  /** In memory of its own: the old thread may still be writing into the old one. */
  #restart(): void {
    this.#lateMs = null;
    this.#restarts += 1;
    [this.#worker, this.#memory] = this.#start();
  }
}

/** Compiled for publishing the file is JavaScript; TypeScript rewrites imports but not this URL. */
function packWorker(): URL {
  return new URL(import.meta.filename.endsWith('.ts') ? './pack-worker.ts' : './pack-worker.js', import.meta.url);
}

/** Filled in the memory where it is packed. */
class ThreadBlock implements OpenBlock {
  readonly #thread: PackThread;
  readonly #memory: PackMemory;
  readonly #place: number;
  readonly #room: Buffer;
  readonly #lengths: number[] = [];
  #bytes = 0;
  #packed: PackedBlock | null = null;

  constructor(thread: PackThread, memory: PackMemory, place: number) {
    this.#thread = thread;
    this.#memory = memory;
    this.#place = place;
    this.#room = memory.room(place);
  }

  append(content: Uint8Array): boolean {
    if (this.#bytes + content.length > this.#room.length) return false;
    this.#room.set(content, this.#bytes);
    this.#bytes += content.length;
    this.#lengths.push(content.length);
    return true;
  }

  close(where: 'elsewhere' | 'here'): () => PackedBlock {
    if (where === 'here') {
      this.#packed = this.#packHere();
      this.#thread.release(this.#memory, this.#place);
    } else {
      this.#thread.request(this, this.#place, this.#bytes);
    }
    return () => this.settle();
  }

  discard(): void {
    this.#thread.release(this.#memory, this.#place);
  }

  /** Out of the shared memory. Where the thread did not do it, its bytes still stand there: the thread only reads them. */
  settle(): PackedBlock {
    if (this.#packed === null) {
      const bytes = this.#thread.take(this, this.#memory, this.#place);
      this.#packed = bytes === null ? this.#packHere() : { lengths: packLengths(this.#lengths), bytes };
    }
    return this.#packed;
  }

  #packHere(): PackedBlock {
    const bytes = compressBlock(this.#room.subarray(0, this.#bytes));
    return { lengths: packLengths(this.#lengths), bytes };
  }
}
