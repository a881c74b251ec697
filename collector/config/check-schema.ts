/** Holds a part of the configuration to a schema; what is wrong comes back as problems with places, in our words. */
import type { z } from 'zod';

import { positionOf, nodeAt, toPlain, type ConfigNode, type ConfigPath, type PlainOptions } from './config-node.ts';
import { knownKeys } from './describe-schema.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './report.ts';
import { SEED_KEYS } from './seed-keys.ts';

export interface Checked<T> {
  /** Undefined where there are problems. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

export interface Part {
  /** The whole configuration, for positions. */
  readonly root: ConfigNode;
  /** Where in it the part stands. */
  readonly path: ConfigPath;
  readonly empty: PlainOptions['empty'];
}

export function checkSchema<T>(schema: z.ZodType<T>, part: Part): Checked<T> {
  const { root, path, empty } = part;
  const given = nodeAt(root, path);
  const isAbsent = given === undefined || (given.kind === 'scalar' && given.value === null);
  const node: ConfigNode = isAbsent ? { kind: 'map', at: root.at, entries: new Map() } : given;
  const first = schema.safeParse(toPlain(node, { empty, wantsText: () => false }));
  if (first.success) return { value: first.data, problems: [] };
  // A variable's text that looks like a number or a boolean is still text to a key that wants text.
  const textPaths = new Set(first.error.issues.filter(wantsText).map((issue) => JSON.stringify(issue.path)));
  const second = schema.safeParse(toPlain(node, { empty, wantsText: (at) => textPaths.has(JSON.stringify(at)) }));
  if (second.success) return { value: second.data, problems: [] };
  const problems = second.error.issues.flatMap((issue) => describeIssue(issue, schema, part));
  return { value: undefined, problems };
}

function wantsText(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'string';
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, { root, path }: Part): Problem[] {
  const within = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const full = [...path, ...within];
  const at = positionOf(root, full);
  const elsewhere = problemsElsewhere(issue);
  // A file that the configuration names: its own mistakes have places of their own; where it is none, the name is wrong.
  if (elsewhere !== undefined) {
    return elsewhere.map((problem) =>
      problem.at.line === undefined ? { at, path: full, message: `${problem.at.source}: ${problem.message}` } : problem,
    );
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, within) ?? [];
    return issue.keys.map((key) => {
      const keyPath = [...full, key];
      return { at: positionOf(root, keyPath), path: keyPath, message: describeUnknownKey(key, known) };
    });
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ at, path: full, message: inOurWords(message) }));
  }
  if (issue.code === 'invalid_union') {
    const expected = issue.errors.flatMap((branch) => branch.map(({ message }) => inOurWords(message)));
    return [{ at, path: full, message: [...new Set(expected)].join(', or ') || 'is not valid' }];
  }
  const isMissing = issue.code === 'invalid_type' && nodeAt(root, full) === undefined;
  return [{ at, path: full, message: isMissing ? 'is required' : inOurWords(issue.message) }];
}

function problemsElsewhere(issue: z.core.$ZodIssue): readonly Problem[] | undefined {
  const problems: unknown = issue.code === 'custom' ? issue.params?.['problems'] : undefined;
  return Array.isArray(problems) ? (problems as readonly Problem[]) : undefined;
}

export function describeUnknownKey(key: string, known: readonly string[]): string {
  const moved = SEED_KEYS.get(key);
  if (moved !== undefined) return `is a key of the first version: ${moved}`;
  const meant = nearest(key, known);
  if (meant !== undefined) return `unknown key; did you mean ${meant}?`;
  return known.length === 0 ? 'unknown key' : `unknown key; known are ${known.join(', ')}`;
}

function inOurWords(message: string): string {
  const text = message
    .replace(/^(?:Invalid input|Invalid option|Invalid string): /, '')
    .replace(/\b(?:object|record)\b/g, 'map')
    .replace(/\barray\b/g, 'list');
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
