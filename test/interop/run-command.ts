/** Runs a program to its end. A program that hangs is ended after the time limit, and then its exit code is null. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
}

export async function runCommand({ program, args, env, timeLimitMs }: Command): Promise<CommandResult> {
  const child = spawn(program, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  try {
    await once(child, 'close');
  } catch (error) {
    return { code: null, stdout, stderr: error instanceof Error ? error.message : String(error) };
  }
  return { code: child.exitCode, stdout, stderr };
}
