/**
 * `store`: keeps requests and what analyses find in the configured store; its answer is the sender's, given after the commit
 * and not before.
 */
import { defineExporter } from '../../component.ts';
import { storeExporterConfig, type StoreExporterConfig } from './config.ts';

export const storeExporter = defineExporter<StoreExporterConfig>({
  type: 'store',
  about: 'Keeps what arrives in the store extension; answers after the commit.',
  config: storeExporterConfig,
  create: (_config, { extensions }) => ({
    mode: 'record',
    // Opening and closing is the extension's business.
    start: async () => {},
    shutdown: async () => {},
    consume: (request, { forwards } = { forwards: true }) => extensions.store().write(request, { forwards }),
    consumeAnalysis: (analysis) => extensions.store().writeAnalysis(analysis),
  }),
});
