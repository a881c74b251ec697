/** Contents and lists as rows: each distinct content once, found by the hash of its bytes and proven equal by comparing them. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

import type { ContentSink, ContentSource, Cut, Hole } from '../../store/cut-contents.ts';
import { readQuery } from './queries.ts';

const CACHED_KEYS_MAX = 50_000;

export class ContentRows implements ContentSink {
  readonly #find: Database.Statement<[Buffer], { content_key: number; bytes: Buffer }>;
  readonly #insert: Database.Statement<[Buffer, Buffer]>;
  readonly #insertList: Database.Statement<[number | null, Buffer, string]>;
  /** Recent contents by hash, so that a repeated one costs no read. */
  readonly #keys = new Map<string, number>();

  constructor(database: Database.Database) {
    this.#find = database.prepare(readQuery('select-contents-by-prefix'));
    this.#insert = database.prepare(readQuery('insert-content'));
    this.#insertList = database.prepare(readQuery('insert-list'));
  }

  keepContent(bytes: Buffer): number {
    const digest = hash('sha256', bytes, 'buffer');
    const name = digest.toString('latin1');
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const standing = this.#find.all(digest).find((row) => row.bytes.equals(bytes));
    const key = standing?.content_key ?? Number(this.#insert.run(digest, bytes).lastInsertRowid);
    if (this.#keys.size >= CACHED_KEYS_MAX) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }

  keepList(parent: number | null, { body, holes }: Cut): number {
    return Number(this.#insertList.run(parent, body, JSON.stringify(holes)).lastInsertRowid);
  }

  forget(): void {
    this.#keys.clear();
  }
}

export class ContentReader implements ContentSource {
  readonly #content: Database.Statement<[number], { bytes: Buffer }>;
  readonly #list: Database.Statement<[number], { parent_key: number | null; body: Buffer; holes: string }>;

  constructor(database: Database.Database) {
    this.#content = database.prepare(readQuery('select-content'));
    this.#list = database.prepare(readQuery('select-list'));
  }

  readContent(key: number): Buffer {
    const row = this.#content.get(key);
    if (row === undefined) throw new Error(`content ${key} is missing`);
    return row.bytes;
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
