/** The configured store and nothing else: no door is opened and nothing is forwarded. For commands that work on the data. */
import { systemClock } from '../clock.ts';
import { typeOf } from '../config/grammar.ts';
import type { CheckedConfig } from '../config/load.ts';
import { CollectorError } from '../errors.ts';
import { Service } from '../service.ts';
import type { Store } from '../store.ts';
import { createLogger } from '../telemetry.ts';
import { EXIT_FAILED, type CommandContext } from './command.ts';
import { explain } from './explain.ts';

/** @returns what `work` returns, or EXIT_FAILED where the store cannot be used; the user has been told why. */
export async function withStore(
  config: CheckedConfig,
  context: CommandContext,
  work: (store: Store) => Promise<number>,
): Promise<number> {
  const service = new Service(storeOnly(config), {
    clock: systemClock,
    logger: createLogger(config.service.telemetry.logs.level),
    version: context.version,
  });
  try {
    await service.start();
    const store = service.host.store();
    if (store.degradedReason !== null) throw new CollectorError('STORE_UNAVAILABLE', store.degradedReason);
    return await work(store);
  } catch (error) {
    context.complain(explain(error));
    return EXIT_FAILED;
  } finally {
    await service.shutdown();
  }
}

function storeOnly(config: CheckedConfig): CheckedConfig {
  const extensions = config.service.extensions.filter((id) => typeOf(id).endsWith('_store'));
  return { ...config, service: { ...config.service, extensions, pipelines: {} } };
}
