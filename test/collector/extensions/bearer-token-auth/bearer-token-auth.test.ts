import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bearerTokenAuthConfig } from '../../../../collector/extensions/bearer-token-auth/config.ts';
import { bearerTokenAuthExtension } from '../../../../collector/extensions/bearer-token-auth/factory.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { readmeSuite } from '../../../support/readme-suite.ts';
import { testSettings } from '../../../support/test-settings.ts';

const create = (config: object) =>
  bearerTokenAuthExtension.create(bearerTokenAuthExtension.config.parse(config), testSettings());

componentSuite('bearertokenauth', () => create({ token: 'right' }));
readmeSuite('collector/extensions/bearer-token-auth', bearerTokenAuthConfig);

async function start(config: object) {
  const subject = create(config);
  await subject.start();
  return (authorization: string | undefined) => () => subject.authenticator?.authenticate(authorization);
}
const REFUSED = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('bearertokenauth', () => {
  it.each(['Bearer right', 'bearer right', 'BEARER   right'])('lets %j in', async (authorization) => {
    expect((await start({ token: 'right' }))(authorization)).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'right',
    'Bearer wrong',
    'Bearer righ',
    'Bearer right ',
    'Bearer rightx',
    'Basic right',
    'Bearer Right',
    'Bearer right right',
  ])('refuses %j', async (authorization) => {
    expect((await start({ token: 'right' }))(authorization)).toThrow(REFUSED);
  });

  it('takes tokens with spaces and another scheme', async () => {
    const ask = await start({ token: 'two words', scheme: 'ApiKey' });
    expect(ask('ApiKey two words')).not.toThrow();
    expect(ask('Bearer two words')).toThrow(REFUSED);
  });

  it('lets nobody in before start and after shutdown', async () => {
    const subject = create({ token: 'right' });
    const ask = () => subject.authenticator?.authenticate('Bearer right');
    expect(ask).toThrow(REFUSED);
    await subject.start();
    expect(ask).not.toThrow();
    await subject.shutdown();
    expect(ask).toThrow(REFUSED);
  });

  it('reads the token from a file, and will not start without one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bearer-'));
    const filename = join(folder, 'token');
    await writeFile(filename, 'right\n');
    expect((await start({ filename }))('Bearer right')).not.toThrow();
    await writeFile(filename, ' \n');
    await expect(start({ filename })).rejects.toThrow('filename is empty');
    await rm(folder, { recursive: true });
    await expect(start({ filename })).rejects.toThrow('filename cannot be read');
  });

  it.each([
    {},
    { token: '' },
    { token: 'a', filename: 'b' },
    { token: 'a', scheme: 'two words' },
    { token: 'a', x: 1 },
  ])('refuses the configuration %j', (config) => {
    expect(bearerTokenAuthConfig.safeParse(config).success).toBe(false);
  });
});
