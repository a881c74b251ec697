/**
 * The JSON frame of a request whose body is in the plain form, its items written as protobuf while the frame is read: a fifth of
 * the time that parsing the body and encoding the items take.
 */
import { isUtf8 } from 'node:buffer';

import type { ResourceFrame } from './decode-items.ts';
import { frameTable, RESOURCE, SCOPE, type MessageTable } from './json-messages.ts';
import { JsonTranscoder, NotPlain } from './json-transcoder.ts';
import { FRAME_PARTS_MAX } from './part-count.ts';

/** The objects on the way to an item, and the item. */
export interface PlainItems {
  readonly request: MessageTable;
  readonly resources: MessageTable;
  readonly scopes: MessageTable;
  readonly item: MessageTable;
}

export function plainItems(path: readonly [string, string, string], item: MessageTable): PlainItems {
  const [resources, scopes, items] = path;
  return {
    request: frameTable(resources),
    resources: frameTable(scopes, 'resource', 'schemaUrl'),
    scopes: frameTable(items, 'scope', 'schemaUrl'),
    item,
  };
}

export interface PlainJsonFrame {
  readonly resources: readonly ResourceFrame[];
  /** As `RequestFrame.release`. */
  readonly release: () => void;
}

/** @returns null where the body is anything but valid and plain. */
export function readPlainJsonFrame(body: Uint8Array, items: PlainItems): PlainJsonFrame | null {
  // Bytes that are not UTF-8 are replaced in the texts that they stand in, which copying would not do.
  if (!isUtf8(body)) return null;
  const json = new JsonTranscoder(body);
  try {
    return { resources: new PlainFrame(json, items).read(), release: () => json.release() };
  } catch (error) {
    json.release();
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Block {
  readonly head: Range;
  readonly schemaUrl: string;
}

const NOTHING: Range = { start: 0, end: 0 };

class PlainFrame {
  readonly #json: JsonTranscoder;
  readonly #items: PlainItems;
  #parts = 0;

  constructor(json: JsonTranscoder, items: PlainItems) {
    this.#json = json;
    this.#items = items;
  }

  read(): readonly ResourceFrame[] {
    const resources: (Block & { readonly scopes: (Block & { readonly ranges: Range[] })[] })[] = [];
    this.#json.readObject(this.#items.request, () => {
      this.#json.readArray(() => {
        const scopes: (Block & { readonly ranges: Range[] })[] = [];
        const block = this.#readBlock(this.#items.resources, RESOURCE, () => {
          const ranges: Range[] = [];
          scopes.push({
            ...this.#readBlock(this.#items.scopes, SCOPE, () => ranges.push(this.#readMessage(this.#items.item))),
            ranges,
          });
        });
        resources.push({ ...block, scopes });
      });
    });
    const bytes = this.#json.finish();
    const view = ({ start, end }: Range): Uint8Array => bytes.subarray(start, end);
    return resources.map(({ head, schemaUrl, scopes }) => ({
      bytes: () => view(head),
      schemaUrl,
      scopes: scopes.map((scope) => ({
        bytes: () => view(scope.head),
        schemaUrl: scope.schemaUrl,
        items: scope.ranges.map((range) => () => view(range)),
      })),
    }));
  }

  /** A resource or scope with its list, whose field is the first of the table. */
  #readBlock(table: MessageTable, message: MessageTable, readElement: () => void): Block {
    let head = NOTHING;
    let schemaUrl = '';
    this.#countPart();
    this.#json.readObject(table, ({ number }) => {
      if (number === 1) this.#json.readArray(readElement);
      else if (number === 2) head = this.#json.readMessage(message);
      else schemaUrl = this.#json.readText();
    });
    return { head, schemaUrl };
  }

  #readMessage(table: MessageTable): Range {
    this.#countPart();
    return this.#json.readMessage(table);
  }

  /** Too many are refused by the other reader. */
  #countPart(): void {
    this.#parts += 1;
    if (this.#parts > FRAME_PARTS_MAX) throw new NotPlain();
  }
}
