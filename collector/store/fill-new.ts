/**
 * The bytes of a span with everything filled in but what a list had before this span extended it: there stand spaces, as
 * many as the bytes they stand for, so that the span decodes as if it were whole and only what is new is read.
 */
import { RecentMap } from '../recent-map.ts';
import { fillHoles, type ContentSource, type Cut } from './cut-contents.ts';

export interface NewBytes {
  readonly bytes: Buffer;
  /** Where spaces stand, by the place they begin at: where they end. */
  readonly blanks: ReadonlyMap<number, number>;
}

/** Lists whose length is remembered, some 100 bytes each: the next call of a session extends one of them. */
const REMEMBERED_LISTS_MAX = 50_000;
const SPACE = 0x20;

export class NewFiller {
  readonly #source: ContentSource;
  readonly #lengths = new RecentMap<number, number>(REMEMBERED_LISTS_MAX);

  constructor(source: ContentSource) {
    this.#source = source;
  }

  fillNew({ body, holes }: Cut): NewBytes {
    const pieces: Buffer[] = [];
    const blanks = new Map<number, number>();
    let length = 0;
    let from = 0;
    const push = (piece: Buffer): void => {
      pieces.push(piece);
      length += piece.length;
    };
    for (const [offset, kind, key] of holes) {
      push(body.subarray(from, offset));
      from = offset;
      if (kind === 'c') {
        push(this.#source.readContent(key));
        continue;
      }
      const { parent, appended } = this.#source.readList(key);
      if (parent !== null) {
        const before = this.#lengthOf(parent);
        blanks.set(length, length + before);
        push(Buffer.alloc(before, SPACE));
      }
      push(fillHoles(appended, this.#source));
    }
    push(body.subarray(from));
    return { bytes: pieces.length === 1 ? body : Buffer.concat(pieces), blanks };
  }

  #lengthOf(listKey: number): number {
    const unknown: { key: number; length: number }[] = [];
    let sum = 0;
    for (let key: number | null = listKey; key !== null;) {
      const known = this.#lengths.get(key);
      if (known !== undefined) {
        sum = known;
        break;
      }
      const { parent, appended } = this.#source.readList(key);
      unknown.push({ key, length: fillHoles(appended, this.#source).length });
      key = parent;
    }
    for (const { key, length } of unknown.reverse()) {
      sum += length;
      this.#lengths.set(key, sum);
    }
    return sum;
  }
}
