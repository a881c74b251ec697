/**
 * A collector as users run it: `collector/main.ts start` with a configuration file, on free ports, with SQLite in a temporary
 * directory. Analyses are left out: this is about what arrives.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from './find-free-port.ts';

export interface RunningCollector {
  readonly otlpUrl: string;
  readonly restUrl: string;
  readonly stop: () => Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../collector/main.ts', import.meta.url));
const START_LIMIT_MS = 60_000;

export interface CollectorWishes {
  /** Of its files. */
  readonly name: string;
  /** Where traces are forwarded to. */
  readonly backendUrl?: string;
}

export async function runCollector(directory: string, wishes: CollectorWishes): Promise<RunningCollector> {
  const [http, dashboard] = [await findFreePort(), await findFreePort()];
  const file = join(directory, `${wishes.name}.yaml`);
  const database = join(directory, `${wishes.name}.db`);
  await writeFile(file, buildConfig({ http, dashboard, database, backendUrl: wishes.backendUrl }));
  const child = spawn(process.execPath, [MAIN, 'start', '--config', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  const restUrl = `http://localhost:${dashboard}`;
  for (const endMs = performance.now() + START_LIMIT_MS; !(await isHealthy(restUrl)); await sleep(100)) {
    if (child.exitCode !== null || performance.now() > endMs) {
      await stop();
      throw new Error(`the collector did not start:\n${output}`);
    }
  }
  return { otlpUrl: `http://localhost:${http}`, restUrl, stop };
}

interface ConfigPlaces {
  readonly http: number;
  readonly dashboard: number;
  readonly database: string;
  readonly backendUrl: string | undefined;
}

function buildConfig({ http, dashboard, database, backendUrl }: ConfigPlaces): string {
  const backend = backendUrl === undefined ? '' : `\n  otlp_http/backend: { endpoint: "${backendUrl}" }`;
  const forward = backendUrl === undefined ? '' : ', otlp_http/backend';
  return `
receivers:
  otlp: { protocols: { http: { endpoint: localhost:${http} } } }
connectors:
  sessions: { idle_timeout: 30s, check_interval: 1s }
exporters:
  store: {}${backend}
extensions:
  sqlite_store: { path: ${JSON.stringify(database)} }
  dashboard: { endpoint: localhost:${dashboard}, open_browser: false }
service:
  extensions: [sqlite_store, dashboard]
  pipelines:
    traces: { receivers: [otlp], exporters: [store, sessions${forward}] }
    logs: { receivers: [otlp], exporters: [store, sessions] }
    sessions: { receivers: [sessions], exporters: [store] }
`;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
