/** Checks a configuration and opens nothing. */
import { parseArgs } from 'node:util';

import { EXIT_BAD_INPUT, EXIT_OK, type Command } from './command.ts';
import { CONFIG_OPTIONS, configFiles, readConfig } from './read-config.ts';

export const command: Command = {
  about: 'checks a configuration, all errors at once as file:line:column key: message',
  usage: 'live-trace validate [--config FILE]… [--set key.path=value]…',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: CONFIG_OPTIONS });
    if (readConfig(values, context) === undefined) return EXIT_BAD_INPUT;
    context.print(`${configFiles(values.config).join(', ')}: valid`);
    return EXIT_OK;
  },
};
