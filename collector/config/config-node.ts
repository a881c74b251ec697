/**
 * A configuration as a tree that remembers where every key and value was written, across files and `--set`. Maps are
 * `Map`s: a key such as `__proto__` is text here and nothing else.
 */
export interface Position {
  /** The file as the user named it, or the `--set` argument. */
  readonly source: string;
  /** From 1; absent for what was not written in a file. */
  readonly line?: number;
  readonly column?: number;
}

export type Scalar = string | number | bigint | boolean | null;

export type ConfigNode = MapNode | ListNode | ScalarNode;

interface Written {
  readonly at: Position;
  /** The text an environment variable put here, for keys that want text: a token may look like a number or a list. */
  readonly text?: string;
}

export interface MapNode extends Written {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ConfigEntry>;
}

export interface ConfigEntry {
  readonly keyAt: Position;
  readonly node: ConfigNode;
}

export interface ListNode extends Written {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
}

export interface ScalarNode extends Written {
  readonly kind: 'scalar';
  readonly value: Scalar;
}

export type ConfigPath = readonly (string | number)[];

/** The node at a path; undefined where the path leaves the tree. */
export function nodeAt(root: ConfigNode, path: ConfigPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.node;
    else if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return node;
}

/** Where the key at a path was written, or the nearest thing above it: what is missing has no place of its own. */
export function positionOf(root: ConfigNode, path: ConfigPath): Position {
  for (let length = path.length; length > 0; length--) {
    const parent = nodeAt(root, path.slice(0, length - 1));
    const step = path[length - 1] ?? '';
    if (parent?.kind === 'map') {
      const entry = parent.entries.get(String(step));
      if (entry !== undefined) return entry.keyAt;
    }
    if (parent?.kind === 'list' && typeof step === 'number') {
      const item = parent.items[step];
      if (item !== undefined) return item.at;
    }
  }
  return root.at;
}

/** The tree without these keys, or undefined where one of the paths is not a map's key. */
export function without(root: MapNode, paths: readonly ConfigPath[]): MapNode | undefined {
  let pruned: MapNode | undefined = root;
  for (const path of paths) pruned = pruned === undefined ? undefined : withoutOne(pruned, path);
  return pruned;
}

function withoutOne(node: MapNode, [step, ...deeper]: ConfigPath): MapNode | undefined {
  if (step === undefined) return undefined;
  const entry = node.entries.get(String(step));
  if (entry === undefined) return undefined;
  const entries = new Map(node.entries);
  if (deeper.length === 0) {
    entries.delete(String(step));
    return { ...node, entries };
  }
  const inner = entry.node.kind === 'map' ? withoutOne(entry.node, deeper) : undefined;
  return inner === undefined ? undefined : { ...node, entries: entries.set(String(step), { ...entry, node: inner }) };
}

export interface PlainOptions {
  /** What a key without a value (`http:`) is: as good as absent, so that defaults apply, or null. */
  readonly empty: 'absent' | 'null';
  /** Where a variable's text stays text, whatever it looks like. */
  wantsText(path: ConfigPath): boolean;
}

/** Plain data for a schema. Maps have no prototype. */
export function toPlain(node: ConfigNode, options: PlainOptions): unknown {
  return plainAt(node, [], options);
}

function plainAt(node: ConfigNode, path: ConfigPath, options: PlainOptions): unknown {
  if (node.text !== undefined && options.wantsText(path)) return node.text;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item, index) => plainAt(item, [...path, index], options));
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, { node: value }] of node.entries) {
    const isEmpty = value.kind === 'scalar' && value.value === null && value.text === undefined;
    if (isEmpty && options.empty === 'absent') continue;
    plain[key] = plainAt(value, [...path, key], options);
  }
  return plain;
}
