/** What `connectors: sessions:` in a configuration makes. */
import { defineConnector } from '../../component.ts';
import { sessionsConfig } from './config.ts';
import { SessionsConnector } from './sessions-connector.ts';

export const sessionsConnector = defineConnector({
  type: 'sessions',
  about:
    'Ends the traces and logs pipelines and begins the sessions pipeline: completes sessions that are idle or over.',
  config: sessionsConfig,
  create: (config, settings) => new SessionsConnector(config, settings),
});
