import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { basicAuthConfig } from '../../../../collector/extensions/basic-auth/config.ts';
import { basicAuthExtension } from '../../../../collector/extensions/basic-auth/factory.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { readmeSuite } from '../../../support/readme-suite.ts';
import { testSettings } from '../../../support/test-settings.ts';

const create = (inline: string) =>
  basicAuthExtension.create(basicAuthExtension.config.parse({ htpasswd: { inline } }), testSettings());

componentSuite('basicauth', () => create('ada:secret'));
readmeSuite('collector/extensions/basic-auth', basicAuthConfig);

const sha1 = (...parts: string[]) => createHash('sha1').update(parts.join('')).digest();
const USERS = [
  '# people',
  'ada:secret:with:colons',
  `grace:{SHA}${sha1('hopper').toString('base64')}`,
  `alan:{SSHA}${Buffer.concat([sha1('turing', 'salt'), Buffer.from('salt')]).toString('base64')}`,
  '',
].join('\n');

const ask =
  (credentials: string, scheme = 'Basic') =>
  () =>
    create(USERS).authenticator?.authenticate(`${scheme} ${Buffer.from(credentials).toString('base64')}`);
const REFUSED = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('basicauth', () => {
  it.each(['ada:secret:with:colons', 'grace:hopper', 'alan:turing'])('lets %j in', (credentials) => {
    expect(ask(credentials)).not.toThrow();
    expect(ask(credentials, 'basic')).not.toThrow();
  });

  it.each([
    'ada:',
    'ada',
    ':',
    '',
    'ada:wrong',
    'eve:secret:with:colons',
    'ADA:secret:with:colons',
    'nobody:',
    '__proto__:x',
    'grace:{SHA}',
  ])('refuses %j', (credentials) => {
    expect(ask(credentials)).toThrow(REFUSED);
  });

  it('refuses what is no Basic header', () => {
    const { authenticator } = create(USERS);
    for (const header of [undefined, '', 'Basic', 'Basic !!!', 'Bearer YWRhOnNlY3JldA==', 'Basic YWRh, Basic YWRh']) {
      expect(() => authenticator?.authenticate(header), header).toThrow(REFUSED);
    }
    expect(ask('ada:secret:with:colons', 'Bearer')).toThrow(REFUSED);
  });

  it('asks browsers for a password', () => {
    expect(create(USERS).authenticator?.challenge).toMatch(/^Basic realm=/);
  });

  it.each([
    ['a hash of an unknown kind would be a clear password', 'ada:$2y$10$abcdefghijklmnopqrstuv'],
    ['the same', 'ada:$apr1$x$y'],
    ['the same', 'ada:{MD5}abc='],
    ['a hash of a wrong length', 'ada:{SHA}YWJj'],
    ['no password', 'ada:'],
    ['no user', ':secret'],
    ['no colon', 'canary-line'],
    ['a user twice', 'ada:a\nada:b'],
    ['nobody', '\n# only a comment\n'],
  ])('refuses %s, and does not repeat the line', (_name, inline) => {
    const { success, error } = basicAuthConfig.safeParse({ htpasswd: { inline } });
    expect(success).toBe(false);
    expect(error?.message).not.toContain('canary-line');
    expect(error?.message).not.toContain('$2y$');
  });
});
