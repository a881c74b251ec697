/**
 * Durable ingest: 512-span requests over 4 connections from this process into a collector of its own, with a reader that
 * asks for the dashboard meanwhile. Bodies are made before the clock starts; the loader still shares the machine's cores.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';

import { startCollector, temporaryDirectory, type CollectorProcess } from '../support/collector-process.ts';
import { buildBody, CONTENT_TYPES, type Wire } from './payload.ts';

export interface IngestOptions {
  readonly wire: Wire;
  readonly requests: number;
  readonly spans: number;
  readonly spanBytes: number;
  readonly connections: number;
}

export interface IngestResult {
  readonly spansPerS: number;
  readonly megabytesPerS: number;
  readonly refused: number;
  readonly requestP50Ms: number;
  readonly requestP99Ms: number;
  readonly dashboardP50Ms: number;
  readonly dashboardP99Ms: number;
  readonly rssAtRestMb: number;
  readonly rssPeakMb: number;
  readonly databaseBytesPerSpan: number;
  readonly readyMs: number;
}

export async function measureDurableIngest(options: IngestOptions): Promise<IngestResult> {
  const { wire, requests, spans, spanBytes, connections } = options;
  const bodies = Array.from({ length: requests }, (_, seed) => buildBody(wire, { seed: seed + 1, spans, spanBytes }));
  const directory = temporaryDirectory();
  const collector = await startCollector({ directory: directory.path });
  try {
    const rssAtRestMb = readRssMb(collector);
    const otlp = new Pool(collector.otlpUrl, { connections });
    const times: number[] = [];
    let refused = 0;
    let rssPeakMb = 0;
    const reader = startReader(collector, () => (rssPeakMb = Math.max(rssPeakMb, readRssMb(collector))));
    const begun = performance.now();
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
        refused += await send(otlp, { wire, body, times });
      }
    };
    await Promise.all(Array.from({ length: connections }, lane));
    const seconds = (performance.now() - begun) / 1000;
    const reads = await reader.stop();
    await otlp.close();
    const megabytes = bodies.reduce((sum, body) => sum + body.length, 0) / 1e6;
    await collector.stop();
    return {
      spansPerS: (requests * spans) / seconds,
      megabytesPerS: megabytes / seconds,
      refused,
      requestP50Ms: quantile(times, 0.5),
      requestP99Ms: quantile(times, 0.99),
      dashboardP50Ms: quantile(reads, 0.5),
      dashboardP99Ms: quantile(reads, 0.99),
      rssAtRestMb,
      rssPeakMb,
      databaseBytesPerSpan: statSync(join(directory.path, 'live-trace.db')).size / (requests * spans),
      readyMs: collector.readyMs,
    };
  } finally {
    await collector.kill();
    directory.remove();
  }
}

interface Sending {
  readonly wire: Wire;
  readonly body: Buffer;
  readonly times: number[];
}

/** Sends until it is taken, as an SDK would. @returns how often it was asked to come again. */
async function send(pool: Pool, { wire, body, times }: Sending): Promise<number> {
  const headers: Record<string, string> = { 'content-type': CONTENT_TYPES[wire] };
  if (wire === 'protobuf+gzip') headers['content-encoding'] = 'gzip';
  for (let refused = 0; ; refused++) {
    const begun = performance.now();
    const answer = await pool.request({ path: '/v1/traces', method: 'POST', headers, body });
    const text = await answer.body.text();
    times.push(performance.now() - begun);
    if (answer.statusCode === 200) return refused;
    if (answer.statusCode !== 503) throw new Error(`the collector answered ${answer.statusCode}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Asks for the dashboard every 50 ms, one question at a time, as a page does. */
function startReader(collector: CollectorProcess, tick: () => void): { stop(): Promise<number[]> } {
  const pool = new Pool(collector.dashboardUrl, { connections: 1 });
  const times: number[] = [];
  let running = true;
  const loop = (async () => {
    while (running) {
      const begun = performance.now();
      const answer = await pool.request({ path: '/api/dashboard', method: 'GET' });
      await answer.body.dump();
      times.push(performance.now() - begun);
      tick();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      await pool.close();
      return times;
    },
  };
}

/** Resident memory of the collector's process, its worker threads included; 0 where /proc is missing. */
export function readRssMb(collector: CollectorProcess): number {
  try {
    const status = readFileSync(`/proc/${collector.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
