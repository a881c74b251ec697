/** Gives every content the hash of its canonical text, a few at a time, off the way of the spans. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import { canonicalText } from '../../store/canonical-text.ts';
import { readQuery } from './queries.ts';

/** Some 2 ms of work for messages of 1 KB: a request that arrives meanwhile hardly notices. */
const STEP_CONTENTS_MAX = 200;

export class TextHashes {
  readonly #step: () => boolean;

  constructor(database: Database.Database) {
    const unread = database.prepare<[number], { content_key: number; bytes: Buffer }>(
      readQuery('select-unread-contents'),
    );
    const insert = database.prepare(readQuery('insert-content-text'));
    const step = database.transaction(() => {
      const rows = unread.all(STEP_CONTENTS_MAX);
      for (const { content_key, bytes } of rows) {
        insert.run(content_key, hash('sha256', canonicalText(bytes.toString('utf8')), 'buffer'));
      }
      return rows.length === STEP_CONTENTS_MAX;
    });
    this.#step = () => step.immediate();
  }

  /** @returns whether more waits. */
  catchUp(): boolean {
    return this.#step();
  }
}
