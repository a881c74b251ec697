/** What `exporters: otlp_http:` in a configuration makes. */
import { defineExporter } from '../../component.ts';
import { otlpHttpConfig } from './config.ts';
import { OtlpHttpExporter } from './exporter.ts';

export const otlpHttpExporter = defineExporter({
  type: 'otlp_http',
  aliases: ['otlphttp'],
  about: 'Forwards what was stored to another OTLP/HTTP destination, byte for byte.',
  config: otlpHttpConfig,
  create: (config, settings) => new OtlpHttpExporter(config, settings),
});
