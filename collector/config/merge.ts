/** Several files as one: maps merge, everything else is replaced by the later file. Every position stays its own file's. */
import type { ConfigEntry, ConfigNode, MapNode } from './config-node.ts';

export function mergeMaps(base: MapNode, over: MapNode): MapNode {
  const entries = new Map<string, ConfigEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    entries.set(key, before === undefined ? entry : mergeEntries(before, entry));
  }
  return { kind: 'map', at: base.at, entries };
}

function mergeEntries(before: ConfigEntry, after: ConfigEntry): ConfigEntry {
  if (before.node.kind !== 'map') return after;
  if (after.node.kind === 'map') return { keyAt: before.keyAt, node: mergeMaps(before.node, after.node) };
  // `receivers:` with everything below it commented out adds nothing; it does not take the other file's receivers away.
  return isEmpty(after.node) ? before : after;
}

function isEmpty(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
