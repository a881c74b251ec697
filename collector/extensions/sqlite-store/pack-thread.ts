/**
 * Packs full blocks on a thread of its own while the writer cuts the next spans: compression is a tenth of what the writer
 * does, and it has to be done when the transaction ends. Where the thread is missing, late or ended, the writer packs itself.
 */
import { receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';

import { compressBlock, joinBlock, type PackedBlock } from './content-blocks.ts';

/** @returns what gives the packed block; it may wait. */
export type Pack = (contents: readonly Buffer[], where: 'elsewhere' | 'here') => () => PackedBlock;

export const packHere: Pack = (contents) => {
  const { lengths, bytes } = joinBlock(contents);
  const packed = { lengths, bytes: compressBlock(bytes) };
  return () => packed;
};

export interface PackRequest {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface PackSetup {
  /** One 32-bit counter: how many answers were posted. */
  readonly answered: SharedArrayBuffer;
}

/** A block takes 0.3 ms; after this long something is wrong, and the writer does it. */
const WAIT_MS_MAX = 500;

export class PackThread {
  readonly #worker: Worker;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  readonly #packed = new Map<number, Buffer>();
  #nextId = 1;
  #usable = true;

  constructor() {
    // Compiled for publishing the file is JavaScript; TypeScript rewrites imports but not this URL.
    const entry = import.meta.filename.endsWith('.ts') ? './pack-worker.ts' : './pack-worker.js';
    const { port1, port2 } = new MessageChannel();
    const setup: PackSetup & { readonly port: MessagePort } = { answered: this.#answered.buffer, port: port2 };
    this.#worker = new Worker(new URL(entry, import.meta.url), { workerData: setup, transferList: [port2] });
    this.#worker.on('error', () => (this.#usable = false));
    this.#worker.unref();
    this.#port = port1;
    port1.unref();
  }

  /** False once the thread failed or was late: from then on the writer packs itself. */
  get isUsable(): boolean {
    return this.#usable;
  }

  readonly pack: Pack = (contents, where) => {
    if (where === 'here' || !this.#usable) return packHere(contents, where);
    const { lengths, bytes } = joinBlock(contents);
    const id = this.#nextId++;
    // A copy goes: a small Buffer shares its memory with others, and the bytes are needed if no answer comes.
    const copy = new Uint8Array(bytes);
    this.#port.postMessage({ id, bytes: copy } satisfies PackRequest, [copy.buffer]);
    return () => ({ lengths, bytes: this.#take(id) ?? compressBlock(bytes) });
  };

  close(): void {
    this.#usable = false;
    this.#port.close();
    void this.#worker.terminate();
  }

  #take(id: number): Buffer | null {
    const until = performance.now() + WAIT_MS_MAX;
    while (this.#usable) {
      const answered = Atomics.load(this.#answered, 0);
      for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port)) {
        const answer = got.message as PackRequest;
        this.#packed.set(answer.id, Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength));
      }
      const packed = this.#packed.get(id);
      if (packed !== undefined) {
        this.#packed.delete(id);
        return packed;
      }
      const leftMs = until - performance.now();
      if (leftMs <= 0) this.#usable = false;
      else Atomics.wait(this.#answered, 0, answered, leftMs);
    }
    return null;
  }
}
