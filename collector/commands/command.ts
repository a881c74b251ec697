/** What a sub-command is: arguments in, exit code out. It prints, but it never ends the process: that is main's. */
export interface Command {
  /** One line for `--help`. */
  readonly about: string;
  readonly usage: string;
  run(context: CommandContext): Promise<number>;
}

export interface CommandContext {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  print(line: string): void;
  /** To standard error. */
  complain(line: string): void;
  /** From now on the first SIGTERM, SIGINT or SIGHUP aborts this instead of ending the process. */
  stopSignal(): AbortSignal;
}

/** Words on the command line that make no sense; the message says which. */
export class UsageError extends Error {}

/* Exit codes of the public contract. */
export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_NO_DOOR = 3;
