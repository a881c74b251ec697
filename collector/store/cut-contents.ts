/**
 * Cuts contents out of a span's bytes and leaves holes where they stood. Rebuilding is splicing the same bytes back in, so
 * a span comes back exactly as it was received, whatever vocabulary or encoding quirk it has.
 *
 * A message list that extends one seen before is stored as that list plus what was appended: an agent sends its whole
 * history with every call, and without this what is kept would grow with the square of the turns.
 */
import type { ContentRange } from '../otlp/wire-span.ts';
import { RecentMap } from '../recent-map.ts';
import { findElements } from './json-elements.ts';

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

/** Bytes of recent lists kept to see what extends them. */
const RECENT_LIST_BYTES_MAX = 32 * 1024 * 1024;

interface SeenList extends KeptList {
  /** Bytes up to the end of its last element, without the closing bracket. */
  readonly length: number;
  listKey: number | null;
}

interface KnownList extends SeenList {
  readonly bytes: Buffer;
}

/**
 * A list of one element is seldom the beginning of a history: instructions and answers are such lists, two of the three of a
 * call. What it holds is found again by its digest.
 */
const REMEMBERED_ELEMENTS_MIN = 2;

export class ContentCutter {
  readonly #sink: ContentSink;
  readonly #known = new RecentMap<string, KnownList>(RECENT_LIST_BYTES_MAX, (list) => list.bytes.length);

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
      else if (list.parent === null && list.listKey === null) cutting.inline(start, list.length, list.appended);
      else cutting.hole(start, start + list.length, ['l', this.#listKey(list)]);
    }
    return cutting.finish();
  }

  forget(): void {
    this.#known.clear();
  }

  /** @returns null where the value is no list of at least one element. */
  #recognizeList(value: Buffer, name: string): SeenList | null {
    const before = this.#known.get(name);
    const isExtended = before !== undefined && startsWith(value, before.bytes) && this.#sink.stillKeeps(before);
    const extended = isExtended ? before : undefined;
    const from = extended?.length ?? 0;
    const found = findElements(value, from);
    const last = found?.elements.at(-1);
    if (found === null || last === undefined) return found === null ? null : (extended ?? null);
    const list: SeenList = {
      length: last.end,
      parent: extended === undefined ? null : this.#listKey(extended),
      appended: this.#cutElements(value, from, found.elements),
      listKey: null,
    };
    if (extended === undefined && found.elements.length < REMEMBERED_ELEMENTS_MIN) return list;
    const known: KnownList = { ...list, bytes: Buffer.from(value.subarray(0, last.end)) };
    this.#known.set(name, known);
    return known;
  }

  #listKey(list: SeenList): number {
    return (list.listKey ??= this.#sink.keepList(list.parent, list.appended));
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

function startsWith(value: Buffer, prefix: Buffer): boolean {
  return value.length > prefix.length && value.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
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
