/** A Python with the pinned SDKs in a temporary directory, or the reason why there is none. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const VENV_LIMIT_MS = 60_000;
const INSTALL_LIMIT_MS = 180_000;

export type Venv = { readonly python: string } | { readonly reason: string };

/** @param requirements a file of this folder. */
export async function createVenv(directory: string, requirements: string): Promise<Venv> {
  const folder = join(directory, requirements.replace('.txt', ''));
  const made = await runCommand({ program: 'python3', args: ['-m', 'venv', folder], timeLimitMs: VENV_LIMIT_MS });
  if (made.code !== 0) return { reason: `python3 -m venv did not work: ${lastLine(made.stderr || made.stdout)}` };
  const python = join(folder, 'bin', 'python');
  const installed = await runCommand({
    program: python,
    args: [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--retries',
      '1',
      '-r',
      fileURLToPath(new URL(requirements, import.meta.url)),
    ],
    timeLimitMs: INSTALL_LIMIT_MS,
  });
  return installed.code === 0 ? { python } : { reason: `pip could not install: ${lastLine(installed.stderr)}` };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
