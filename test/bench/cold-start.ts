/** From spawn to `ready`, by the size of the database that is found. Files are warm in the page cache. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { startCollector } from '../support/collector-process.ts';
import { buildLargeDatabase } from './large-database.ts';
import type { Bench, Figure, Measured } from './part.ts';
import { median, runRounds } from './rounds.ts';

export const coldStart = {
  name: 'cold-start',
  about: 'from spawn to `ready` with an empty, a small and the large database',
  measure: measureColdStart,
};

/** Of the large database. */
const SMALL_SHARE = 0.1;

async function measureColdStart(bench: Bench): Promise<Measured> {
  const { large } = bench.sizes;
  const empty = join(bench.workspace, 'empty');
  mkdirSync(empty);
  const small = buildLargeDatabase(join(bench.workspace, 'small'), {
    spans: Math.ceil(large.spans * SMALL_SHARE),
    sessions: Math.ceil(large.sessions * SMALL_SHARE),
    longSessionSpans: large.longSessionSpans,
  });
  const whole = await bench.largeDatabase();
  const contenders = [
    { name: 'no database', directory: empty },
    ...[small, whole].map(({ directory, bytes }) => ({ name: `${(bytes / 1e6).toFixed(0)} MB`, directory })),
  ];
  const results = await runRounds(
    contenders.map(({ name, directory }) => ({ name, run: () => startOnce(directory) })),
    bench.sizes.rounds,
  );
  const figures = [...results].map(([name, rounds]): Figure => ({ name, value: median(rounds), unit: 'ms', rounds }));
  return { figures, notes: [] };
}

async function startOnce(directory: string): Promise<number> {
  const collector = await startCollector({ directory });
  await collector.stop();
  return collector.readyMs;
}
