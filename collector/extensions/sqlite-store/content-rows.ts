/**
 * Contents and lists as rows, and the bodies of spans in blocks of their own. Contents seen lately are known by the SHA-256 of
 * their bytes and stored once. What is remembered here may have left the store meanwhile, so every key is proven alive before
 * it is given out again.
 */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { ContentSink, ContentSource, Cut, Hole, KeptList } from '../../store/cut-contents.ts';
import { RecentMap } from '../../recent-map.ts';
import { BlockFiller } from './block-filler.ts';
import { blockKeyOf, BlockReader } from './content-blocks.ts';
import type { Packing } from './packing.ts';
import { readQuery } from './queries.ts';
import { RecentDigests } from './recent-digests.ts';
import type { UseCounts } from './use-counts.ts';

/**
 * Contents whose keys are remembered, 105 bytes each; one that comes again after so many others is stored again. After a
 * start the newest half of as many are read from the index, some 20 ms when the first content comes.
 */
const REMEMBERED_KEYS_MAX = 100_000;
/** Lists whose chain is remembered; of older ones it is read. */
const REMEMBERED_CHAINS_MAX = 20_000;

export class ContentRows implements ContentSink {
  readonly #newestContents: Database.Statement<[number], { content_key: number; digest: Buffer }>;
  readonly #insertList: Database.Statement<[number, number | null, number, Buffer, string]>;
  readonly #newestBlock: Database.Statement<[], { block_key: number }>;
  readonly #newestList: Database.Statement<[], { list_key: number }>;
  readonly #selectChain: Database.Statement<[number], { chain_key: number }>;
  readonly #uses: UseCounts;
  readonly #contents: BlockFiller;
  readonly #bodies: BlockFiller;
  readonly #keys = new RecentDigests(REMEMBERED_KEYS_MAX);
  readonly #digest = new Digest();
  #isReminded = false;
  readonly #chains = new RecentMap<number, number>(REMEMBERED_CHAINS_MAX);
  #newestBlockKey = 0;
  #newestListKey = 0;
  /** What this transaction made is alive before anything is counted. */
  #firstBlockKey = 0;
  #firstListKey = 0;

  constructor(database: Database.Database, { uses, packing }: { readonly uses: UseCounts; readonly packing: Packing }) {
    this.#newestContents = database.prepare(readQuery('select-newest-contents'));
    this.#insertList = database.prepare(readQuery('insert-list'));
    this.#newestBlock = database.prepare(readQuery('select-newest-block-key'));
    this.#newestList = database.prepare(readQuery('select-newest-list-key'));
    this.#selectChain = database.prepare(readQuery('select-chain-key'));
    this.#uses = uses;
    const keys = { next: () => ++this.#newestBlockKey };
    this.#contents = new BlockFiller(database, { keys, packing, holds: 'contents' });
    this.#bodies = new BlockFiller(database, { keys, packing, holds: 'bodies' });
    this.forget();
  }

  keepContent(bytes: Buffer): number {
    if (!this.#isReminded) this.#remind();
    const digest = this.#digest.of(bytes);
    let key = this.#keys.get(digest);
    if (key === undefined || !this.#isContentAlive(key)) {
      key = this.#contents.append(bytes);
      this.#keys.set(digest, key);
    }
    return key;
  }

  /** What is left of a span; it counts as one use of its block. */
  keepBody(bytes: Buffer): number {
    const key = this.#bodies.append(bytes);
    this.#uses.add('block', blockKeyOf(key), 1);
    return key;
  }

  releaseBody(key: number): void {
    this.#uses.add('block', blockKeyOf(key), -1);
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

  /** Before the commit, or what refers to the blocks that are being filled would have no bytes. */
  flush(): void {
    for (const blocks of [this.#contents, this.#bodies]) blocks.flush((key) => this.#uses.add('block', key, 0));
    this.#beginTransaction();
  }

  /** After a rollback. Keys only ever grow: a reader may still have what an old one stood for. */
  forget(): void {
    this.#keys.clear();
    this.#isReminded = false;
    this.#chains.clear();
    this.#contents.forget();
    this.#bodies.forget();
    this.#newestBlockKey = Math.max(this.#newestBlockKey, this.#newestBlock.get()?.block_key ?? 0);
    this.#newestListKey = Math.max(this.#newestListKey, this.#newestList.get()?.list_key ?? 0);
    this.#beginTransaction();
  }

  /** Oldest first: what came last is forgotten last. */
  #remind(): void {
    this.#isReminded = true;
    for (const { content_key: key, digest } of this.#newestContents.all(REMEMBERED_KEYS_MAX / 2).reverse()) {
      this.#keys.set(this.#digest.from(digest.toString('latin1')), key);
    }
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

  #beginTransaction(): void {
    this.#firstBlockKey = this.#newestBlockKey + 1;
    this.#firstListKey = this.#newestListKey + 1;
  }
}

/** The SHA-256 as 32-bit words in memory that every call uses again: a Buffer for each took twice as long as hashing. */
class Digest {
  readonly #words = new Uint32Array(8);
  readonly #bytes = new Uint8Array(this.#words.buffer);

  of(content: Buffer): Uint32Array {
    return this.from(hash('sha256', content, 'binary'));
  }

  /** @param text a character a byte. */
  from(text: string): Uint32Array {
    for (let at = 0; at < this.#bytes.length; at++) this.#bytes[at] = text.charCodeAt(at);
    return this.#words;
  }
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
