/**
 * Whether a regular expression takes time that grows no faster than the text, judged by recheck (an automaton where the
 * expression is small, else a search for the worst text), and which expressions a source file has, read from its syntax.
 */
import { readFileSync } from 'node:fs';

// Of recheck's three back ends the one that is JavaScript: the others are a binary and a Java archive.
process.env.RECHECK_BACKEND = 'pure';
const { checkSync } = await import('recheck');
const { parseSync } = await import('vite');

export interface FoundPattern {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

/** 22 s instead of 164 s for 218 expressions, and both find the same among nine that are known to be bad. */
const QUICK = {
  maxIteration: 1,
  maxInitialGenerationSize: 60,
  maxGenerationSize: 30,
  crossoverSize: 5,
  mutationSize: 5,
};

/** What is wrong with an expression, or null. What could not be judged in time is wrong: nobody knows. */
export function findSuperLinear({ source, flags }: Pick<RegExp, 'source' | 'flags'>): string | null {
  const judged = checkSync(source, flags, {
    // The search draws texts at random; the seed makes two runs answer the same.
    randomSeed: 1,
    timeout: 60_000,
    ...(process.env.LIVE_TRACE_LONG === undefined ? QUICK : {}),
    incubationTimeout: null,
    attackTimeout: null,
  });
  if (judged.status === 'safe') return null;
  return judged.status === 'vulnerable' ? judged.complexity.summary : judged.status;
}

/** Every literal of a TypeScript file, in order. Expressions that are put together at run time: `recordBuilt`. */
export function readPatterns(path: string, text = readFileSync(path, 'utf8')): FoundPattern[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'no syntax'}`);
  const found: FoundPattern[] = [];
  visit(program, (node) => {
    if (!isPattern(node)) return;
    const line = text.slice(0, node.start).split('\n').length;
    found.push({ path, line, source: node.regex.pattern, flags: node.regex.flags });
  });
  return found;
}

interface PatternNode {
  readonly type: 'Literal';
  readonly start: number;
  readonly regex: { readonly pattern: string; readonly flags: string };
}

function isPattern(node: object): node is PatternNode {
  return (
    'type' in node &&
    node.type === 'Literal' &&
    'regex' in node &&
    typeof node.regex === 'object' &&
    node.regex !== null
  );
}

function visit(node: unknown, see: (node: object) => void): void {
  if (typeof node !== 'object' || node === null) return;
  see(node);
  for (const child of Object.values(node)) visit(child, see);
}

/** Expressions that files of `folder` put together while `load` imports them, with where. */
export async function recordBuilt(folder: string, load: () => Promise<unknown>): Promise<BuiltPattern[]> {
  const found: BuiltPattern[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, parameters, newTarget) {
      const pattern: unknown = Reflect.construct(target, parameters, newTarget);
      // The frame above this one is whoever builds; what libraries build is theirs.
      const [, , builder = ''] = new Error('built here').stack?.split('\n') ?? [];
      if (pattern instanceof original && builder.includes(`/${folder}/`))
        found.push({ builder: builder.trim(), source: pattern.source, flags: pattern.flags });
      return pattern instanceof Object ? pattern : {};
    },
  });
  try {
    await load();
  } finally {
    globalThis.RegExp = original;
  }
  return found;
}

export interface BuiltPattern {
  readonly builder: string;
  readonly source: string;
  readonly flags: string;
}
