/**
 * The collector that the demo sends to: the one that runs, else one that is started here and stopped with the demo. An address
 * that was named is never replaced by another.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface FoundCollector {
  readonly endpoint: string;
  readonly started: boolean;
  /** Stops only what was started here, and resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

const ENDPOINT_DEFAULT = 'http://localhost:4318';
const POLL_MS = 150;

/** Resolves with the reason as a text when there is none. */
export async function findCollector(named: string | undefined, signal: AbortSignal): Promise<FoundCollector | string> {
  const endpoint = named ?? ENDPOINT_DEFAULT;
  if (await answers(endpoint)) return { endpoint, started: false, stop: async () => {} };
  if (named !== undefined) return `no OTLP/HTTP receiver answers at ${named} (OTEL_EXPORTER_OTLP_ENDPOINT)`;
  return startCollector(endpoint, signal);
}

async function startCollector(endpoint: string, signal: AbortSignal): Promise<FoundCollector | string> {
  const main = fileURLToPath(new URL('../collector/main.ts', import.meta.url));
  // A group of its own: the terminal's Ctrl-C reaches only the demo, which stops the collector after the last span was sent.
  const child = spawn(process.execPath, [main, 'start'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const killOnExit = () => child.kill('SIGTERM');
  process.once('exit', killOnExit);
  const stop = async () => {
    process.off('exit', killOnExit);
    await stopChild(child);
  };
  while (child.exitCode === null && child.signalCode === null && !signal.aborted) {
    if (await answers(endpoint)) return { endpoint, started: true, stop };
    await sleep(POLL_MS);
  }
  await stop();
  if (signal.aborted) return 'stopped before the collector was ready';
  return `the collector did not start (exit code ${child.exitCode ?? child.signalCode})`;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** An empty export is valid OTLP and stores nothing. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"resourceSpans":[]}',
      signal: AbortSignal.timeout(3000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
