/**
 * Contents and lists as rows: each distinct content once, found by its hash and proven equal by comparing the bytes. What is
 * remembered here may have left the store meanwhile, so every key is proven alive before it is given out again.
 */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { ContentSink, ContentSource, Cut, Hole, KeptList } from '../../store/cut-contents.ts';
import { RecentMap } from '../../recent-map.ts';
import { blockKeyOf, BlockReader, contentKey, packBlock } from './content-blocks.ts';
import { readQuery } from './queries.ts';
import type { UseCounts } from './use-counts.ts';

/** Contents whose keys are remembered by their full hash, about 150 bytes each; older ones are found in the index. */
const REMEMBERED_KEYS_MAX = 100_000;
/** Of one block before compression: enough to compress well, little enough to unpack for one message. */
const BLOCK_BYTES_MAX = 64 * 1024;
/** Lists whose chain is remembered; of older ones it is read. */
const REMEMBERED_CHAINS_MAX = 20_000;

export class ContentRows implements ContentSink {
  readonly #find: Database.Statement<[bigint], { content_key: number }>;
  readonly #insertBlock: Database.Statement<[number, Buffer, Buffer]>;
  readonly #insertList: Database.Statement<[number, number | null, number, Buffer, string]>;
  readonly #newestBlock: Database.Statement<[], { block_key: number }>;
  readonly #newestList: Database.Statement<[], { list_key: number }>;
  readonly #selectChain: Database.Statement<[number], { chain_key: number }>;
  readonly #uses: UseCounts;
  readonly #blocks: BlockReader;
  readonly #keys = new RecentMap<string, number>(REMEMBERED_KEYS_MAX);
  readonly #chains = new RecentMap<number, number>(REMEMBERED_CHAINS_MAX);
  /** The block that is being filled; it gets its row when it is full or the transaction ends. */
  #blockKey = 0;
  #contents: Buffer[] = [];
  #contentBytes = 0;
  #newestListKey = 0;
  /** What this transaction made is alive before anything is counted. */
  #firstBlockKey = 0;
  #firstListKey = 0;

  constructor(database: Database.Database, uses: UseCounts) {
    this.#find = database.prepare(readQuery('select-contents-by-hash'));
    this.#insertBlock = database.prepare(readQuery('insert-block'));
    this.#insertList = database.prepare(readQuery('insert-list'));
    this.#newestBlock = database.prepare(readQuery('select-newest-block-key'));
    this.#newestList = database.prepare(readQuery('select-newest-list-key'));
    this.#selectChain = database.prepare(readQuery('select-chain-key'));
    this.#uses = uses;
    this.#blocks = new BlockReader(database);
    this.forget();
  }

  keepContent(bytes: Buffer): number {
    const digest = hash('sha256', bytes, 'buffer');
    const name = digest.toString('latin1');
    let key = this.#keys.get(name);
    if (key === undefined || !this.#isContentAlive(key)) {
      key = this.#findStored(hashPrefix(digest), bytes) ?? this.#append(bytes);
      this.#keys.set(name, key);
    }
    return key;
  }

  keepList(parent: number | null, { body, holes }: Cut): number {
    const listKey = ++this.#newestListKey;
    const chainKey = parent === null ? listKey : (this.#chainOf(parent) ?? listKey);
    this.#chains.set(listKey, chainKey);
    this.#insertList.run(listKey, parent, chainKey, body, JSON.stringify(holes));
    this.#uses.extendChain(chainKey, listKey);
    this.countUses(holes, 1);
    return listKey;
  }

  stillKeeps({ listKey, parent, appended }: KeptList): boolean {
    const inChain = listKey ?? parent;
    if (inChain !== null && !this.#isListAlive(inChain)) return false;
    return listKey !== null || appended.holes.every(([, , key]) => this.#isContentAlive(key));
  }

  /** Counts what a span's or a list's holes refer to: 1 when they come to be, -1 when they leave. */
  countUses(holes: readonly Hole[], amount: 1 | -1): void {
    for (const [, kind, key] of holes) {
      if (kind === 'c') this.#uses.add('block', blockKeyOf(key), amount);
      else {
        const chainKey = this.#chainOf(key);
        if (chainKey !== undefined) this.#uses.add('chain', chainKey, amount);
      }
    }
  }

  /** Before the commit, or the contents of the block that is being filled would have no bytes. */
  flush(): void {
    this.#writeBlock();
    this.#beginTransaction();
  }

  /** After a rollback. Keys only ever grow: a reader may still have what an old one stood for. */
  forget(): void {
    this.#keys.clear();
    this.#chains.clear();
    this.#beginBlock(Math.max(this.#blockKey, this.#newestBlock.get()?.block_key ?? 0) + 1);
    this.#newestListKey = Math.max(this.#newestListKey, this.#newestList.get()?.list_key ?? 0);
    this.#beginTransaction();
  }

  #findStored(prefix: bigint, bytes: Buffer): number | undefined {
    const found = this.#find
      .all(prefix)
      .find(({ content_key: key }) => this.#isContentAlive(key) && this.#blocks.readContent(key).equals(bytes));
    return found?.content_key;
  }

  #isContentAlive(key: number): boolean {
    const blockKey = blockKeyOf(key);
    return blockKey >= this.#firstBlockKey || this.#uses.isUsed('block', blockKey);
  }

  #isListAlive(listKey: number): boolean {
    const chainKey = this.#chainOf(listKey);
    return chainKey !== undefined && (chainKey >= this.#firstListKey || this.#uses.isUsed('chain', chainKey));
  }

  /** Undefined where the list is gone. */
  #chainOf(listKey: number): number | undefined {
    let chainKey = this.#chains.get(listKey);
    if (chainKey === undefined) {
      chainKey = this.#selectChain.get(listKey)?.chain_key;
      if (chainKey !== undefined) this.#chains.set(listKey, chainKey);
    }
    return chainKey;
  }

  #append(bytes: Buffer): number {
    const key = contentKey(this.#blockKey, this.#contents.length);
    this.#contents.push(bytes);
    this.#contentBytes += bytes.length;
    if (this.#contentBytes >= BLOCK_BYTES_MAX) this.#writeBlock();
    return key;
  }

  #writeBlock(): void {
    if (this.#contents.length === 0) return;
    const { lengths, bytes } = packBlock(this.#contents);
    this.#insertBlock.run(this.#blockKey, lengths, bytes);
    this.#uses.add('block', this.#blockKey, 0);
    this.#beginBlock(this.#blockKey + 1);
  }

  #beginTransaction(): void {
    this.#firstBlockKey = this.#blockKey;
    this.#firstListKey = this.#newestListKey + 1;
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
