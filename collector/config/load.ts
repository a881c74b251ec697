/**
 * From files to a checked configuration: read, expand, merge, check the outer shape, each component, and what refers to
 * what. Nothing is left half checked: either everything is right or all that is wrong is thrown at once.
 */
import { readFileSync, statSync } from 'node:fs';

import type { ComponentDefinition } from '../component.ts';
import { checkComponents, type CheckedComponent } from './check-components.ts';
import { checkReferences } from './check-references.ts';
import { checkSchema } from './check-schema.ts';
import { without, type ConfigNode, type MapNode } from './config-node.ts';
import type { Environment } from './expand.ts';
import { grammar, type Grammar } from './grammar.ts';
import { mergeMaps } from './merge.ts';
import { parseValue, parseYaml, type ParsedYaml } from './parse-yaml.ts';
import { readFailure } from './read-failure.ts';
import { ConfigError, type Problem } from './report.ts';

export interface ConfigSources {
  readonly files: readonly string[];
  /** `a.b=c`, applied after the files in their order. */
  readonly sets: readonly string[];
  readonly environment: Environment;
  readonly registry: readonly ComponentDefinition[];
}

export interface CheckedConfig {
  /** All that are written down, used or not. */
  readonly components: readonly CheckedComponent[];
  readonly service: Grammar['service'];
  /** What is odd but works. */
  readonly warnings: readonly Problem[];
}

/** No configuration comes near it; a wrong file name may. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** @throws ConfigError with everything that is wrong. */
export function loadConfig({ files, sets, environment, registry }: ConfigSources): CheckedConfig {
  const parsed = [
    ...files.map((file) => readConfig(file, environment)),
    ...sets.map((argument) => parseSet(argument, environment)),
  ];
  const syntax = parsed.flatMap(({ problems }) => problems);
  // With half a file missing, everything else would only be a consequence.
  if (syntax.length > 0) throw new ConfigError(syntax);
  const root = parsed.map((one) => one.root).reduce(mergeMaps);
  const outer = checkSchema(grammar, { root, path: [], empty: 'null' });
  const { components, problems } = checkComponents(root, registry);
  const shape = outer.value ?? parseWithout(root, outer.problems);
  const references = shape === undefined ? undefined : checkReferences({ root, components, grammar: shape });
  const wrong = [...outer.problems, ...problems, ...(references?.problems ?? [])];
  if (outer.value === undefined || wrong.length > 0) throw new ConfigError(wrong);
  const warnings = [...parsed.flatMap((one) => one.warnings), ...(references?.warnings ?? [])];
  return { components, service: outer.value.service, warnings };
}

/** The outer shape without its wrong keys, so that one of them does not hide what else is wrong. */
function parseWithout(root: MapNode, problems: readonly Problem[]): Grammar | undefined {
  const rest = without(
    root,
    problems.map(({ path }) => path),
  );
  return rest === undefined ? undefined : checkSchema(grammar, { root: rest, path: [], empty: 'null' }).value;
}

function readConfig(file: string, environment: Environment): ParsedYaml {
  try {
    if (statSync(file).size > FILE_BYTES_MAX) return failed(file, 'is larger than 4 MiB');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    return parseYaml({ name: file, text, environment });
  } catch (error) {
    return failed(file, readFailure(error));
  }
}

/** `receivers.otlp.protocols.http.endpoint=localhost:0`, the value in YAML. */
function parseSet(argument: string, environment: Environment): ParsedYaml {
  const source = `--set ${argument.split('=', 1)[0]}`;
  const [, key, text] = /^([^=]+)=(.*)$/s.exec(argument) ?? [];
  if (key === undefined || text === undefined) return failed('--set', `expected key.path=value, not '${argument}'`);
  const steps = key.split('.');
  if (steps.some((step) => step === '' || step === '__proto__'))
    return failed('--set', `'${key}' is not a path of keys`);
  const { node, problems, warnings } = parseValue(text, { name: source, environment });
  const [first = '', ...deeper] = steps;
  const root = mapOf(
    first,
    deeper.reduceRight<ConfigNode>((inner, step) => mapOf(step, inner), node),
  );
  return { root, problems: problems.map((problem) => ({ ...problem, at: node.at })), warnings };
}

function mapOf(key: string, node: ConfigNode): MapNode {
  return { kind: 'map', at: node.at, entries: new Map([[key, { keyAt: node.at, node }]]) };
}

function failed(source: string, message: string): ParsedYaml {
  const at = { source };
  return { root: { kind: 'map', at, entries: new Map() }, problems: [{ at, path: [], message }], warnings: [] };
}
