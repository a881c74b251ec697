/**
 * Loaded into a collector's process with `--import` while it is measured: how late the main thread's event loop comes. The
 * signal SIGUSR2 writes what was seen since the one before to the file that BENCH_EVENT_LOOP_FILE names, and begins anew.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env['BENCH_EVENT_LOOP_FILE'];

// Worker threads inherit the flag, and signals are the main thread's.
if (file !== undefined && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('SIGUSR2', () => {
    // The timer itself waits 1 ms: that is no delay.
    const toMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1);
    writeFileSync(
      `${file}.new`,
      JSON.stringify({ p50Ms: toMs(delay.percentile(50)), p99Ms: toMs(delay.percentile(99)) }),
    );
    renameSync(`${file}.new`, file);
    delay.reset();
  });
}
