/** A real collector as a child process: free loopback ports, its own database, ended by whoever started it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CollectorProcess {
  readonly child: ChildProcess;
  readonly otlpUrl: string;
  readonly dashboardUrl: string;
  /** Empty where `extensions` names no `health_check`. */
  readonly healthUrl: string;
  /** Milliseconds from spawn to the line `ready`. */
  readonly readyMs: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** SIGTERM, and waits. @returns the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export interface CollectorOptions {
  readonly directory: string;
  readonly durability?: 'full' | 'normal';
  readonly idleTimeout?: string;
  /** YAML of `exporters` besides the store, each also listed in the three request pipelines. */
  readonly exporters?: Readonly<Record<string, unknown>>;
  readonly ports?: { readonly otlp: number; readonly dashboard: number };
  readonly store?: Readonly<Record<string, unknown>>;
  /** More extensions than the store and the dashboard. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Of the sessions pipeline, in order; those of the default configuration where absent. */
  readonly analyses?: Readonly<Record<string, unknown>>;
  /** More keys of the sessions connector. */
  readonly sessions?: Readonly<Record<string, unknown>>;
  /** Flags of Node.js before the program, and variables of its environment. */
  readonly nodeFlags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'live-trace-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The configuration as JSON, which is YAML too. */
export function writeConfig(options: CollectorOptions): string {
  const {
    directory,
    durability = 'full',
    idleTimeout = '30s',
    exporters = {},
    ports,
    store,
    extensions = {},
    analyses = { behavioral: {}, pii: {}, security: {} },
    sessions = {},
  } = options;
  const path = join(directory, 'otel-config.yaml');
  const record = ['store', ...Object.keys(exporters)];
  const storeExtension = store ?? { sqlite_store: { path: join(directory, 'live-trace.db'), durability } };
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports?.otlp ?? 0}` } } } },
    processors: analyses,
    connectors: { sessions: { idle_timeout: idleTimeout, check_interval: '200ms', ...sessions } },
    exporters: { store: {}, ...exporters },
    extensions: {
      ...storeExtension,
      dashboard: { endpoint: `127.0.0.1:${ports?.dashboard ?? 0}`, open_browser: false },
      ...extensions,
    },
    service: {
      extensions: [...Object.keys(storeExtension), 'dashboard', ...Object.keys(extensions)],
      pipelines: {
        traces: { receivers: ['otlp'], exporters: [...record, 'sessions'] },
        logs: { receivers: ['otlp'], exporters: record },
        metrics: { receivers: ['otlp'], exporters: record },
        sessions: { receivers: ['sessions'], processors: Object.keys(analyses), exporters: ['store'] },
      },
    },
  };
  writeFileSync(path, JSON.stringify(config, null, 2));
  return path;
}

export async function startCollector(options: CollectorOptions): Promise<CollectorProcess> {
  return spawnCollector(writeConfig(options), options);
}

export async function spawnCollector(
  configPath: string,
  { nodeFlags = [], environment = {} }: Pick<CollectorOptions, 'nodeFlags' | 'environment'> = {},
): Promise<CollectorProcess> {
  const begun = performance.now();
  const main = join(import.meta.dirname, '../../collector/main.ts');
  const child = spawn(process.execPath, [...nodeFlags, main, 'start', '--config', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  // Nothing outlives who started it, however that ends.
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  let stdout = '';
  let stderr = '';
  // Nothing outlives the tests, not even after one that failed.
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exited.then(() => process.off('exit', killWithParent));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (/^ready$/m.test(stdout)) resolve();
    });
    void exited.then((code) => reject(new Error(`the collector ended with ${code}: ${stderr || stdout}`)));
  });
  const door = (name: string): string => new RegExp(`^${name}\\s+(http://\\S+?)/?$`, 'm').exec(stdout)?.[1] ?? '';
  return {
    child,
    otlpUrl: door('OTLP/HTTP'),
    dashboardUrl: door('Dashboard'),
    healthUrl: door('health'),
    readyMs: performance.now() - begun,
    stdout: () => stdout,
    stderr: () => stderr,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
