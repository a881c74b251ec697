/**
 * The memory that the writer and the thread that packs its blocks share: places for blocks, each with room for the bytes and for
 * what they are packed into, and a queue of places to pack. Nothing is sent: joining a block, posting it and
 * fetching the answer was a twelfth of the writer's time.
 */

/** A block is closed at 64 KB, so that contents of up to 192 KB still fit behind what it has. */
export const PLACE_BYTES = 256 * 1024;
/** Zstandard's bound for that many bytes that cannot be compressed, rounded up. */
const PACKED_BYTES = PLACE_BYTES + 4096;
/** Two are being filled while the others are packed. Pages of memory that are never used are never taken. */
export const PLACES = 16;

const FREE = 0;
const REQUESTED = 1;
const PACKED = 2;

export class PackMemory {
  readonly shared: SharedArrayBuffer;
  /** Whether the thread runs, and how many blocks were requested: compared and never ordered, so it may wrap around. */
  readonly #ready: Int32Array;
  readonly #requested: Int32Array;
  readonly #queue: Int32Array;
  readonly #states: Int32Array;
  readonly #lengths: Int32Array;
  readonly #bytes: Buffer;

  /** @param shared as the other side made it; without one it is made here. */
  constructor(shared?: SharedArrayBuffer) {
    const words = 2 + 3 * PLACES;
    const headerBytes = words * Int32Array.BYTES_PER_ELEMENT;
    this.shared = shared ?? new SharedArrayBuffer(headerBytes + PLACES * (PLACE_BYTES + PACKED_BYTES));
    const header = new Int32Array(this.shared, 0, words);
    this.#ready = header.subarray(0, 1);
    this.#requested = header.subarray(1, 2);
    this.#queue = header.subarray(2, 2 + PLACES);
    this.#states = header.subarray(2 + PLACES, 2 + 2 * PLACES);
    this.#lengths = header.subarray(2 + 2 * PLACES);
    this.#bytes = Buffer.from(this.shared, headerBytes);
  }

  get isReady(): boolean {
    return Atomics.load(this.#ready, 0) === 1;
  }

  /** Room for a block's bytes. */
  room(place: number): Buffer {
    return this.#slice(place, 0, PLACE_BYTES);
  }

  request(place: number, length: number): void {
    const requested = Atomics.load(this.#requested, 0);
    this.#lengths[place] = length;
    this.#states[place] = REQUESTED;
    this.#queue[requested & (PLACES - 1)] = place;
    Atomics.store(this.#requested, 0, (requested + 1) | 0);
    Atomics.notify(this.#requested, 0);
  }

  /** @returns the packed bytes, valid until the place is used again; null where they are not there after `waitMs`. */
  take(place: number, waitMs: number): Buffer | null {
    const until = performance.now() + waitMs;
    while (Atomics.load(this.#states, place) !== PACKED) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) return null;
      Atomics.wait(this.#states, place, REQUESTED, leftMs);
    }
    this.#states[place] = FREE;
    return this.#slice(place, PLACE_BYTES, this.#lengths[place] ?? 0);
  }

  /** The thread's side, without end: packs what is requested, in order, and sleeps between. */
  serve(pack: (bytes: Buffer) => Buffer): never {
    Atomics.store(this.#ready, 0, 1);
    for (let next = 0; ; next = (next + 1) | 0) {
      Atomics.wait(this.#requested, 0, next);
      const place = this.#queue[next & (PLACES - 1)] ?? 0;
      const packed = pack(this.#slice(place, 0, this.#lengths[place] ?? 0));
      this.#slice(place, PLACE_BYTES, packed.length).set(packed);
      this.#lengths[place] = packed.length;
      Atomics.store(this.#states, place, PACKED);
      Atomics.notify(this.#states, place);
    }
  }

  #slice(place: number, from: number, length: number): Buffer {
    const start = place * (PLACE_BYTES + PACKED_BYTES) + from;
    return this.#bytes.subarray(start, start + length);
  }
}
