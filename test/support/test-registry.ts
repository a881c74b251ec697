/** A few components of each kind that do nothing but tell when they live: configurations and the service are tested on them. */
import { z } from 'zod';

import {
  defineAnalysis,
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  type ComponentDefinition,
  type ConnectorSettings,
  type ReceiverSettings,
} from '../../collector/component.ts';
import { duration } from '../../collector/config/duration.ts';
import { endpoint } from '../../collector/config/endpoint.ts';
import type { ExportRequest, ExportResult } from '../../collector/otlp/export-request.ts';

export interface Journal {
  /** `start otlp`, `shutdown store`, `consume otlp_http`, in order. */
  readonly events: string[];
  readonly receivers: Map<string, ReceiverSettings>;
  readonly connectors?: Map<string, ConnectorSettings>;
  /** Ids whose start fails, and `shutdown <id>`. */
  readonly broken: Set<string>;
}

const door = {
  endpoint: endpoint.prefault('localhost:4318'),
  auth: z.strictObject({ authenticator: z.string() }).optional(),
};

export function testRegistry(
  journal: Journal = { events: [], receivers: new Map(), broken: new Set() },
): readonly ComponentDefinition[] {
  const lifetime = (id: string) => ({
    start: async () => {
      if (journal.broken.has(id)) throw new Error(`${id} is broken`);
      journal.events.push(`start ${id}`);
    },
    shutdown: async () => {
      if (journal.broken.has(`shutdown ${id}`)) throw new Error(`${id} does not stop`);
      journal.events.push(`shutdown ${id}`);
    },
  });
  const exporter = (type: string, mode: 'record' | 'forward', config: z.ZodType, aliases: readonly string[] = []) =>
    defineExporter({
      type,
      aliases,
      about: 'keeps nothing',
      config,
      create: (_config, { id }) => ({
        ...lifetime(id),
        mode,
        consume: async (request: ExportRequest): Promise<ExportResult> => {
          journal.events.push(`consume ${id}`);
          return { accepted: 1, duplicates: 0, rejections: [], forward: request };
        },
        consumeAnalysis: async () => void journal.events.push(`consume analysis ${id}`),
      }),
    });
  return [
    defineReceiver({
      type: 'otlp',
      about: 'takes nothing',
      config: z.strictObject({
        protocols: z
          .strictObject({ http: z.strictObject({ ...door, read_timeout: duration.prefault('45s') }).prefault({}) })
          .prefault({}),
        clients_max: z.int().positive().default(10),
        labels: z.record(z.string(), z.string()).default({}),
        modes: z.array(z.enum(['fast', 'careful'])).default([]),
      }),
      create: (_config, settings) => {
        journal.receivers.set(settings.id, settings);
        return { ...lifetime(settings.id), doors: () => [`OTLP ${settings.id}`] };
      },
    }),
    defineProcessor({
      type: 'memory_limiter',
      about: 'limits nothing',
      config: z.strictObject({ limit_mib: z.int().positive() }),
      create: (_config, { id }) => ({
        ...lifetime(id),
        process: (request: ExportRequest) => {
          journal.events.push(`process ${id}`);
          return request;
        },
      }),
    }),
    defineAnalysis({
      type: 'security',
      about: 'finds nothing',
      config: z.strictObject({ tokens_max: z.int().positive().default(50) }),
    }),
    defineConnector({
      type: 'sessions',
      about: 'ends nothing',
      config: z.strictObject({ idle_timeout: duration.prefault('30s') }),
      create: (_config, settings) => {
        journal.connectors?.set(settings.id, settings);
        return lifetime(settings.id);
      },
    }),
    exporter('store', 'record', z.strictObject({})),
    exporter('otlp_http', 'forward', z.strictObject({ endpoint: z.string().min(1) }), ['otlphttp']),
    ...['sqlite_store', 'memory_store'].map((type) =>
      defineExtension({
        type,
        about: 'stores nothing',
        config: z.strictObject({ path: z.string().default('here.db') }),
        create: (_config, { id }) => lifetime(id),
      }),
    ),
    defineExtension({
      type: 'dashboard',
      about: 'shows nothing',
      config: z.strictObject({ ...door, endpoint: endpoint.prefault('localhost:7100') }),
      create: (_config, { id }) => lifetime(id),
    }),
    defineExtension({
      type: 'bearertokenauth',
      about: 'checks nothing',
      config: z.strictObject({ token: z.string().min(3) }),
      create: (_config, { id }) => ({ ...lifetime(id), authenticator: { authenticate: () => {} } }),
    }),
  ];
}
