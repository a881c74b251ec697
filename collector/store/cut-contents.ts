/**
 * Cuts contents out of a span's bytes and leaves holes where they stood. Rebuilding is splicing the same bytes back in, so
 * a span comes back exactly as it was received, whatever vocabulary or encoding quirk it has.
 *
 * A message list that extends one seen before is stored as that list plus what was appended: an agent sends its whole
 * history with every call, and without this what is kept would grow with the square of the turns.
 */
import type { ContentRange } from '../otlp/wire-span.ts';
import { findElements } from './json-elements.ts';
import { RecentLists, type SeenList } from './recent-lists.ts';

/** Position in the kept bytes, what stood there (`c` a content, `l` a list), and its key. */
export type Hole = readonly [offset: number, kind: 'c' | 'l', key: number];

export interface Cut {
  readonly body: Buffer;
  readonly holes: readonly Hole[];
}

export interface ContentSink {
  /** @returns the key of the content with exactly these bytes, stored now or before. */
  keepContent(bytes: Buffer): number;
  /** @returns the key of a new list: its parent and what was appended to it. */
  keepList(parent: number | null, appended: Cut): number;
  /** @returns whether all that the list stands for is still kept and may be referred to again. */
  stillKeeps(list: KeptList): boolean;
}

export interface KeptList {
  /** The list it extends. */
  readonly parent: number | null;
  readonly appended: Cut;
  /** Null until another list extends it: most lists (a model's answer, a system prompt) never are, and need no row. */
  readonly listKey: number | null;
}

/** Smaller elements of a list stay inside it: a row of their own would cost more than it could ever save. */
export const ELEMENT_BYTES_MIN = 256;

/**
 * Bytes of recent lists kept to see what extends them, some hundred histories of 150 KB. A list that was forgotten is a new
 * one: its contents are found again by their digests, and only the references to them are written once more.
 */
const RECENT_LIST_BYTES_MAX = 16 * 1024 * 1024;

/**
 * A list of one element is seldom the beginning of a history: instructions and answers are such lists, two of the three of a
 * call. What it holds is found again by its digest.
 */
const REMEMBERED_ELEMENTS_MIN = 2;

export class ContentCutter {
  readonly #sink: ContentSink;
  readonly #recent = new RecentLists(RECENT_LIST_BYTES_MAX);

  constructor(sink: ContentSink) {
    this.#sink = sink;
  }

  /** @param conversation what ties calls with a common history together: the session, else the trace. */
  cut(bytes: Buffer, contents: readonly ContentRange[], conversation: string): Cut {
    if (contents.length === 0) return { body: bytes, holes: [] };
    const cutting = new Cutting(bytes);
    for (const { key, start, end } of contents) {
      const value = bytes.subarray(start, end);
      const list = value[0] === 0x5b ? this.#recognizeList(value, `${conversation}\n${key}`) : null;
      if (list === null) cutting.hole(start, end, ['c', this.#sink.keepContent(value)]);
      else if (list.parent === null && list.row.listKey === null) cutting.inline(start, list.length, list.appended);
      else cutting.hole(start, start + list.length, ['l', this.#listKey(list)]);
    }
    return cutting.finish();
  }

  forget(): void {
    this.#recent.forget();
  }

  /** @returns null where the value is no list of at least one element. */
  #recognizeList(value: Buffer, name: string): SeenList | null {
    const before = this.#recent.findExtendedBy(value, name);
    const extended = before !== null && this.#isKept(before) ? before : null;
    const from = extended?.length ?? 0;
    const found = findElements(value, from);
    const last = found?.elements.at(-1);
    if (found === null || last === undefined) return found === null ? null : extended;
    const list: SeenList = {
      length: last.end,
      parent: extended === null ? null : this.#listKey(extended),
      appended: this.#cutElements(value, from, found.elements),
      row: { listKey: null },
    };
    if (extended !== null || found.elements.length >= REMEMBERED_ELEMENTS_MIN) {
      this.#recent.remember(name, value.subarray(0, last.end), list);
    }
    return list;
  }

  #isKept({ parent, appended, row: { listKey } }: SeenList): boolean {
    return this.#sink.stillKeeps({ parent, appended, listKey });
  }

  #listKey({ parent, appended, row }: SeenList): number {
    return (row.listKey ??= this.#sink.keepList(parent, appended));
  }

  #cutElements(value: Buffer, begin: number, elements: readonly { start: number; end: number }[]): Cut {
    const cutting = new Cutting(value.subarray(0, elements.at(-1)?.end ?? begin), begin);
    for (const { start, end } of elements) {
      if (end - start >= ELEMENT_BYTES_MIN)
        cutting.hole(start, end, ['c', this.#sink.keepContent(value.subarray(start, end))]);
    }
    return cutting.finish();
  }
}

/** Collects what stays and the holes between, from left to right. */
class Cutting {
  readonly #bytes: Buffer;
  readonly #pieces: Buffer[] = [];
  readonly #holes: Hole[] = [];
  #offset = 0;
  #from: number;

  constructor(bytes: Buffer, from = 0) {
    this.#bytes = bytes;
    this.#from = from;
  }

  hole(start: number, end: number, [kind, key]: readonly ['c' | 'l', number]): void {
    this.#keep(this.#bytes.subarray(this.#from, start));
    this.#holes.push([this.#offset, kind, key]);
    this.#from = end;
  }

  /** Replaces `length` bytes by what an inner cut left of them. */
  inline(start: number, length: number, { body, holes }: Cut): void {
    this.#keep(this.#bytes.subarray(this.#from, start));
    for (const [offset, kind, key] of holes) this.#holes.push([this.#offset + offset, kind, key]);
    this.#keep(body);
    this.#from = start + length;
  }

  finish(): Cut {
    this.#keep(this.#bytes.subarray(this.#from));
    const [only, more] = this.#pieces;
    const body = only !== undefined && more === undefined ? only : Buffer.concat(this.#pieces);
    return { body, holes: this.#holes };
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#offset += piece.length;
  }
}

export interface ContentSource {
  readContent(key: number): Buffer;
  readList(key: number): { readonly parent: number | null; readonly appended: Cut };
}

/** The bytes as they were before the cut. */
export function fillHoles({ body, holes }: Cut, source: ContentSource): Buffer {
  if (holes.length === 0) return body;
  const pieces: Buffer[] = [];
  let from = 0;
  for (const [offset, kind, key] of holes) {
    pieces.push(body.subarray(from, offset));
    if (kind === 'c') pieces.push(source.readContent(key));
    else pieces.push(...readListPieces(key, source));
    from = offset;
  }
  pieces.push(body.subarray(from));
  return Buffer.concat(pieces);
}

function readListPieces(key: number, source: ContentSource): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at: number | null = key; at !== null;) {
    const { parent, appended } = source.readList(at);
    pieces.push(fillHoles(appended, source));
    at = parent;
  }
  return pieces.reverse();
}
