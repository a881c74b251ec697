/** A collector in a process of its own whose memory, event loop and write-ahead log are watched while it is under load. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startCollector, type CollectorProcess } from '../support/collector-process.ts';

export interface MeasuredCollector extends CollectorProcess {
  readonly databasePath: string;
  /** From here on it is watched. */
  begin(): Promise<void>;
  /** @param settleMs how long it is left alone before memory is read once more. */
  end(settleMs: number): Promise<Observed>;
}

export interface Observed {
  readonly rssAtRestMb: number;
  readonly rssPeakMb: number;
  readonly rssAfterMb: number;
  readonly eventLoopP99Ms: number;
  readonly walPeakMb: number;
}

const SAMPLE_MS = 20;

export async function startMeasuredCollector(directory: string): Promise<MeasuredCollector> {
  const file = join(directory, 'event-loop.json');
  const databasePath = join(directory, 'live-trace.db');
  const collector = await startCollector({
    directory,
    nodeFlags: ['--import', new URL('event-loop-delay.ts', import.meta.url).href],
    environment: { BENCH_EVENT_LOOP_FILE: file },
  });
  let rssAtRestMb = 0;
  let walPeakMb = 0;
  let sampler: NodeJS.Timeout | undefined;
  return {
    ...collector,
    databasePath,
    async begin() {
      await readEventLoop(collector, file);
      rssAtRestMb = readStatusMb(collector, 'VmRSS');
      sampler = setInterval(() => (walPeakMb = Math.max(walPeakMb, sizeOf(`${databasePath}-wal`) / 1e6)), SAMPLE_MS);
    },
    async end(settleMs) {
      clearInterval(sampler);
      const { p99Ms } = await readEventLoop(collector, file);
      await sleep(settleMs);
      return {
        rssAtRestMb,
        // The kernel's own high-water mark: samples would miss it.
        rssPeakMb: readStatusMb(collector, 'VmHWM'),
        rssAfterMb: readStatusMb(collector, 'VmRSS'),
        eventLoopP99Ms: p99Ms,
        walPeakMb,
      };
    },
  };
}

/** Asks for what was seen since the last time. */
async function readEventLoop({ child }: CollectorProcess, file: string): Promise<{ p50Ms: number; p99Ms: number }> {
  rmSync(file, { force: true });
  child.kill('SIGUSR2');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the collector ended with ${child.exitCode}`);
    await sleep(2);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as { p50Ms: number; p99Ms: number };
}

/** Of the collector's process, its worker threads included; 0 where there is no /proc. */
function readStatusMb({ child }: CollectorProcess, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
