/** Blocks of contents: packed and compressed when written, unpacked when somebody looks, the last few kept unpacked. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

/** Contents a block can name; the other bits of a content's key are its block's key. */
const CONTENTS_PER_BLOCK = 65_536;
/** Level 1: the blocks are written once on the way of the spans and rarely read. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A page of a session reads its contents one after the other, and neighbours stand in one block. */
const UNPACKED_BLOCKS_MAX = 64;

export function contentKey(blockKey: number, place: number): number {
  return blockKey * CONTENTS_PER_BLOCK + place;
}

export function blockKeyOf(contentKey: number): number {
  return Math.floor(contentKey / CONTENTS_PER_BLOCK);
}

export interface PackedBlock {
  readonly lengths: Buffer;
  readonly bytes: Buffer;
}

export function compressBlock(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, COMPRESSION);
}

export function unpackBlock({ lengths, bytes }: PackedBlock): readonly Buffer[] {
  const all = zstdDecompressSync(bytes);
  const contents: Buffer[] = [];
  let start = 0;
  for (let at = 0; at < lengths.length; at += 4) {
    const end = start + lengths.readUInt32LE(at);
    contents.push(all.subarray(start, end));
    start = end;
  }
  return contents;
}

export class BlockReader {
  readonly #select: Database.Statement<[number], PackedBlock>;
  readonly #unpacked = new Map<number, readonly Buffer[]>();

  constructor(database: Database.Database) {
    this.#select = database.prepare(readQuery('select-block'));
  }

  /** @throws where there is no such content: a reference to nothing is a damaged database. */
  readContent(key: number): Buffer {
    const content = this.readBlock(blockKeyOf(key))[key % CONTENTS_PER_BLOCK];
    if (content === undefined) throw new Error(`content ${key} is missing`);
    return content;
  }

  readBlock(blockKey: number): readonly Buffer[] {
    let contents = this.#unpacked.get(blockKey);
    if (contents === undefined) {
      const row = this.#select.get(blockKey);
      if (row === undefined) throw new Error(`content block ${blockKey} is missing`);
      contents = unpackBlock(row);
    }
    this.#unpacked.delete(blockKey);
    this.#unpacked.set(blockKey, contents);
    for (const oldest of this.#unpacked.keys()) {
      if (this.#unpacked.size <= UNPACKED_BLOCKS_MAX) break;
      this.#unpacked.delete(oldest);
    }
    return contents;
  }
}
