/**
 * One export request of spans or log records, item by item: what is wrong with an item costs that item. Only where the frame
 * around the items is broken is there nothing to save, and the whole request is refused.
 */
import { CollectorError } from '../errors.ts';
import { NestingError } from './decode-any-value.ts';
import { decodeResource, decodeScope } from './decode-resource.ts';
import type { Encoding, Rejection } from './export-request.ts';
import { InvalidItem } from './invalid-item.ts';
import type { WireResource, WireScope } from './wire-span.ts';

/** The request's structure with each item still undecoded. `bytes` of an item throws `InvalidItem` where it has none. */
export interface RequestFrame {
  readonly resources: readonly ResourceFrame[];
  /** The request without the items in `dropped`, by resource, scope and item index joined with dots. */
  without(dropped: ReadonlySet<string>): Uint8Array<ArrayBuffer>;
  /** Frees the memory that was taken for the frame: no byte of its items can be read any more. Absent where none was taken. */
  readonly release?: () => void;
}

export interface ResourceFrame {
  readonly bytes: () => Uint8Array;
  readonly schemaUrl: string;
  readonly scopes: readonly {
    readonly bytes: () => Uint8Array;
    readonly schemaUrl: string;
    readonly items: readonly (() => Uint8Array)[];
  }[];
}

/** What tells the requests of one signal from those of another. */
export interface ItemKind<T> {
  /** Of the whole message, for the sender. */
  readonly message: string;
  /** The fields on the way to an item, as JSON names them. */
  readonly path: readonly [resources: string, scopes: string, items: string];
  readonly undecodable: string;
  readonly readFrame: (body: Uint8Array, encoding: Encoding) => RequestFrame;
  readonly decode: (bytes: Uint8Array) => T;
  /** Whether an item is kept and not sent on. */
  readonly isWithheld?: (item: T) => boolean;
}

export interface PlacedItem<T> {
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly item: T;
}

export interface ItemsOutcome {
  readonly accepted: number;
  /** Accepted, and not sent on. */
  readonly withheld: number;
  readonly rejections: readonly Rejection[];
  /** The request encoded anew without the rejected and the withheld items, in its own encoding; null where there are none. */
  readonly forward: Uint8Array<ArrayBuffer> | null;
}

export interface DecodedItems<T> extends ItemsOutcome {
  readonly scopes: readonly {
    readonly resource: WireResource;
    readonly scope: WireScope;
    readonly items: readonly T[];
  }[];
  /** As `ItemDecoding.release`. */
  readonly release: () => void;
}

/**
 * The accepted items one after the other, to be walked once: a request's spans decoded at the same time are some ten times
 * its bytes, and what outlives one collection of young objects is kept until the next of old ones.
 */
export class ItemDecoding<T extends object> {
  readonly #kind: ItemKind<T>;
  readonly #frame: RequestFrame;
  readonly #refused: Refusals;
  readonly #withheld = new Set<string>();
  #accepted = 0;

  /** @throws CollectorError INVALID_REQUEST where the body is no such message at all. */
  constructor(body: Uint8Array, encoding: Encoding, kind: ItemKind<T>) {
    this.#kind = kind;
    this.#frame = readFrame(body, encoding, kind);
    this.#refused = new Refusals(kind.path);
  }

  /** @throws whatever the kind's `decode` throws as CollectorError: then the whole request is refused. */
  *items(): Generator<PlacedItem<T>, void, undefined> {
    const kind = this.#kind;
    for (const [r, resourceFrame] of this.#frame.resources.entries()) {
      const resource = attempt(
        () => decodeResource(resourceFrame.bytes(), resourceFrame.schemaUrl),
        'undecodable resource',
      );
      for (const [s, scopeFrame] of resourceFrame.scopes.entries()) {
        const scope = attempt(() => decodeScope(scopeFrame.bytes(), scopeFrame.schemaUrl), 'undecodable scope');
        for (const [i, bytes] of scopeFrame.items.entries()) {
          const item = attempt(() => kind.decode(bytes()), kind.undecodable);
          if (typeof resource === 'string') this.#refused.add(resource, [r, s, i]);
          else if (typeof scope === 'string') this.#refused.add(scope, [r, s, i]);
          else if (typeof item === 'string') this.#refused.add(item, [r, s, i]);
          else {
            this.#accepted += 1;
            if (kind.isWithheld?.(item) === true) this.#withheld.add(`${r}.${s}.${i}`);
            yield { resource, scope, item };
          }
        }
      }
    }
  }

  /** After the last item. */
  outcome(): ItemsOutcome {
    const withheld = this.#withheld;
    const { places } = this.#refused;
    const dropped = withheld.size === 0 ? places : places.union(withheld);
    const forward = dropped.size === 0 ? null : this.#frame.without(dropped);
    return { accepted: this.#accepted, withheld: withheld.size, rejections: this.#refused.rejections(), forward };
  }

  /** Frees what was taken beside the body: every item, resource and scope is as good as gone. */
  release(): void {
    this.#frame.release?.();
  }
}

/** All items at once, by resource and scope. @throws as `ItemDecoding` does. */
export function decodeItems<T extends object>(
  body: Uint8Array,
  encoding: Encoding,
  kind: ItemKind<T>,
): DecodedItems<T> {
  const decoding = new ItemDecoding(body, encoding, kind);
  const scopes: { resource: WireResource; scope: WireScope; items: T[] }[] = [];
  for (const { resource, scope, item } of decoding.items()) {
    const last = scopes.at(-1);
    if (last?.scope === scope) last.items.push(item);
    else scopes.push({ resource, scope, items: [item] });
  }
  return { scopes, ...decoding.outcome(), release: () => decoding.release() };
}

function readFrame<T>(body: Uint8Array, encoding: Encoding, kind: ItemKind<T>): RequestFrame {
  try {
    return kind.readFrame(body, encoding);
  } catch (error) {
    if (error instanceof CollectorError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the body is no ${kind.message} in ${encoding === 'proto' ? 'protobuf' : 'JSON'}: ${reason}`;
    throw new CollectorError('INVALID_REQUEST', message, { cause: error });
  }
}

/** @returns what was decoded, or the reason as text: reasons are few and fixed, because they are counted by name. */
function attempt<T extends object>(decode: () => T, otherwise: string): T | string {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CollectorError) throw error;
    return error instanceof InvalidItem || error instanceof NestingError ? error.message : otherwise;
  }
}

class Refusals {
  readonly places = new Set<string>();
  readonly #path: readonly [string, string, string];
  readonly #byReason = new Map<string, { count: number; first: string }>();

  constructor(path: readonly [string, string, string]) {
    this.#path = path;
  }

  add(reason: string, [resource, scope, item]: readonly [number, number, number]): void {
    this.places.add(`${resource}.${scope}.${item}`);
    const known = this.#byReason.get(reason);
    if (known !== undefined) known.count += 1;
    else {
      const [resources, scopes, items] = this.#path;
      this.#byReason.set(reason, {
        count: 1,
        first: `${resources}[${resource}].${scopes}[${scope}].${items}[${item}]`,
      });
    }
  }

  rejections(): Rejection[] {
    return [...this.#byReason].map(([reason, { count, first }]) => ({ reason, count, first }));
  }
}
