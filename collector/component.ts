/**
 * What every component is: something with a lifetime, made from a checked configuration. The five kinds are
 * OpenTelemetry's; a definition's `type` is its YAML key, its folder (with `-` for `_`) and its telemetry label.
 *
 * Lifetime: `start` may open doors and throw; `shutdown` is safe without `start` and twice, drains what was accepted and
 * then lets go. Consumers start before producers and stop after them. Nobody knows who is next in a pipeline.
 */
import type { z } from 'zod';

import type { Analyzer } from './analysis/analyzer.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import type { AgentAnalysis } from './model/analysis.ts';
import type { ExportRequest, ExportResult, Signal } from './otlp/export-request.ts';
import type { Store } from './store.ts';
import type { Counters, Logger } from './telemetry.ts';

export interface Component {
  start(): Promise<void>;
  shutdown(): Promise<void>;
  /** One line an open door, such as `OTLP/HTTP  http://localhost:4318`; asked once after start. */
  doors?(): readonly string[];
}

/**
 * Takes a request whole or throws a `CollectorError`; a retryable one means that nothing was kept and the sender may come
 * again. Resolving means the consumer took responsibility for what it reports as accepted.
 */
export interface RequestConsumer {
  /** A caller that will not use `result.forward` says so, and the consumer may give the bytes away. */
  consume(request: ExportRequest, options?: ConsumeOptions): Promise<ExportResult>;
}

export interface ConsumeOptions {
  /** True where absent. */
  readonly forwards: boolean;
}

/** What all components are given. `id` is `type[/name]` as configured. */
export interface Settings {
  readonly id: string;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly counters: Counters;
  readonly logger: Logger;
  readonly extensions: ExtensionHost;
  /** Version of the program, for `/health` and User-Agent. */
  readonly version: string;
}

/** How a component reaches the capability of an extension; extensions are up before every pipeline and down after it. */
export interface ExtensionHost {
  /** The configured store, SQLite or memory. @throws CollectorError where none is configured. */
  store(): Store;
  /** Who analyses sessions; null where no sessions pipeline lists an analysis. */
  analyzer(): Analyzer | null;
  /** The analyses of the sessions pipeline in their order. */
  analyses(): readonly ConfiguredAnalysis[];
  /** @throws CollectorError where no such authenticator extension is configured. */
  authenticator(id: string): Authenticator;
  /** Every component with its state, for pages and `/health`. */
  components(): readonly ComponentState[];
  /** True between the last `start` and the beginning of shutdown. */
  ready(): boolean;
}

export interface ComponentState {
  readonly kind: ComponentKind;
  readonly id: string;
  readonly pipelines: readonly string[];
  /** What `Component.doors` says; absent while nothing is open. */
  readonly doors?: readonly string[];
}

export interface Authenticator {
  /** @param authorization the header as received. @throws CollectorError UNAUTHENTICATED */
  authenticate(authorization: string | undefined): void;
  /** The `WWW-Authenticate` a 401 carries; `Bearer` where absent. Browsers ask for a password only on `Basic`. */
  readonly challenge?: string;
}

export type ComponentKind = 'receiver' | 'processor' | 'connector' | 'exporter' | 'extension';

export interface ReceiverSettings extends Settings {
  /** The pipeline of a signal; undefined where no pipeline of that signal lists this receiver. */
  next(signal: Signal): RequestConsumer | undefined;
}

export interface ConfiguredAnalysis {
  /** `type[/name]` as configured. */
  readonly id: string;
  readonly type: string;
  /** What the analysis's schema made of its configuration. */
  readonly config: unknown;
}

/** What a connector begins: the analyses of its sessions pipeline, and the exporters that take what they find. */
export interface SessionsPipeline {
  readonly analyses: readonly ConfiguredAnalysis[];
  /** Resolves when every exporter has it. @throws what the first one says that has not. */
  consumeAnalysis(analysis: AgentAnalysis): Promise<void>;
}

export interface ConnectorSettings extends Settings {
  readonly sessions: SessionsPipeline;
}

/** Works on requests before they are kept: passes one on, changed or not, or throws to refuse it. */
export interface RequestProcessor extends Component {
  process(request: ExportRequest): ExportRequest;
  /** How many items a request had that it passed on, when the request is over: who decodes it has counted them by then. */
  passedOn?(signal: Signal, items: number): void;
}

/**
 * `record` exporters keep the request and their result is the sender's answer; `forward` exporters only enqueue, so that a
 * slow destination never delays an answer. A pipeline asks the recording ones first and forwards what they accepted.
 */
export interface Exporter extends Component, RequestConsumer {
  readonly mode: 'record' | 'forward';
  /** Takes what an analysis found; absent where it cannot stand in a sessions pipeline. Taking it twice is taking it once. */
  consumeAnalysis?(analysis: AgentAnalysis): Promise<void>;
}

/** A connector ends pipelines of requests and begins the sessions pipeline; it lives on notices of what was stored. */
export interface Connector extends Component {
  /** While it runs any. */
  readonly analyzer?: Analyzer | undefined;
}

/** An extension may offer a capability that others reach through `Settings.extensions`. */
export interface Extension extends Component {
  readonly store?: Store;
  readonly authenticator?: Authenticator;
}

interface Definition<Kind extends ComponentKind, Config, Given, Made> {
  readonly kind: Kind;
  readonly type: string;
  /** Deprecated spellings of `type` that are accepted. */
  readonly aliases?: readonly string[];
  readonly about: string;
  /** Strict: unknown keys are errors; defaults live in the schema and nowhere else. */
  readonly config: z.ZodType<Config>;
  create(config: Config, settings: Given): Made;
}

export type ReceiverDefinition<C = unknown> = Definition<'receiver', C, ReceiverSettings, Component>;
export interface ProcessorDefinition<C = unknown> extends Definition<'processor', C, Settings, RequestProcessor> {
  readonly worksOn: 'requests';
}
/** An analysis: pure functions that a thread runs, so there is nothing to create and nothing to start. */
export interface AnalysisDefinition<C = unknown> extends Omit<
  Definition<'processor', C, never, never>,
  'create' | 'aliases'
> {
  readonly worksOn: 'sessions';
  readonly aliases?: undefined;
}
export type ConnectorDefinition<C = unknown> = Definition<'connector', C, ConnectorSettings, Connector>;
export type ExporterDefinition<C = unknown> = Definition<'exporter', C, Settings, Exporter>;
export type ExtensionDefinition<C = unknown> = Definition<'extension', C, Settings, Extension>;

export type ComponentDefinition =
  | ReceiverDefinition
  | ProcessorDefinition
  | AnalysisDefinition
  | ConnectorDefinition
  | ExporterDefinition
  | ExtensionDefinition;

/*
 * The registry holds definitions of unlike configurations side by side; a definition is only ever handed what its own
 * schema produced, so forgetting the type parameter here is sound.
 */
export const defineReceiver = <C>(definition: Omit<ReceiverDefinition<C>, 'kind'>): ReceiverDefinition => ({
  kind: 'receiver',
  ...definition,
});
export const defineProcessor = <C>(
  definition: Omit<ProcessorDefinition<C>, 'kind' | 'worksOn'>,
): ProcessorDefinition => ({
  kind: 'processor',
  worksOn: 'requests',
  ...definition,
});
export const defineAnalysis = <C>({
  type,
  about,
  config,
}: Pick<AnalysisDefinition<C>, 'type' | 'about' | 'config'>): AnalysisDefinition => ({
  kind: 'processor',
  worksOn: 'sessions',
  type,
  about,
  config,
});
export const defineConnector = <C>(definition: Omit<ConnectorDefinition<C>, 'kind'>): ConnectorDefinition => ({
  kind: 'connector',
  ...definition,
});
export const defineExporter = <C>(definition: Omit<ExporterDefinition<C>, 'kind'>): ExporterDefinition => ({
  kind: 'exporter',
  ...definition,
});
export const defineExtension = <C>(definition: Omit<ExtensionDefinition<C>, 'kind'>): ExtensionDefinition => ({
  kind: 'extension',
  ...definition,
});
