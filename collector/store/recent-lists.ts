/**
 * Lists seen lately with their bytes, in one piece of memory that is written round and round: a Buffer for each shared its
 * memory with what lived a moment only, and so 16 MB of lists held 90.
 */
import type { Cut, Hole } from './cut-contents.ts';

/** A list that was cut. */
export interface SeenList {
  /** Bytes up to the end of its last element, without the closing bracket. */
  readonly length: number;
  /** The list it extends. */
  readonly parent: number | null;
  readonly appended: Cut;
  readonly row: ListRow;
}

export interface ListRow {
  /** Null until another list extends it: most lists (a model's answer, a system prompt) never are, and need no row. */
  listKey: number | null;
}

interface Place {
  readonly start: number;
  /** Where its bytes end and what it added to its parent begins. */
  readonly bytesEnd: number;
  readonly end: number;
  readonly parent: number | null;
  readonly holes: readonly Hole[];
  readonly row: ListRow;
}

export class RecentLists {
  readonly #bytesMax: number;
  /** Made when the first list comes; the system gives its pages only as they are written. */
  #bytes: Buffer | null = null;
  /** In the order they were written, which is the order in which they are written over. */
  readonly #places = new Map<string, Place>();
  #head = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @returns the list of that name if `value` goes on where it ends. */
  findExtendedBy(value: Buffer, name: string): SeenList | null {
    const place = this.#places.get(name);
    if (place === undefined || this.#bytes === null) return null;
    const { start, bytesEnd, end, parent, holes, row } = place;
    const length = bytesEnd - start;
    if (value.length <= length || value.compare(this.#bytes, start, bytesEnd, 0, length) !== 0) return null;
    // A copy, because the next list may be written over this one.
    const body = Buffer.from(this.#bytes.subarray(bytesEnd, end));
    return { length, parent, appended: { body, holes }, row };
  }

  /** In place of the one that had the name. One that is longer than all the room there is is not remembered. */
  remember(name: string, bytes: Buffer, { parent, appended, row }: SeenList): void {
    const { body, holes } = appended;
    const needed = bytes.length + body.length;
    this.#places.delete(name);
    if (needed > this.#bytesMax) return;
    const start = this.#makeRoom(needed);
    const bytesEnd = start + bytes.length;
    this.#bytes ??= Buffer.alloc(this.#bytesMax);
    this.#bytes.set(bytes, start);
    this.#bytes.set(body, bytesEnd);
    this.#places.set(name, { start, bytesEnd, end: start + needed, parent, holes, row });
  }

  forget(): void {
    this.#places.clear();
    this.#head = 0;
  }

  #makeRoom(needed: number): number {
    if (this.#head + needed > this.#bytesMax) {
      const end = this.#head;
      this.#forgetFirst(({ start }) => start >= end);
      this.#head = 0;
    }
    const start = this.#head;
    this.#head += needed;
    this.#forgetFirst((place) => place.start >= start && place.start < this.#head);
    return start;
  }

  #forgetFirst(isInTheWay: (place: Place) => boolean): void {
    for (const [name, place] of this.#places) {
      if (!isInTheWay(place)) return;
      this.#places.delete(name);
    }
  }
}
