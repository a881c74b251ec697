/**
 * How many references there are to what spans share: content blocks, chains of lists, resources and scopes. Counted in memory
 * and written once at the end of a transaction, so that a system prompt in 500 spans is one row's change.
 */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';

/** In the order of `uses.kind`. */
export const USE_KINDS = ['block', 'chain', 'resource', 'scope'] as const;
export type UseKind = (typeof USE_KINDS)[number];

interface Change {
  readonly kind: number;
  readonly key: number;
  uses: number;
  newestListKey: number | null;
}

export class UseCounts {
  readonly #select: Database.Statement<[number, number], { uses: number }>;
  readonly #upsert: Database.Statement<[number, number, number, number | null]>;
  readonly #changes = new Map<number, Change>();
  /** What the table says, as asked in this transaction. */
  readonly #standing = new Map<number, number>();

  constructor(database: Database.Database) {
    this.#select = database.prepare(readQuery('select-uses'));
    this.#upsert = database.prepare(readQuery('upsert-uses'));
  }

  /** With 0 the row comes to be, and what nobody refers to after all is found by it. */
  add(kind: UseKind, key: number, amount: number): void {
    this.#change(kind, key).uses += amount;
  }

  extendChain(chainKey: number, newestListKey: number): void {
    this.#change('chain', chainKey).newestListKey = newestListKey;
  }

  /** What is not used may be half removed already: it must not be referred to again. */
  isUsed(kind: UseKind, key: number): boolean {
    const name = nameOf(kind, key);
    let standing = this.#standing.get(name);
    if (standing === undefined) {
      standing = this.#select.get(USE_KINDS.indexOf(kind), key)?.uses ?? 0;
      this.#standing.set(name, standing);
    }
    return standing + (this.#changes.get(name)?.uses ?? 0) > 0;
  }

  /** Before the commit. */
  flush(): void {
    for (const { kind, key, uses, newestListKey } of this.#changes.values()) {
      this.#upsert.run(kind, key, uses, newestListKey);
    }
    this.forget();
  }

  /** After a rollback. */
  forget(): void {
    this.#changes.clear();
    this.#standing.clear();
  }

  #change(kind: UseKind, key: number): Change {
    const name = nameOf(kind, key);
    let change = this.#changes.get(name);
    if (change === undefined) {
      change = { kind: USE_KINDS.indexOf(kind), key, uses: 0, newestListKey: null };
      this.#changes.set(name, change);
    }
    return change;
  }
}

function nameOf(kind: UseKind, key: number): number {
  return key * USE_KINDS.length + USE_KINDS.indexOf(kind);
}
