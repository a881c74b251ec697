/** Gives every content the hash of its canonical text, a block at a time, off the way of the spans. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import { canonicalText } from '../../store/canonical-text.ts';
import { BlockReader } from './content-blocks.ts';
import { readQuery } from './queries.ts';

export class TextHashes {
  readonly #step: () => boolean;

  constructor(database: Database.Database) {
    const blocks = new BlockReader(database);
    const nextBlock = database.prepare<[], { block_key: number }>(readQuery('select-unread-block'));
    const contents = database.prepare<[number], { content_key: number; start: number; length: number }>(
      readQuery('select-block-contents'),
    );
    const insert = database.prepare(readQuery('insert-content-text'));
    const step = database.transaction(() => {
      const next = nextBlock.get();
      if (next === undefined) return false;
      const block = blocks.read(next.block_key);
      for (const { content_key, start, length } of contents.all(next.block_key)) {
        const text = canonicalText(block.toString('utf8', start, start + length));
        insert.run(content_key, hash('sha256', text, 'buffer'));
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
