/** Contents and lists as rows: each distinct content once, found by its hash and proven equal by comparing the bytes. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { ContentSink, ContentSource, Cut, Hole } from '../../store/cut-contents.ts';
import { RecentMap } from '../../recent-map.ts';
import { BlockReader, contentKey, packBlock } from './content-blocks.ts';
import { readQuery } from './queries.ts';

/** Contents whose keys are remembered by their full hash, about 150 bytes each; older ones are found in the index. */
const REMEMBERED_KEYS_MAX = 100_000;
/** Of one block before compression: enough to compress well, little enough to unpack for one message. */
const BLOCK_BYTES_MAX = 64 * 1024;

export class ContentRows implements ContentSink {
  readonly #find: Database.Statement<[bigint], { content_key: number }>;
  readonly #insertBlock: Database.Statement<[number, Buffer, Buffer]>;
  readonly #insertList: Database.Statement<[number | null, Buffer, string]>;
  readonly #newestBlock: Database.Statement<[], { block_key: number }>;
  readonly #blocks: BlockReader;
  readonly #keys = new RecentMap<string, number>(REMEMBERED_KEYS_MAX);
  /** The block that is being filled; it gets its row when it is full or the transaction ends. */
  #blockKey = 0;
  #contents: Buffer[] = [];
  #contentBytes = 0;

  constructor(database: Database.Database) {
    this.#find = database.prepare(readQuery('select-contents-by-hash'));
    this.#insertBlock = database.prepare(readQuery('insert-block'));
    this.#insertList = database.prepare(readQuery('insert-list'));
    this.#newestBlock = database.prepare(readQuery('select-newest-block-key'));
    this.#blocks = new BlockReader(database);
    this.forget();
  }

  keepContent(bytes: Buffer): number {
    const digest = hash('sha256', bytes, 'buffer');
    const name = digest.toString('latin1');
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = this.#findStored(hashPrefix(digest), bytes) ?? this.#append(bytes);
      this.#keys.set(name, key);
    }
    return key;
  }

  keepList(parent: number | null, { body, holes }: Cut): number {
    return Number(this.#insertList.run(parent, body, JSON.stringify(holes)).lastInsertRowid);
  }

  /** Writes the block that is being filled; before the commit, or its contents would have no bytes. */
  flush(): void {
    if (this.#contents.length === 0) return;
    const { lengths, bytes } = packBlock(this.#contents);
    this.#insertBlock.run(this.#blockKey, lengths, bytes);
    this.#beginBlock(this.#blockKey + 1);
  }

  /** After a rollback. */
  forget(): void {
    this.#keys.clear();
    this.#beginBlock((this.#newestBlock.get()?.block_key ?? 0) + 1);
  }

  #findStored(prefix: bigint, bytes: Buffer): number | undefined {
    return this.#find.all(prefix).find((row) => this.#blocks.readContent(row.content_key).equals(bytes))?.content_key;
  }

  #append(bytes: Buffer): number {
    const key = contentKey(this.#blockKey, this.#contents.length);
    this.#contents.push(bytes);
    this.#contentBytes += bytes.length;
    if (this.#contentBytes >= BLOCK_BYTES_MAX) this.flush();
    return key;
  }

  #beginBlock(blockKey: number): void {
    this.#blockKey = blockKey;
    this.#contents = [];
    this.#contentBytes = 0;
  }
}

export function hashPrefix(digest: Buffer): bigint {
  return digest.readBigInt64BE(0);
}

export class ContentReader implements ContentSource {
  readonly #list: Database.Statement<[number], { parent_key: number | null; body: Buffer; holes: string }>;
  readonly #blocks: BlockReader;

  constructor(database: Database.Database) {
    this.#list = database.prepare(readQuery('select-list'));
    this.#blocks = new BlockReader(database);
  }

  readContent(key: number): Buffer {
    return this.#blocks.readContent(key);
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
