/** What `receivers: otlp:` in a configuration makes. */
import { defineReceiver } from '../../component.ts';
import { otlpReceiverConfig } from './config.ts';
import { OtlpReceiver } from './receiver.ts';

export const otlpReceiver = defineReceiver({
  type: 'otlp',
  about: 'Takes OTLP traces, logs and metrics over HTTP, in protobuf and JSON.',
  config: otlpReceiverConfig,
  create: (config, settings) => new OtlpReceiver(config, settings),
});
