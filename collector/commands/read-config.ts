/** The configuration a command's arguments name, or the default one; complaints go to standard error, all at once. */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { COMPONENTS } from '../components.ts';
import { loadConfig, type CheckedConfig } from '../config/load.ts';
import { ConfigError, formatProblem } from '../config/report.ts';
import { UsageError, type CommandContext } from './command.ts';

export interface ConfigArguments {
  readonly config?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
}

/** For `parseArgs`. */
export const CONFIG_OPTIONS = {
  config: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
} as const;

/** For commands that work on stored data: the configured store, or one database file. */
export const STORE_OPTIONS = { ...CONFIG_OPTIONS, db: { type: 'string' } } as const;

/** @returns undefined where the configuration is wrong and the user has been told. */
export function readStoreConfig(
  { db, config, set = [] }: ConfigArguments & { readonly db?: string | undefined },
  context: CommandContext,
): CheckedConfig | undefined {
  if (db === undefined) return readConfig({ config, set }, context);
  if (config !== undefined) throw new UsageError('--db and --config both name a store');
  // Opening would create it, and an empty answer would hide the mistyped name.
  if (!existsSync(db)) throw new UsageError(`--db ${db}: no such file`);
  return readConfig({ set: [...set, `extensions.sqlite_store.path=${JSON.stringify(db)}`] }, context);
}

/** @returns undefined where the configuration is wrong and the user has been told. */
export function readConfig({ config, set = [] }: ConfigArguments, context: CommandContext): CheckedConfig | undefined {
  const { environment } = context;
  try {
    const checked = loadConfig({ files: configFiles(config), sets: set, environment, registry: COMPONENTS });
    for (const warning of checked.warnings) context.complain(`warning: ${formatProblem(warning)}`);
    return checked;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) context.complain(formatProblem(problem));
    return undefined;
  }
}

export function configFiles(given: readonly string[] | undefined): readonly string[] {
  return given === undefined || given.length === 0 ? [defaultConfigFile()] : given;
}

/** The one beside package.json, whether this runs from the sources or from `dist`. */
function defaultConfigFile(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, FILE)) && dirname(directory) !== directory) directory = dirname(directory);
  const path = join(directory, FILE);
  const shorter = relative(process.cwd(), path);
  return shorter.startsWith('..') ? path : shorter;
}

const FILE = 'otel-config.yaml';
