/** Removes what nobody refers to any more: content blocks with their index entries, chains of lists, resources and scopes. */
import type Database from 'better-sqlite3';

import { parseHoles, type ContentRows } from './content-rows.ts';
import { readQuery } from './queries.ts';
import type { SpanRowStore } from './span-row-store.ts';
import { USE_KINDS } from './use-counts.ts';

/** Index entries deleted between two looks at the clock: their hashes are spread over the whole index. */
const INDEX_ENTRIES_AT_ONCE = 128;

interface Unused {
  readonly kind: number;
  readonly key: number;
  readonly newest_list_key: number | null;
}

interface ListColumns {
  readonly parent_key: number | null;
  readonly holes: string;
  readonly bytes: number;
}

export class UnusedRemover {
  readonly #contents: ContentRows;
  readonly #spans: SpanRowStore;
  readonly #next: Database.Statement<[], Unused>;
  readonly #deleteUses: Database.Statement<[number, number]>;
  readonly #deleteIndex: Database.Statement;
  readonly #deleteBlock: Database.Statement<[number], { bytes: number }>;
  readonly #deleteList: Database.Statement<[number], ListColumns>;
  readonly #shortenChain: Database.Statement<[number, number]>;
  readonly #deleteEnvelope: Readonly<Record<'resource' | 'scope', Database.Statement<[number]>>>;

  constructor({
    database,
    contents,
    spans,
  }: {
    readonly database: Database.Database;
    readonly contents: ContentRows;
    readonly spans: SpanRowStore;
  }) {
    this.#contents = contents;
    this.#spans = spans;
    this.#next = database.prepare(readQuery('select-unused'));
    this.#deleteUses = database.prepare(readQuery('delete-uses'));
    this.#deleteIndex = database.prepare(readQuery('delete-block-index'));
    this.#deleteBlock = database.prepare(readQuery('delete-block'));
    this.#deleteList = database.prepare(readQuery('delete-list'));
    this.#shortenChain = database.prepare(readQuery('shorten-chain'));
    this.#deleteEnvelope = {
      resource: database.prepare(readQuery('delete-resource')),
      scope: database.prepare(readQuery('delete-scope')),
    };
  }

  hasWork(): boolean {
    return this.#next.get() !== undefined;
  }

  /** Inside the caller's transaction. */
  remove(enough: () => boolean): { readonly blocks: number; readonly bytes: number } {
    let blocks = 0;
    let bytes = 0;
    for (let unused = this.#next.get(); unused !== undefined && !enough(); unused = this.#next.get()) {
      const kind = USE_KINDS[unused.kind];
      if (kind === 'chain') bytes += this.#removeLists(unused, enough);
      else if (kind === 'block') {
        const removed = this.#removeBlock(unused.key);
        blocks += Number(removed !== null);
        bytes += removed ?? 0;
      } else {
        if (kind !== undefined) this.#deleteEnvelope[kind].run(unused.key);
        this.#deleteUses.run(unused.kind, unused.key);
        this.#spans.forgetEnvelopes();
      }
    }
    return { blocks, bytes };
  }

  /** From the newest list back to the first, which has no parent. */
  #removeLists({ kind, key, newest_list_key }: Unused, enough: () => boolean): number {
    let bytes = 0;
    for (let at = newest_list_key; at !== null;) {
      const row = this.#deleteList.get(at);
      if (row !== undefined) {
        bytes += row.bytes;
        this.#contents.countUses(parseHoles(row.holes), -1);
      }
      at = row?.parent_key ?? null;
      if (at !== null && enough()) {
        this.#shortenChain.run(at, key);
        return bytes;
      }
    }
    this.#deleteUses.run(kind, key);
    return bytes;
  }

  /** The block itself leaves last: until then its index entries are found again. @returns null while entries are left. */
  #removeBlock(blockKey: number): number | null {
    const { changes } = this.#deleteIndex.run({ blockKey, limit: INDEX_ENTRIES_AT_ONCE });
    if (changes === INDEX_ENTRIES_AT_ONCE) return null;
    const row = this.#deleteBlock.get(blockKey);
    this.#deleteUses.run(USE_KINDS.indexOf('block'), blockKey);
    return row?.bytes ?? 0;
  }
}
