import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { systemClock } from '../../collector/clock.ts';
import { loadConfig } from '../../collector/config/load.ts';
import { Service } from '../../collector/service.ts';
import { buildAnalysis } from '../support/report-builder.ts';
import { testRegistry, type Journal } from '../support/test-registry.ts';
import { testSettings } from '../support/test-settings.ts';

const CONFIG = {
  receivers: { otlp: null, 'otlp/two': { protocols: { http: { endpoint: 'localhost:4319' } } } },
  processors: { memory_limiter: { limit_mib: 1 }, security: { tokens_max: 7 } },
  connectors: { sessions: null },
  exporters: { store: null, otlp_http: { endpoint: 'x' } },
  extensions: { dashboard: null, bearertokenauth: { token: 'abc' }, memory_store: null, sqlite_store: null },
  service: {
    extensions: ['dashboard', 'bearertokenauth', 'memory_store'],
    pipelines: {
      traces: {
        receivers: ['otlp', 'otlp/two'],
        processors: ['memory_limiter'],
        exporters: ['otlp_http', 'store', 'sessions'],
      },
      logs: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: ['store'] },
      sessions: { receivers: ['sessions'], processors: ['security'], exporters: ['store'] },
    },
  },
};

interface Built {
  readonly service: Service;
  readonly journal: Journal;
  readonly logged: () => string;
}

function build(broken: readonly string[] = []): Built {
  const directory = mkdtempSync(join(tmpdir(), 'live-trace-'));
  try {
    const file = join(directory, 'config.yaml');
    writeFileSync(file, JSON.stringify(CONFIG));
    const journal: Journal = { events: [], receivers: new Map(), connectors: new Map(), broken: new Set(broken) };
    const config = loadConfig({ files: [file], sets: [], environment: {}, registry: testRegistry(journal) });
    const settings = testSettings();
    return {
      service: new Service(config, { clock: systemClock, logger: settings.logger, version: '1.2.3' }),
      journal,
      logged: () => settings.logged(),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const STARTS = [
  'start memory_store',
  'start dashboard',
  'start bearertokenauth',
  'start otlp_http',
  'start store',
  'start memory_limiter',
  'start memory_limiter',
  'start sessions',
  'start otlp',
  'start otlp/two',
];

it('starts consumers before producers and the store before everything, and only what is used', async () => {
  const { service, journal } = build();
  await service.start();
  expect(journal.events).toEqual(STARTS);
});

it('stops producers before consumers', async () => {
  const { service, journal } = build();
  await service.start();
  journal.events.length = 0;
  await service.shutdown();
  const kinds = [
    'otlp/two',
    'otlp',
    'memory_limiter',
    'memory_limiter',
    'sessions',
    'store',
    'otlp_http',
    'bearertokenauth',
    'dashboard',
    'memory_store',
  ];
  expect(journal.events).toEqual(kinds.map((id) => `shutdown ${id}`));
});

it('shuts down once, without start and twice', async () => {
  const { service, journal } = build();
  await Promise.all([service.shutdown(), service.shutdown()]);
  expect(new Set(journal.events).size).toBe(STARTS.length - 1);
  expect(journal.events).toHaveLength(STARTS.length);
});

it('is ready between the last start and the beginning of shutdown', async () => {
  const { service } = build();
  expect(service.host.ready()).toBe(false);
  await service.start();
  expect(service.host.ready()).toBe(true);
  const stopped = service.shutdown();
  expect(service.host.ready()).toBe(false);
  await stopped;
});

it('takes back what it started when a start fails', async () => {
  const { service, journal } = build(['store']);
  await expect(service.start()).rejects.toThrow('store is broken');
  expect(service.host.ready()).toBe(false);
  expect(journal.events).toContain('shutdown otlp_http');
  expect(journal.events).toContain('shutdown memory_store');
  expect(journal.events.filter((event) => event === 'start otlp')).toEqual([]);
});

it('stops the others when one does not stop cleanly, and logs it', async () => {
  const { service, journal, logged } = build(['shutdown store']);
  await service.start();
  await service.shutdown();
  expect(journal.events).toContain('shutdown otlp_http');
  expect(journal.events).toContain('shutdown memory_store');
  expect(logged()).toContain('did not shut down cleanly');
});

it('hands a receiver the pipelines of its signals, the record first', async () => {
  const { service, journal } = build();
  await service.start();
  journal.events.length = 0;
  const receiver = journal.receivers.get('otlp');
  const body = new Uint8Array(2);
  await receiver?.next('traces')?.consume({
    signal: 'traces',
    encoding: 'proto',
    body,
    wire: { bytes: body, contentEncoding: 'identity' },
    receivedUnixMs: 0,
    receiver: 'otlp',
    transport: 'http',
  });
  expect(journal.events).toEqual(['process memory_limiter', 'consume store', 'consume otlp_http']);
  expect(receiver?.next('metrics')).toBeUndefined();
  expect(journal.receivers.get('otlp/two')?.next('logs')).toBeUndefined();
});

it('makes one processor a pipeline and one of everything else', () => {
  const { service } = build();
  const states = service.host.components().map(({ kind, id, pipelines }) => `${kind} ${id}: ${pipelines.join(' ')}`);
  expect(states).toEqual([
    'extension memory_store: ',
    'extension dashboard: ',
    'extension bearertokenauth: ',
    'exporter otlp_http: traces',
    'exporter store: traces logs sessions',
    'processor memory_limiter: traces',
    'processor memory_limiter: logs',
    'processor security: sessions',
    'connector sessions: traces sessions',
    'receiver otlp: traces logs',
    'receiver otlp/two: traces',
  ]);
});

it('hands a connector the analyses of its pipeline with their configuration, and the exporters of what they find', async () => {
  const { service, journal } = build();
  const analyses = [{ id: 'security', type: 'security', config: { tokens_max: 7 } }];
  expect(service.host.analyses()).toEqual(analyses);
  const sessions = journal.connectors?.get('sessions')?.sessions;
  expect(sessions?.analyses).toEqual(analyses);
  await sessions?.consumeAnalysis(buildAnalysis({ id: 'one', agentId: 'a', at: 0 }));
  expect(journal.events).toEqual(['consume analysis store']);
  expect(service.host.analyzer()).toBeNull();
});

it('finds authenticators by id, and says when there is none', () => {
  const { service } = build();
  expect(service.host.authenticator('bearertokenauth')).toBeDefined();
  expect(() => service.host.authenticator('dashboard')).toThrow('no authenticator');
  expect(() => service.host.authenticator('nobody')).toThrow('no authenticator');
});

it('names its open doors', async () => {
  const { service } = build();
  await service.start();
  expect(service.doors()).toEqual(['OTLP otlp', 'OTLP otlp/two']);
});
