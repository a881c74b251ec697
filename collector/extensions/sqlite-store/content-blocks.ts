/** Blocks of contents: packed and compressed when written, unpacked when somebody looks, the last few kept unpacked. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

/** Level 1: the next level costs half as much again in time for a twentieth in size. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function packBlock(pieces: readonly Buffer[]): Buffer {
  return zstdCompressSync(Buffer.concat(pieces), COMPRESSION);
}

/** A page of a session reads its contents one after the other, and neighbours stand in one block. */
const UNPACKED_BLOCKS_MAX = 32;

export class BlockReader {
  readonly #select: Database.Statement<[number], { bytes: Buffer }>;
  readonly #unpacked = new Map<number, Buffer>();

  constructor(database: Database.Database) {
    this.#select = database.prepare(readQuery('select-block'));
  }

  /** @throws where the block is missing: a reference to nothing is a damaged database. */
  read(blockKey: number): Buffer {
    let block = this.#unpacked.get(blockKey);
    if (block === undefined) {
      const row = this.#select.get(blockKey);
      if (row === undefined) throw new Error(`content block ${blockKey} is missing`);
      block = zstdDecompressSync(row.bytes);
    }
    this.#unpacked.delete(blockKey);
    this.#unpacked.set(blockKey, block);
    for (const oldest of this.#unpacked.keys()) {
      if (this.#unpacked.size <= UNPACKED_BLOCKS_MAX) break;
      this.#unpacked.delete(oldest);
    }
    return block;
  }

  forget(): void {
    this.#unpacked.clear();
  }
}
