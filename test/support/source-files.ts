/** The project's own files and what they import, for the tests that the code base runs on itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const LEFT_OUT = new Set(['node_modules', '.git', '.build', '.live-trace', 'dist', 'generated']);

/** Every file, as paths from the root with `/`. What is git-ignored is left out. */
export function listFiles(directory = ROOT): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.has(name) && !name.endsWith('.log') && name !== 'bench-results.json')
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [relative(ROOT, path).split(sep).join('/')] : [];
    });
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Without comments, so that a rule may be explained where it holds. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;,({[])\/\/.*$/gm, '$1');
}

export interface Import {
  readonly from: string;
  /** Path from the root; packages are left out. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|[\n;])\s*(import|export)\s+(type\s)?([^'";]*?from\s*)?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/g;

export function importsOf(path: string): Import[] {
  const base = path.split('/').slice(0, -1);
  return [...withoutComments(readSource(path)).matchAll(IMPORT)].map((match) => {
    const steps = [...base];
    for (const step of (match[4] ?? match[5] ?? '').split('/')) {
      if (step === '..') steps.pop();
      else if (step !== '.') steps.push(step);
    }
    return { from: path, to: steps.join('/'), typeOnly: match[2] !== undefined };
  });
}
