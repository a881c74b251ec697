/** What `extensions: health_check:` in a configuration makes. */
import { defineExtension } from '../../component.ts';
import { healthCheckConfig } from './config.ts';
import { HealthCheck } from './health-check.ts';

export const healthCheckExtension = defineExtension({
  type: 'health_check',
  about: 'Answers probes: 200 while requests are taken, 503 otherwise.',
  config: healthCheckConfig,
  create: (config, settings) => new HealthCheck(config, settings),
});
