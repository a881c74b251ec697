/**
 * Lists of messages for whoever reads a conversation call by call: each call's list is the one before and what was appended,
 * so what was read for one call is most of the next. Without it the blocks of a long conversation are unpacked again with
 * every call.
 */
import { fillHoles, type ContentSource, type Cut } from './cut-contents.ts';

type List = ReturnType<ContentSource['readList']>;

/** Of appended messages; a conversation of 200 turns with messages of 3 KB has 1.2 MB. */
const BYTES_MAX = 8 * 1024 ** 2;

export class RememberedLists implements ContentSource {
  readonly #source: ContentSource;
  readonly #bytesMax: number;
  #lists = new Map<number, List>();
  #bytes = 0;

  constructor(source: ContentSource, bytesMax = BYTES_MAX) {
    this.#source = source;
    this.#bytesMax = bytesMax;
  }

  readContent(key: number): Buffer {
    return this.#source.readContent(key);
  }

  readList(key: number): List {
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const { parent, appended } = this.#source.readList(key);
    const filled: Cut = { body: fillHoles(appended, this.#source), holes: [] };
    if (this.#bytes > this.#bytesMax) {
      this.#lists = new Map();
      this.#bytes = 0;
    }
    this.#lists.set(key, { parent, appended: filled });
    this.#bytes += filled.body.length;
    return { parent, appended: filled };
  }
}
