/**
 * Makes a running collector of a checked configuration. Consumers start before producers and stop after them, so that what
 * was accepted always finds its way; a start that fails half-way takes back what it started.
 */
import { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import type {
  Component,
  ComponentKind,
  ComponentState,
  ConfiguredAnalysis,
  Connector,
  ConnectorSettings,
  Exporter,
  Extension,
  ExtensionHost,
  ReceiverSettings,
  RequestProcessor,
  SessionsPipeline,
  Settings,
} from './component.ts';
import type { CheckedComponent } from './config/check-components.ts';
import { typeOf } from './config/grammar.ts';
import type { CheckedConfig } from './config/load.ts';
import { CollectorError } from './errors.ts';
import { createPipeline, createSessionsPipeline, pipelinesBySignal, type Sink } from './pipeline.ts';
import { Counters, type Logger } from './telemetry.ts';

export interface ServiceOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
}

interface Member {
  readonly state: ComponentState;
  readonly component: Component;
}

export class Service {
  readonly counters = new Counters();
  readonly #config: CheckedConfig;
  readonly #options: ServiceOptions;
  readonly #bus = new Bus();
  readonly #extensions = new Map<string, { readonly type: string; readonly extension: Extension }>();
  readonly #pipelines = new Map<string, Sink>();
  /** By the connector that begins it. */
  readonly #sessions = new Map<string, SessionsPipeline>();
  readonly #connectors: Connector[] = [];
  /** In the order of starting. */
  readonly #members: Member[] = [];
  #state: 'new' | 'starting' | 'ready' | 'stopping' = 'new';
  #stopped: Promise<void> | undefined;

  readonly host: ExtensionHost = {
    store: () => this.#store(),
    analyzer: () => this.#connectors.find(({ analyzer }) => analyzer !== undefined)?.analyzer ?? null,
    analyses: () => [...this.#sessions.values()].flatMap(({ analyses }) => analyses),
    authenticator: (id) => {
      const authenticator = this.#extensions.get(id)?.extension.authenticator;
      if (authenticator === undefined)
        throw new CollectorError('NOT_FOUND', `${id} is no authenticator that is configured`);
      return authenticator;
    },
    components: () => this.#members.map(({ state, component }) => ({ ...state, doors: component.doors?.() ?? [] })),
    ready: () => this.#state === 'ready',
  };

  /** @throws what a component says of a configuration that no schema can refuse. */
  constructor(config: CheckedConfig, options: ServiceOptions) {
    this.#config = config;
    this.#options = options;
    this.#build();
  }

  /** @throws the first failure, with everything stopped again. */
  async start(): Promise<void> {
    this.#state = 'starting';
    try {
      for (const { component } of this.#members) await component.start();
    } catch (error) {
      await this.shutdown();
      throw error;
    }
    if (this.#state === 'starting') this.#state = 'ready';
  }

  /** Drains, then lets go. Safe without `start` and twice. */
  shutdown(): Promise<void> {
    this.#state = 'stopping';
    return (this.#stopped ??= this.#stop());
  }

  doors(): readonly string[] {
    return this.#members.flatMap(({ component }) => component.doors?.() ?? []);
  }

  #build(): void {
    const { extensions, pipelines } = this.#config.service;
    // A store is up before whoever asks for it, wherever it stands in the list.
    const stores = extensions.filter((id) => this.#find('extension', id).definition.type.endsWith(STORE_SUFFIX));
    for (const id of new Set([...stores, ...extensions])) this.#addExtension(id);
    const listed = Object.entries(pipelines).map(([id, lists]) => ({ id, ...lists }));
    const namesOf = (id: string): string[] =>
      listed.filter(({ exporters, receivers }) => [...exporters, ...receivers].includes(id)).map((one) => one.id);
    const found = [...new Set(listed.flatMap(({ exporters }) => exporters))].map((id) =>
      this.#find('exporter', id, 'connector'),
    );
    const sinks = new Map(found.flatMap((one) => this.#addExporter(one, namesOf(one.id))));
    for (const { id, receivers, processors, exporters } of listed) {
      // A connector listens to what was stored; nothing is handed to it.
      const ends = exporters.flatMap((name) => sinks.get(name) ?? []);
      if (typeOf(id) === 'sessions') {
        const analyses = processors.map((name) => this.#addAnalysis(name, id));
        for (const name of receivers) this.#sessions.set(name, createSessionsPipeline(analyses, ends));
      } else {
        const steps = processors.map((name) => this.#addProcessor(name, id));
        this.#pipelines.set(id, createPipeline(steps, ends));
      }
    }
    for (const one of found) this.#addConnector(one, namesOf(one.id));
    for (const id of new Set(listed.flatMap(({ receivers }) => receivers))) {
      const receiver = this.#find('receiver', id, 'connector');
      if (receiver.definition.kind !== 'receiver') continue;
      const fed = listed.filter(({ receivers }) => receivers.includes(id)).map((one) => one.id);
      const settings: ReceiverSettings = { ...this.#settings(id), next: pipelinesBySignal(fed, this.#pipelines) };
      const component = receiver.definition.create(receiver.config, settings);
      this.#members.push({ state: stateOf(receiver, fed), component });
    }
  }

  #addExtension(id: string): void {
    const found = this.#find('extension', id);
    if (found.definition.kind !== 'extension') return;
    const extension = found.definition.create(found.config, this.#settings(id));
    this.#extensions.set(id, { type: found.definition.type, extension });
    this.#members.push({ state: stateOf(found, []), component: extension });
  }

  #addExporter(found: CheckedComponent, pipelines: readonly string[]): [id: string, exporter: Exporter][] {
    const { definition, config, id } = found;
    if (definition.kind !== 'exporter') return [];
    const exporter = definition.create(config, this.#settings(id));
    this.#members.push({ state: stateOf(found, pipelines), component: exporter });
    return [[id, exporter]];
  }

  #addConnector(found: CheckedComponent, pipelines: readonly string[]): void {
    const { definition, config, id } = found;
    if (definition.kind !== 'connector') return;
    const sessions = this.#sessions.get(id) ?? createSessionsPipeline([], []);
    const settings: ConnectorSettings = { ...this.#settings(id), sessions };
    const connector = definition.create(config, settings);
    this.#connectors.push(connector);
    this.#members.push({ state: stateOf(found, pipelines), component: connector });
  }

  /** One instance a pipeline, as in the reference Collector. */
  #addProcessor(id: string, pipeline: string): RequestProcessor {
    const found = this.#find('processor', id);
    const { definition, config } = found;
    if (definition.kind !== 'processor' || definition.worksOn !== 'requests') throw new Error(`${id} is no processor`);
    const processor = definition.create(config, this.#settings(id));
    this.#members.push({ state: stateOf(found, [pipeline]), component: processor });
    return processor;
  }

  #addAnalysis(id: string, pipeline: string): ConfiguredAnalysis {
    const found = this.#find('processor', id);
    this.#members.push({ state: stateOf(found, [pipeline]), component: NOTHING_TO_START });
    return { id, type: found.definition.type, config: found.config };
  }

  #find(kind: ComponentKind, id: string, otherKind: ComponentKind = kind): CheckedComponent {
    const found = this.#config.components.find((one) => one.id === id && (one.kind === kind || one.kind === otherKind));
    if (found === undefined) throw new Error(`${id} is not configured`);
    return found;
  }

  #settings(id: string): Settings {
    return { ...this.#options, id, bus: this.#bus, counters: this.counters, extensions: this.host };
  }

  #store(): ReturnType<ExtensionHost['store']> {
    const found = [...this.#extensions.values()].find(({ type }) => type.endsWith(STORE_SUFFIX));
    const store = found?.extension.store;
    if (store === undefined) throw new CollectorError('NOT_FOUND', 'no store is configured in service.extensions');
    return store;
  }

  async #stop(): Promise<void> {
    for (const kind of STOP_ORDER) {
      const members = this.#members.filter(({ state }) => state.kind === kind).reverse();
      for (const { state, component } of members) {
        try {
          await component.shutdown();
        } catch (error) {
          // The others still have something to drain.
          this.#options.logger.error({ component: state.id, err: error }, 'did not shut down cleanly');
        }
      }
    }
  }
}

/** An analysis is a function; what runs it belongs to the connector. */
const NOTHING_TO_START: Component = { start: async () => {}, shutdown: async () => {} };

/** By convention of names, as `extensions/<name>-store`. */
const STORE_SUFFIX = '_store';

/** A connector writes through the store and nothing after it does; forwarders drain last of what pipelines feed. */
const STOP_ORDER: readonly ComponentKind[] = ['receiver', 'processor', 'connector', 'exporter', 'extension'];

function stateOf({ kind, id }: CheckedComponent, pipelines: readonly string[]): ComponentState {
  return { kind, id, pipelines };
}
