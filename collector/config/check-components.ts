/** Finds the definition of every component that is written down and holds its configuration to that component's schema. */
import type { ComponentDefinition, ComponentKind } from '../component.ts';
import { checkSchema } from './check-schema.ts';
import { nodeAt, positionOf, type ConfigNode, type ConfigPath, type MapNode } from './config-node.ts';
import { COMPONENT_ID, SECTIONS, typeOf } from './grammar.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './report.ts';
import { SEED_KEYS } from './seed-keys.ts';

export interface CheckedComponent {
  readonly kind: ComponentKind;
  /** `type[/name]` as written. */
  readonly id: string;
  readonly definition: ComponentDefinition;
  /** What the definition's schema made of it. */
  readonly config: unknown;
}

export interface CheckedComponents {
  /** Those with problems are among them, so that what refers to them is not called undefined too. */
  readonly components: readonly CheckedComponent[];
  readonly problems: readonly Problem[];
}

export function checkComponents(root: MapNode, registry: readonly ComponentDefinition[]): CheckedComponents {
  const components: CheckedComponent[] = [];
  const problems: Problem[] = [];
  for (const [kind, section] of SECTIONS) {
    const node = root.entries.get(section)?.node;
    if (node?.kind !== 'map') continue;
    for (const id of node.entries.keys()) {
      // The grammar has complained of it already.
      if (!COMPONENT_ID.test(id)) continue;
      const path = [section, id];
      const ofKind = registry.filter((one) => one.kind === kind);
      const definition = ofKind.find(({ type, aliases = [] }) => [type, ...aliases].includes(typeOf(id)));
      if (definition === undefined) {
        problems.push({ at: positionOf(root, path), path, message: describeUnknownType(kind, id, ofKind) });
        problems.push(...findSeedKeys(root, path));
        continue;
      }
      const checked = checkSchema(definition.config, { root, path, empty: 'absent' });
      problems.push(...checked.problems);
      components.push({ kind, id, definition, config: checked.value });
    }
  }
  return { components, problems };
}

function describeUnknownType(kind: ComponentKind, id: string, definitions: readonly ComponentDefinition[]): string {
  const types = definitions.map(({ type }) => type);
  const meant = nearest(typeOf(id), types);
  if (meant !== undefined) return `unknown ${kind}; did you mean ${meant}?`;
  return `unknown ${kind}; known are ${types.sort().join(', ')}`;
}

/** Keys of the first version in a component that is no more: its successors are elsewhere, and so are its keys. */
function findSeedKeys(root: ConfigNode, path: ConfigPath): Problem[] {
  const node = nodeAt(root, path);
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, { keyAt }]) => {
    const moved = SEED_KEYS.get(key);
    const keyPath = [...path, key];
    const here =
      moved === undefined ? [] : [{ at: keyAt, path: keyPath, message: `is a key of the first version: ${moved}` }];
    return [...here, ...findSeedKeys(root, keyPath)];
  });
}
