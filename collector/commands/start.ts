/** Runs the collector until it is told to stop: one line an open door, then `ready`. */
import { parseArgs } from 'node:util';

import { systemClock } from '../clock.ts';
import { DoorError } from '../doors/door-error.ts';
import { Service } from '../service.ts';
import { createLogger } from '../telemetry.ts';
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_NO_DOOR, EXIT_OK, type Command } from './command.ts';
import { explain } from './explain.ts';
import { CONFIG_OPTIONS, readConfig } from './read-config.ts';

export const command: Command = {
  about: 'runs the collector (the default)',
  usage: 'live-trace start [--config FILE]… [--set key.path=value]…',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: CONFIG_OPTIONS });
    const config = readConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    const logger = createLogger(config.service.telemetry.logs.level);
    const stop = context.stopSignal();
    const service = new Service(config, { clock: systemClock, logger, version: context.version });
    try {
      await service.start();
    } catch (error) {
      context.complain(explain(error));
      return error instanceof DoorError ? EXIT_NO_DOOR : EXIT_FAILED;
    }
    if (!stop.aborted) {
      for (const door of service.doors()) context.print(door);
      context.print('ready');
      await aborted(stop);
    }
    await service.shutdown();
    return EXIT_OK;
  },
};

function aborted(signal: AbortSignal): Promise<void> {
  // Nothing else may be open that keeps the process alive, such as in a collector without doors.
  const alive = setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    const done = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
