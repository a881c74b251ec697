/** Enters contents into the index by their hashes, a block at a time, off the way of the spans. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import { canonicalText } from '../../store/canonical-text.ts';
import { BlockReader, contentKey } from './content-blocks.ts';
import { readQuery } from './queries.ts';

export class ContentIndex {
  readonly #step: () => boolean;

  constructor(database: Database.Database) {
    const blocks = new BlockReader(database);
    const nextBlock = database.prepare<[], { block_key: number }>(readQuery('select-unindexed-block'));
    const insert = database.prepare(readQuery('insert-content-index'));
    const step = database.transaction(() => {
      const next = nextBlock.get();
      if (next === undefined) return false;
      for (const [place, bytes] of blocks.readBlock(next.block_key).entries()) {
        const textHash = hash('sha256', canonicalText(bytes.toString('utf8')), 'buffer');
        insert.run(contentKey(next.block_key, place), hash('sha256', bytes, 'buffer'), textHash);
      }
      return true;
    });
    this.#step = () => step.immediate();
  }

  /** One block, some 2 ms of work. @returns whether more may wait. */
  catchUp(): boolean {
    return this.#step();
  }
}
