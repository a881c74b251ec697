/**
 * YAML text to a tree with positions, environment variables put in. What a reader would get wrong: a quoted value stays a
 * string whatever the variable contains, an unquoted one gets the type its text has after expansion.
 */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ParsedNode,
  type Scalar as YamlScalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';

import type { ConfigEntry, ConfigNode, MapNode, Position, Scalar } from './config-node.ts';
import { expand, ExpandError, type Environment } from './expand.ts';
import { mergeMaps } from './merge.ts';
import type { Problem } from './report.ts';

/** Aliases make few lines into many nodes ("billion laughs"); the largest honest configuration has some hundred. */
const NODES_MAX = 20_000;
const DEPTH_MAX = 64;

export interface ParsedYaml {
  /** Empty where the text is no map. */
  readonly root: MapNode;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface ParsedValue {
  readonly node: ConfigNode;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface YamlSource {
  readonly name: string;
  readonly text: string;
  readonly environment: Environment;
}

export function parseYaml(source: YamlSource): ParsedYaml {
  return new Reader(source).read();
}

/** The value of a `--set`; everything in it is at the argument itself. */
export function parseValue(text: string, source: Omit<YamlSource, 'text'>): ParsedValue {
  const reader = new Reader({ ...source, text });
  const node = reader.readValue();
  return { node, problems: reader.problems, warnings: reader.warnings };
}

class Reader {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #source: YamlSource;
  readonly #lines = new LineCounter();
  #document: Document.Parsed | undefined;
  #nodes = 0;

  constructor(source: YamlSource) {
    this.#source = source;
  }

  read(): ParsedYaml {
    const start: Position = { source: this.#source.name, line: 1, column: 1 };
    const contents = this.#parse();
    const node = contents === null ? undefined : this.#convert(contents, [], 0);
    const empty: MapNode = { kind: 'map', at: start, entries: new Map() };
    if (this.problems.length > 0 || node?.kind === 'map') return this.#result(node?.kind === 'map' ? node : empty);
    const isEmpty = node === undefined || (node.kind === 'scalar' && node.value === null);
    const message = isEmpty ? 'the file is empty' : 'expected a map with keys such as receivers and service';
    this.problems.push({ at: node?.at ?? start, path: [], message });
    return this.#result(empty);
  }

  readValue(): ConfigNode {
    const contents = this.#parse();
    const at = { source: this.#source.name };
    return placeAt(contents === null ? { kind: 'scalar', at, value: null } : this.#convert(contents, [], 0), at);
  }

  #result(root: MapNode): ParsedYaml {
    return { root, problems: this.problems, warnings: this.warnings };
  }

  #parse(): ParsedNode | null {
    try {
      const options = { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true, merge: true } as const;
      const document = parseDocument(this.#source.text, options);
      this.#document = document;
      // The first is the cause; what follows from it is noise.
      const [error] = [...document.errors, ...document.warnings];
      if (error === undefined) return document.contents;
      this.#report(error.pos[0], [], this.#describe(error));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#report(0, [], 'is nested too deeply');
    }
    return null;
  }

  #convert(node: unknown, path: readonly string[], depth: number): ConfigNode {
    const offset = offsetOf(node);
    const at = this.#position(offset);
    this.#nodes++;
    if (this.#nodes > NODES_MAX || depth > DEPTH_MAX) {
      if (this.#nodes !== Infinity) this.#report(offset, path, 'is nested too deeply, or aliases expand to too much');
      this.#nodes = Infinity;
      return { kind: 'scalar', at, value: null };
    }
    if (isAlias(node)) {
      const target = this.#document === undefined ? undefined : node.resolve(this.#document);
      if (target !== undefined) return this.#convert(target, path, depth + 1);
      this.#report(offset, path, `the alias *${node.source} is defined nowhere above`);
      return { kind: 'scalar', at, value: null };
    }
    if (isMap(node)) return this.#convertMap(node, path, depth);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.#convert(item, [...path, String(index)], depth + 1));
      return { kind: 'list', at, items };
    }
    return isScalar(node) ? this.#convertScalar(node, path) : { kind: 'scalar', at, value: null };
  }

  #convertMap(node: YAMLMap, path: readonly string[], depth: number): MapNode {
    const entries = new Map<string, ConfigEntry>();
    let merged: MapNode | undefined;
    for (const { key, value } of node.items) {
      const keyAt = this.#position(offsetOf(key));
      if (!isScalar(key)) {
        this.problems.push({ at: keyAt, path, message: 'a key must be text' });
        continue;
      }
      const name = typeof key.value === 'symbol' || key.value === '<<' ? '<<' : String(key.source ?? key.value);
      const child: ConfigNode =
        value === null ? { kind: 'scalar', at: keyAt, value: null } : this.#convert(value, [...path, name], depth + 1);
      if (name === '<<') merged = this.#mergeInto(merged, child, path);
      else if (name === '__proto__')
        this.problems.push({ at: keyAt, path: [...path, name], message: 'is not allowed as a key' });
      else entries.set(name, { keyAt, node: child });
    }
    const own: MapNode = { kind: 'map', at: this.#position(offsetOf(node)), entries };
    // What is written beside `<<` wins over what it brings, key by key and not deeply, as YAML says.
    return merged === undefined ? own : { ...own, entries: new Map([...merged.entries, ...entries]) };
  }

  #mergeInto(before: MapNode | undefined, node: ConfigNode, path: readonly string[]): MapNode | undefined {
    const maps = node.kind === 'list' ? node.items : [node];
    let merged = before;
    for (const map of maps) {
      if (map.kind !== 'map')
        this.problems.push({ at: node.at, path: [...path, '<<'], message: 'expected a map, or a list of maps' });
      // The first of several wins.
      else merged = merged === undefined ? map : mergeMaps(map, merged);
    }
    return merged;
  }

  #convertScalar(node: YamlScalar, path: readonly string[]): ConfigNode {
    const at = this.#position(offsetOf(node));
    const written = typeof node.value === 'string' ? node.value : (node.source ?? '');
    if (!written.includes('$')) {
      const value = scalarValue(node.value);
      if (value === undefined)
        this.#report(offsetOf(node), path, `has a tag that is not supported (${node.tag ?? '!'})`);
      return { kind: 'scalar', at, value: value ?? null };
    }
    try {
      const { text, changed, whole, unset } = expand(written, this.#source.environment);
      for (const name of unset) {
        this.warnings.push({ at, path, message: `the environment variable ${name} is not set; it reads as empty` });
      }
      if (node.type !== 'PLAIN' || !changed) return { kind: 'scalar', at, value: text };
      return typed(text, whole, at);
    } catch (error) {
      if (!(error instanceof ExpandError)) throw error;
      this.problems.push({ at, path, message: error.message });
      return { kind: 'scalar', at, value: null };
    }
  }

  #describe({ code, message, pos: [offset] }: YAMLError): string {
    if (/call stack/i.test(message)) return 'is nested too deeply';
    if (code === 'MULTIPLE_DOCS') return 'holds more than one document';
    if (this.#source.text.startsWith('${', offset - 1)) return 'a value with ${…} must be quoted inside { } and [ ]';
    return `is not valid YAML: ${lowerFirst(message)}`;
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    // LineCounter answers 0:0 where nothing was read.
    return { source: this.#source.name, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #report(offset: number, path: readonly string[], message: string): void {
    this.problems.push({ at: this.#position(offset), path, message });
  }
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** What the text of a variable means in YAML; only where it is the whole value may it be more than a scalar. */
function typed(text: string, whole: boolean, at: Position): ConfigNode {
  const document = parseDocument(text, { prettyErrors: false });
  const { contents } = document;
  const literal: ConfigNode = { kind: 'scalar', at, value: text, text };
  if (document.errors.length > 0 || document.warnings.length > 0) return literal;
  if (contents === null || (isScalar(contents) && contents.type === 'PLAIN')) {
    return { kind: 'scalar', at, value: (contents === null ? null : scalarValue(contents.value)) ?? null, text };
  }
  if (!whole || isScalar(contents)) return literal;
  const { node, problems } = parseValue(text.replaceAll('$', '$$$$'), { name: at.source, environment: {} });
  return problems.length > 0 ? literal : { ...placeAt(node, at), text };
}

function placeAt(node: ConfigNode, at: Position): ConfigNode {
  if (node.kind === 'scalar') return { ...node, at };
  if (node.kind === 'list') return { ...node, at, items: node.items.map((item) => placeAt(item, at)) };
  const entries = new Map([...node.entries].map(([key, entry]) => [key, { keyAt: at, node: placeAt(entry.node, at) }]));
  return { kind: 'map', at, entries };
}

function scalarValue(value: unknown): Scalar | undefined {
  const known =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  return known || value === null ? value : undefined;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
