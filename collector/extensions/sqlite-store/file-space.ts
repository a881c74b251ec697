/** How much of the file is used, how much has to go, and how free pages go back to the disk. */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

/** Above the limit the oldest go until this share of it is used: or every span that comes would push one out. */
const TARGET_SHARE = 0.95;
/** Above this share more is coming in than leaves. */
const FAR_OVER_SHARE = 1.05;
/** Free pages that stay for what comes next: 1 MiB, or a 32nd of the file where that is more. */
const FREE_PAGES_KEPT = 128;
const FREE_SHARE_KEPT = 1 / 32;
/** Between two looks at the clock; each is a page moved from the file's end. */
const PAGES_AT_ONCE = 16;

interface Pages {
  readonly pages: number;
  readonly free: number;
  readonly page_bytes: number;
}

export class FileSpace {
  readonly #database: Database.Database;
  readonly #bytesMax: number | null;
  readonly #pages: Database.Statement<[], Pages>;
  readonly #spanKeyRange: Database.Statement<[], { range: number }>;
  #isShedding = false;

  constructor(database: Database.Database, bytesMax: number | null) {
    this.#database = database;
    this.#bytesMax = bytesMax;
    this.#pages = database.prepare(readQuery('select-pages'));
    this.#spanKeyRange = database.prepare(readQuery('select-span-key-range'));
  }

  isFarOver(): boolean {
    return this.#bytesMax !== null && usedBytes(this.#readPages()) > this.#bytesMax * FAR_OVER_SHARE;
  }

  /**
   * How many spans should leave next. Half of what the average span's size says, because contents are shared and nobody
   * knows which of them leave with a span; what is still too much is counted again when they are gone.
   */
  countSpansOver(): number {
    if (this.#bytesMax === null) return 0;
    const used = usedBytes(this.#readPages());
    const target = this.#bytesMax * TARGET_SHARE;
    this.#isShedding = used > this.#bytesMax || (this.#isShedding && used > target);
    if (!this.#isShedding) return 0;
    const spans = (this.#spanKeyRange.get()?.range ?? 0) + 1;
    return Math.ceil(((used - target) / used) * spans * 0.5);
  }

  mayShrink(quiet: boolean): boolean {
    const { pages, free, page_bytes } = this.#readPages();
    if (free <= FREE_PAGES_KEPT) return false;
    // Under load the pages are needed again soon; then only a file beyond its limit is worth the work.
    if (!quiet) return this.#bytesMax !== null && pages * page_bytes > this.#bytesMax * FAR_OVER_SHARE;
    return free > pages * FREE_SHARE_KEPT;
  }

  shrink(enough: () => boolean): void {
    do this.#database.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
    while (!enough() && this.mayShrink(true));
  }

  #readPages(): Pages {
    return this.#pages.get() ?? { pages: 0, free: 0, page_bytes: 0 };
  }
}

function usedBytes({ pages, free, page_bytes }: Pages): number {
  return (pages - free) * page_bytes;
}
