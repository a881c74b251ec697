/** What is wrong with a configuration, all of it at once, each as `file:line:column key.path: message`. */
import type { ConfigPath, Position } from './config-node.ts';

export interface Problem {
  readonly at: Position;
  /** Empty where the file as a whole is meant. */
  readonly path: ConfigPath;
  readonly message: string;
}

export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    super(sorted.map(formatProblem).join('\n'));
    this.name = 'ConfigError';
    this.problems = sorted;
  }
}

/** One line: names in a configuration are escaped where they would break it. */
export function formatProblem({ at, path, message }: Problem): string {
  const key = path.length === 0 ? '' : ` ${describePath(path)}:`;
  const line = `${formatPosition(at)}${key} ${message}`;
  // oxlint-disable-next-line no-control-regex
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => JSON.stringify(char).slice(1, -1));
}

/** Mistakes that nest without end still make one readable line. */
function describePath(path: ConfigPath): string {
  return path.length <= PATH_STEPS_MAX ? path.join('.') : `${path.slice(0, PATH_STEPS_MAX).join('.')}.…`;
}

const PATH_STEPS_MAX = 12;

export function formatPosition({ source, line, column }: Position): string {
  return line === undefined ? `${source}:` : `${source}:${line}:${column ?? 1}`;
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  const sources = [...new Set(problems.map(({ at }) => at.source))];
  return [...problems].sort(
    (a, b) =>
      sources.indexOf(a.at.source) - sources.indexOf(b.at.source) ||
      (a.at.line ?? 0) - (b.at.line ?? 0) ||
      (a.at.column ?? 0) - (b.at.column ?? 0),
  );
}
