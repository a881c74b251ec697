/** What `extensions: bearertokenauth:` in a configuration makes. */
import { defineExtension } from '../../component.ts';
import { BearerTokenAuth } from './bearer-token-auth.ts';
import { bearerTokenAuthConfig } from './config.ts';

export const bearerTokenAuthExtension = defineExtension({
  type: 'bearertokenauth',
  about: 'Asks the clients of a door for a token.',
  config: bearerTokenAuthConfig,
  create: (config, settings) => new BearerTokenAuth(config, settings),
});
