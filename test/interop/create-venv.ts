/** A Python with pinned packages in a folder of its own, or the reason why there is none. */
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

const VENV_LIMIT_MS = 60_000;
const INSTALL_LIMIT_MS = 180_000;

export type Venv = { readonly python: string } | { readonly reason: string };

export interface VenvSpec {
  readonly folder: string;
  /** What pip is told to install: `name==version`, or `-r` and a file. */
  readonly requirements: readonly string[];
  readonly installLimitMs?: number;
}

export async function createVenv({ folder, requirements, installLimitMs }: VenvSpec): Promise<Venv> {
  const made = await runCommand({ program: 'python3', args: ['-m', 'venv', folder], timeLimitMs: VENV_LIMIT_MS });
  if (made.code !== 0) return { reason: `python3 -m venv did not work: ${lastLine(made.stderr || made.stdout)}` };
  const python = join(folder, 'bin', 'python');
  const installed = await runCommand({
    program: python,
    args: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', ...requirements],
    timeLimitMs: installLimitMs ?? INSTALL_LIMIT_MS,
  });
  return installed.code === 0 ? { python } : { reason: `pip could not install: ${lastLine(installed.stderr)}` };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
