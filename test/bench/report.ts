/** The table that is printed, and the file with every figure and where it was measured. */
import { spawnSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';

import { ROOT } from '../support/source-files.ts';
import { meets, type Figure, type Measured, type Part } from './part.ts';
import type { Sizes } from './sizes.ts';

export interface PartResult extends Measured {
  readonly part: Part;
  readonly seconds: number;
}

export function printPart({ part, figures, notes, seconds }: PartResult): string {
  const rows = figures.map((figure) => [
    figure.name,
    round(figure.value),
    figure.unit,
    describeSpread(figure),
    describeTarget(figure),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const head = `${part.name}: ${part.about} (${seconds.toFixed(0)} s)`;
  return [head, ...lines.map((line) => `  ${line}`), ...notes.map((note) => `  note: ${note}`), ''].join('\n');
}

function describeSpread({ rounds = [], unit }: Figure): string {
  if (rounds.length < 2) return '';
  const text = `${round(Math.min(...rounds))} to ${round(Math.max(...rounds))}`;
  return unit === '' ? `(${text})` : `(${text} ${unit})`;
}

function describeTarget(figure: Figure): string {
  if (figure.target === undefined) return '';
  const { bound, value } = figure.target;
  return `${bound} ${value}: ${meets(figure) ? 'met' : 'MISSED'}`;
}

/** Three digits that mean something. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

export function describeRun(results: readonly PartResult[], sizes: Sizes, startedAt: string): object {
  const [cpu] = cpus();
  return {
    date: startedAt,
    commit: readCommit(),
    node: process.version,
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 1e9),
      system: `${platform()} ${release()}`,
    },
    sizes,
    parts: results.map(({ part, seconds, figures, notes }) => ({
      name: part.name,
      seconds: Math.round(seconds),
      figures: figures.map((figure) => ({ ...figure, met: figure.target === undefined ? undefined : meets(figure) })),
      notes,
    })),
  };
}

/** With a mark where files differ from it. */
function readCommit(): string | null {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}
