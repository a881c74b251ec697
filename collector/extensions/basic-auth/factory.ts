/** What `extensions: basicauth:` in a configuration makes. */
import { defineExtension } from '../../component.ts';
import { BasicAuth } from './basic-auth.ts';
import { basicAuthConfig } from './config.ts';

export const basicAuthExtension = defineExtension({
  type: 'basicauth',
  about: 'Asks the clients of a door for a user and a password.',
  config: basicAuthConfig,
  create: (config) => new BasicAuth(config),
});
