/** Derives sessions, agents and charts anew from the spans as they were received. */
import { parseArgs } from 'node:util';

import { EXIT_BAD_INPUT, EXIT_OK, type Command } from './command.ts';
import { withStore } from './open-store.ts';
import { readStoreConfig, STORE_OPTIONS } from './read-config.ts';

export const command: Command = {
  about: 'derives sessions, agents and charts anew from the stored spans, as a newer version reads them',
  usage: 'live-trace rebuild [--db FILE | --config FILE…] [--set key.path=value]…',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: STORE_OPTIONS });
    const config = readStoreConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    return withStore(config, context, async (store) => {
      const { spans, changed, traces, sessions } = await store.rebuild();
      context.print(
        `${spans} spans in ${traces} traces read again, ${changed} of them differently; ${sessions} sessions`,
      );
      return EXIT_OK;
    });
  },
};
