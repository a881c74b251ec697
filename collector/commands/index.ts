/** Table of contents: the sub-commands. Each is loaded only when it is the one asked for. */
import type { Command } from './command.ts';

export const COMMANDS: ReadonlyMap<string, () => Promise<{ readonly command: Command }>> = new Map([
  ['start', () => import('./start.ts')],
  ['validate', () => import('./validate.ts')],
  ['components', () => import('./components.ts')],
  ['import', () => import('./import.ts')],
  ['export', () => import('./export.ts')],
  ['rebuild', () => import('./rebuild.ts')],
  ['coverage', () => import('./coverage.ts')],
  ['map', () => import('./map.ts')],
]);

export const DEFAULT_COMMAND = 'start';
