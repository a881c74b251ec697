/** Lets in who knows the password of a configured user; an unknown user costs as much time as a wrong password. */
import { randomUUID } from 'node:crypto';

import type { Authenticator, Extension } from '../../component.ts';
import { CollectorError } from '../../errors.ts';
import type { BasicAuthConfig } from './config.ts';
import { parseHtpasswd } from './htpasswd.ts';

export class BasicAuth implements Extension {
  readonly #config: BasicAuthConfig;
  readonly authenticator: Authenticator = {
    challenge: 'Basic realm="live-trace", charset="UTF-8"',
    authenticate: (authorization) => this.#authenticate(authorization),
  };

  constructor(config: BasicAuthConfig) {
    this.#config = config;
  }

  async start(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #authenticate(authorization: string | undefined): void {
    const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization ?? '')?.[1] ?? '';
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    const check = this.#config.htpasswd.inline.get(user) ?? nobody;
    if (!check(password)) throw new CollectorError('UNAUTHENTICATED', 'a user and password are needed');
  }
}

/** A password that nobody knows. */
const nobody = parseHtpasswd(`nobody:${randomUUID()}`).users.get('nobody') ?? (() => false);
