/** Collects what is written into blocks. A block is packed when it is full and gets its row before the transaction ends. */
import type Database from 'better-sqlite3';

import { contentKey, type PackedBlock } from './content-blocks.ts';
import type { OpenBlock, Packing } from './packing.ts';
import { readQuery } from './queries.ts';

/** Of one block before compression: enough to compress well, little enough to unpack for one message. */
const BLOCK_BYTES_MAX = 64 * 1024;

export interface BlockKeys {
  /** The next key that no block has or had while this process lives. */
  next(): number;
}

export class BlockFiller {
  readonly #insert: Database.Statement<[number, Buffer, Buffer, number]>;
  readonly #keys: BlockKeys;
  readonly #packing: Packing;
  readonly #holdsBodies: number;
  #block: OpenBlock | null = null;
  #blockKey = 0;
  #contents = 0;
  #bytes = 0;
  /** Full blocks of this transaction; they are packed elsewhere meanwhile. */
  readonly #full: { readonly blockKey: number; readonly finish: () => PackedBlock }[] = [];

  constructor(database: Database.Database, parts: { keys: BlockKeys; packing: Packing; holds: 'contents' | 'bodies' }) {
    this.#insert = database.prepare(readQuery('insert-block'));
    this.#keys = parts.keys;
    this.#packing = parts.packing;
    this.#holdsBodies = parts.holds === 'bodies' ? 1 : 0;
  }

  /** @param bytes not changed until `flush`. */
  append(bytes: Uint8Array): number {
    if (this.#block?.append(bytes) !== true) this.#open(bytes);
    const key = contentKey(this.#blockKey, this.#contents);
    this.#contents += 1;
    this.#bytes += bytes.length;
    if (this.#bytes >= BLOCK_BYTES_MAX) this.#close('elsewhere');
    return key;
  }

  /** Before the commit. @param onRow is told of every block that got its row. */
  flush(onRow: (blockKey: number) => void): void {
    this.#close('here');
    for (const { blockKey, finish } of this.#full) {
      const { lengths, bytes } = finish();
      this.#insert.run(blockKey, lengths, bytes, this.#holdsBodies);
      onRow(blockKey);
    }
    this.#full.length = 0;
  }

  /** After a rollback. What is being packed is taken, or its place would never be free again. */
  forget(): void {
    this.#block?.discard();
    this.#block = null;
    for (const { finish } of this.#full) finish();
    this.#full.length = 0;
  }

  #open(first: Uint8Array): void {
    this.#close('elsewhere');
    this.#block = this.#packing.open(first.length);
    this.#blockKey = this.#keys.next();
    this.#contents = 0;
    this.#bytes = 0;
    this.#block.append(first);
  }

  #close(where: 'elsewhere' | 'here'): void {
    if (this.#block === null) return;
    this.#full.push({ blockKey: this.#blockKey, finish: this.#block.close(where) });
    this.#block = null;
  }
}
