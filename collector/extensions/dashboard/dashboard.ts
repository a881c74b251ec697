/** The dashboard's door: pages, REST and the live stream on one origin, so that no page needs another one's permission. */
import type { Extension, Settings } from '../../component.ts';
import { openDoor, type Door } from '../../doors/open-door.ts';
import { OPERATIONS } from '../../operations/index.ts';
import type { OperationContext } from '../../operations/operation.ts';
import type { DashboardConfig } from './config.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { LiveStream } from './live.ts';
import { opensBrowser, openBrowser } from './open-browser.ts';
import { registerRest } from './rest.ts';
import { DIST_FOLDER, isPagePath, registerStatic } from './static.ts';

export class Dashboard implements Extension {
  readonly #config: DashboardConfig;
  readonly #settings: Settings;
  #door: Door | undefined;
  #live: LiveStream | undefined;

  constructor(config: DashboardConfig, settings: Settings) {
    this.#config = config;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const settings = this.#settings;
    const { sse_clients_max: clientsMax, sse_client_buffer_max: clientBufferBytesMax } = this.#config;
    const live = new LiveStream({ ...settings, clientsMax, clientBufferBytesMax });
    this.#live = live;
    this.#door = await openDoor({
      name: 'dashboard',
      config: this.#config,
      settings,
      isPage: isPagePath,
      headers: SECURITY_HEADERS,
      routes: async (app) => {
        registerRest(app, OPERATIONS, this.#context());
        app.get('/api/live', (request, reply) => live.serve(request, reply));
        await registerStatic(app, DIST_FOLDER);
      },
    });
    if (this.#config.open_browser ?? opensBrowser(process)) openBrowser(this.#door.url);
  }

  async shutdown(): Promise<void> {
    // Streams never end by themselves, and the door waits for what is inside.
    this.#live?.close();
    await this.#door?.close();
  }

  doors(): readonly string[] {
    return this.#door === undefined ? [] : [`Dashboard  ${this.#door.url}`];
  }

  #context(): OperationContext {
    const { extensions, bus, clock, counters, version } = this.#settings;
    return {
      // Asked each time: at construction the store may not be up yet.
      get store() {
        return extensions.store();
      },
      bus,
      get analyses() {
        return extensions.analyses();
      },
      get analyzer() {
        return extensions.analyzer();
      },
      clock,
      counters,
      version,
      refreshIntervalMs: this.#config.refresh_interval,
      componentStates: () => extensions.components(),
      ready: () => extensions.ready(),
    };
  }
}
