/** Contents and lists as rows: each distinct content once, found by its hash and proven equal by comparing the bytes. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { ContentSink, ContentSource, Cut, Hole } from '../../store/cut-contents.ts';
import { BlockReader, packBlock } from './content-blocks.ts';
import { readQuery } from './queries.ts';

/** About 150 bytes each. */
const CACHED_KEYS_MAX = 50_000;
/** Of one block before compression: enough to compress well, little enough to unpack for one message. */
const BLOCK_BYTES_MAX = 64 * 1024;

interface ContentPlace {
  readonly block_key: number;
  readonly start: number;
  readonly length: number;
}

export class ContentRows implements ContentSink {
  readonly #find: Database.Statement<[bigint], ContentPlace & { readonly content_key: number }>;
  readonly #insert: Database.Statement<[number, bigint, number, number, number]>;
  readonly #insertBlock: Database.Statement<[number, Buffer]>;
  readonly #insertList: Database.Statement<[number | null, Buffer, string]>;
  readonly #newest: Database.Statement<[], { content_key: number; block_key: number }>;
  readonly #blocks: BlockReader;
  /** Recent contents by hash, so that a repeated one costs no read. */
  readonly #keys = new Map<string, number>();
  #contentKey = 0;
  #blockKey = 0;
  #pieces: Buffer[] = [];
  #pieceBytes = 0;

  constructor(database: Database.Database) {
    this.#find = database.prepare(readQuery('select-contents-by-hash'));
    this.#insert = database.prepare(readQuery('insert-content'));
    this.#insertBlock = database.prepare(readQuery('insert-block'));
    this.#insertList = database.prepare(readQuery('insert-list'));
    this.#newest = database.prepare(readQuery('select-newest-content-keys'));
    this.#blocks = new BlockReader(database);
    this.forget();
  }

  keepContent(bytes: Buffer): number {
    const digest = hash('sha256', bytes, 'buffer');
    const name = digest.toString('latin1');
    let key = this.#keys.get(name);
    if (key === undefined) {
      const prefix = digest.readBigInt64BE(0);
      key = this.#find.all(prefix).find((place) => this.#holds(place, bytes))?.content_key ?? this.#append(prefix, bytes);
      if (this.#keys.size >= CACHED_KEYS_MAX) this.#keys.clear();
      this.#keys.set(name, key);
    }
    return key;
  }

  keepList(parent: number | null, { body, holes }: Cut): number {
    return Number(this.#insertList.run(parent, body, JSON.stringify(holes)).lastInsertRowid);
  }

  /** Writes the block that is being filled; before the commit, or its contents would have no bytes. */
  flush(): void {
    if (this.#pieces.length === 0) return;
    this.#insertBlock.run(this.#blockKey + 1, packBlock(this.#pieces));
    this.#blockKey += 1;
    this.#pieces = [];
    this.#pieceBytes = 0;
  }

  /** After a rollback. */
  forget(): void {
    const newest = this.#newest.get() ?? { content_key: 0, block_key: 0 };
    this.#contentKey = newest.content_key;
    this.#blockKey = newest.block_key;
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#keys.clear();
    this.#blocks.forget();
  }

  #append(prefix: bigint, bytes: Buffer): number {
    this.#contentKey += 1;
    this.#insert.run(this.#contentKey, prefix, this.#blockKey + 1, this.#pieceBytes, bytes.length);
    this.#pieces.push(bytes);
    this.#pieceBytes += bytes.length;
    const key = this.#contentKey;
    if (this.#pieceBytes >= BLOCK_BYTES_MAX) this.flush();
    return key;
  }

  #holds({ block_key, start, length }: ContentPlace, bytes: Buffer): boolean {
    if (length !== bytes.length) return false;
    const block = block_key > this.#blockKey ? Buffer.concat(this.#pieces) : this.#blocks.read(block_key);
    return block.subarray(start, start + length).equals(bytes);
  }
}

export class ContentReader implements ContentSource {
  readonly #content: Database.Statement<[number], ContentPlace>;
  readonly #list: Database.Statement<[number], { parent_key: number | null; body: Buffer; holes: string }>;
  readonly #blocks: BlockReader;

  constructor(database: Database.Database) {
    this.#content = database.prepare(readQuery('select-content'));
    this.#list = database.prepare(readQuery('select-list'));
    this.#blocks = new BlockReader(database);
  }

  readContent(key: number): Buffer {
    const place = this.#content.get(key);
    if (place === undefined) throw new Error(`content ${key} is missing`);
    return this.#blocks.read(place.block_key).subarray(place.start, place.start + place.length);
  }

  readList(key: number): { parent: number | null; appended: Cut } {
    const row = this.#list.get(key);
    if (row === undefined) throw new Error(`content list ${key} is missing`);
    return { parent: row.parent_key, appended: { body: row.body, holes: parseHoles(row.holes) } };
  }
}

export function parseHoles(text: string): readonly Hole[] {
  return JSON.parse(text) as readonly Hole[];
}
