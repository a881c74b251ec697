/**
 * Answers probes: 200 between the last component's start and the beginning of shutdown, 503 otherwise. It says that the program
 * takes requests, not that its store is well; that is `/health` at the dashboard's door.
 */
import type { FastifyReply } from 'fastify';

import type { Extension, Settings } from '../../component.ts';
import { openDoor, type Door } from '../../doors/open-door.ts';
import { errorMeaning } from '../../errors.ts';
import type { HealthCheckConfig } from './config.ts';

export class HealthCheck implements Extension {
  readonly #config: HealthCheckConfig;
  readonly #settings: Settings;
  #door: Door | undefined;

  constructor(config: HealthCheckConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#door = await openDoor({
      name: 'health',
      config: this.#config,
      settings: this.#settings,
      headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
      routes: (app) => {
        app.route({ method: ['GET', 'HEAD'], url: this.#config.path, handler: (_, reply) => this.#answer(reply) });
      },
    });
  }

  async shutdown(): Promise<void> {
    await this.#door?.close();
  }

  doors(): readonly string[] {
    return this.#door === undefined ? [] : [`health     ${this.#door.url}${this.#config.path}`];
  }

  #answer(reply: FastifyReply): { status: string; version: string } {
    const ready = this.#settings.extensions.ready();
    if (!ready) reply.code(errorMeaning('SHUTTING_DOWN').http);
    return { status: ready ? 'ready' : 'not ready', version: this.#settings.version };
  }
}
