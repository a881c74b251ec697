/**
 * The program: finds the sub-command, runs it, and turns what comes of it into an exit code. The only file that may end the
 * process. Commands are loaded when they are asked for, so that `--help` does not wait for a database.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import { EXIT_BAD_INPUT, EXIT_FAILED, UsageError, type CommandContext } from './commands/command.ts';
import { explain, explainBug } from './commands/explain.ts';
import { COMMANDS, DEFAULT_COMMAND } from './commands/index.ts';

/**
 * A terminal's Ctrl-C reaches the whole process group, and `npm` passes it on to its child again: two signals within
 * milliseconds are one wish. A second one after that means at once.
 */
const SAME_SIGNAL_MS = 300;

/** V8 lets a heap grow to four times what lives in it before it cleans up; to twice that much cost 60 MB less and 3 % of ingest. */
setFlagsFromString('--heap-growing-percent=100');

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    complain(`live-trace: internal error: ${explainBug(error)}`);
    process.exit(EXIT_FAILED);
  });
}
// Whoever read our output has gone, as `head` does; there is nobody left to tell.
process.stdout.on('error', () => process.exit(EXIT_FAILED));

const exitCode = await runProgram(process.argv.slice(2));
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(exitCode);

async function runProgram(args: readonly string[]): Promise<number> {
  const [first = DEFAULT_COMMAND, ...rest] = args;
  const version = readVersion();
  if (first === '--version' || first === '-v') {
    print(version);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') return printHelp();
  const isOption = first.startsWith('-');
  const load = COMMANDS.get(isOption ? DEFAULT_COMMAND : first);
  if (load === undefined) {
    complain(`live-trace: unknown command ${explain(first)}; known are ${[...COMMANDS.keys()].join(', ')}`);
    return EXIT_BAD_INPUT;
  }
  const { command } = await load();
  const context: CommandContext = {
    args: isOption ? args : rest,
    environment: process.env,
    version,
    print,
    complain,
    stopSignal,
  };
  if (context.args.includes('--help') || context.args.includes('-h')) {
    print(`${command.usage}\n\n${command.about}`);
    return 0;
  }
  try {
    return await command.run(context);
  } catch (error) {
    if (!isUsageError(error)) {
      complain(`live-trace: ${explainBug(error)}`);
      return EXIT_FAILED;
    }
    complain(`live-trace: ${explain(error)}\nusage: ${command.usage}`);
    return EXIT_BAD_INPUT;
  }
}

async function printHelp(): Promise<number> {
  print('live-trace: the flight recorder for LLM agents, native to OpenTelemetry\n');
  for (const load of COMMANDS.values()) {
    const { command } = await load();
    print(`  ${command.usage}\n      ${command.about}`);
  }
  print('\n  live-trace --version\n  live-trace --help');
  return 0;
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstAtMs = 0;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) firstAtMs = performance.now();
      else if (performance.now() - firstAtMs > SAME_SIGNAL_MS) process.exit(EXIT_FAILED);
      stop.abort();
    });
  }
  return stop.signal;
}

/** `parseArgs` throws TypeErrors with codes of its own for options it does not know. */
function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function readVersion(): string {
  const json: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
  return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : '0.0.0';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
