/**
 * Lets in who shows the configured token. Tokens are compared as hashes and in constant time, so that neither their length
 * nor their beginning can be found out by asking often.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Authenticator, Extension, Settings } from '../../component.ts';
import { CollectorError } from '../../errors.ts';
import type { BearerTokenAuthConfig } from './config.ts';

export class BearerTokenAuth implements Extension {
  readonly #config: BearerTokenAuthConfig;
  readonly #settings: Settings;
  #expected: Buffer | undefined;

  readonly authenticator: Authenticator;

  constructor(config: BearerTokenAuthConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
    this.authenticator = {
      challenge: config.scheme,
      authenticate: (authorization) => this.#authenticate(authorization),
    };
  }

  async start(): Promise<void> {
    this.#expected = sha256(this.#config.token ?? (await this.#readToken(this.#config.filename ?? '')));
  }

  async shutdown(): Promise<void> {
    this.#expected = undefined;
  }

  async #readToken(path: string): Promise<string> {
    const { id } = this.#settings;
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new CollectorError('INVALID_REQUEST', `${id}: the file at filename cannot be read`, { cause });
    });
    const token = text.trim();
    if (token === '') throw new CollectorError('INVALID_REQUEST', `${id}: the file at filename is empty`);
    return token;
  }

  #authenticate(authorization: string | undefined): void {
    const [scheme = '', token = ''] = (authorization ?? '').split(/ +(.*)/s, 2);
    const given = sha256(token);
    const right = this.#expected !== undefined && timingSafeEqual(given, this.#expected);
    // RFC 9110, 11.1: the scheme's case does not matter.
    if (!right || scheme.toLowerCase() !== this.#config.scheme.toLowerCase()) {
      throw new CollectorError('UNAUTHENTICATED', 'a valid token is needed in the Authorization header');
    }
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
