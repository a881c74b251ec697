/** Collects what is written into blocks. A block is packed when it is full and gets its row before the transaction ends. */
import type Database from 'better-sqlite3';

import { contentKey, type PackedBlock } from './content-blocks.ts';
import type { Pack } from './pack-thread.ts';
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
  readonly #pack: Pack;
  readonly #holdsBodies: number;
  #blockKey = 0;
  #contents: Buffer[] = [];
  #bytes = 0;
  /** Full blocks of this transaction; they are packed elsewhere meanwhile. */
  readonly #packing: { readonly blockKey: number; readonly finish: () => PackedBlock }[] = [];

  constructor(database: Database.Database, parts: { keys: BlockKeys; pack: Pack; holds: 'contents' | 'bodies' }) {
    this.#insert = database.prepare(readQuery('insert-block'));
    this.#keys = parts.keys;
    this.#pack = parts.pack;
    this.#holdsBodies = parts.holds === 'bodies' ? 1 : 0;
  }

  /** @param bytes not changed until `flush`. */
  append(bytes: Buffer): number {
    if (this.#contents.length === 0) this.#blockKey = this.#keys.next();
    const key = contentKey(this.#blockKey, this.#contents.length);
    this.#contents.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= BLOCK_BYTES_MAX) this.#close('elsewhere');
    return key;
  }

  /** Before the commit. @param onRow is told of every block that got its row. */
  flush(onRow: (blockKey: number) => void): void {
    if (this.#contents.length > 0) this.#close('here');
    for (const { blockKey, finish } of this.#packing) {
      const { lengths, bytes } = finish();
      this.#insert.run(blockKey, lengths, bytes, this.#holdsBodies);
      onRow(blockKey);
    }
    this.#packing.length = 0;
  }

  /** After a rollback. What is being packed is taken, or it would wait for ever for who asks. */
  forget(): void {
    for (const { finish } of this.#packing) finish();
    this.#contents = [];
    this.#bytes = 0;
    this.#packing.length = 0;
  }

  #close(where: 'elsewhere' | 'here'): void {
    this.#packing.push({ blockKey: this.#blockKey, finish: this.#pack(this.#contents, where) });
    this.#contents = [];
    this.#bytes = 0;
  }
}
