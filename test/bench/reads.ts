/** How long every REST operation takes over HTTP where the database is large. */
import { Pool } from 'undici';

import { OPERATIONS } from '../../collector/operations/index.ts';
import type { AnalyzedDatabase } from './analyze-database.ts';
import { startMeasuredCollector } from './measured-collector.ts';
import { atMost, type Bench, type Figure, type Measured, type Target } from './part.ts';
import { readCases, type ReadCase } from './read-cases.ts';
import { quantile } from './rounds.ts';
import type { Sizes } from './sizes.ts';

export const reads = {
  name: 'reads',
  about: 'every REST operation on a large database, one request after the other',
  measure: measureReads,
};

async function measureReads(bench: Bench): Promise<Measured> {
  const database = await bench.largeDatabase();
  const notes: string[] = [];
  const figures: Figure[] = describeDatabase(database);
  const collector = await startMeasuredCollector(database.directory);
  const pool = new Pool(collector.dashboardUrl, { connections: 1, headersTimeout: 0, bodyTimeout: 0 });
  try {
    for (const operation of OPERATIONS.filter(({ method }) => method === 'GET')) {
      const cases = readCases(operation, database.known);
      if (cases === null) notes.push(`left out ${operation.name}: read-cases.ts knows no parameters for it`);
      for (const one of cases ?? []) {
        const measured = await readRepeatedly(pool, one, bench.sizes);
        if (typeof measured === 'string') notes.push(`left out ${one.name}: ${measured}`);
        else figures.push(...describeCase(one, measured));
      }
    }
    await pool.close();
    await collector.stop();
  } finally {
    await collector.kill();
  }
  return { figures, notes };
}

function describeDatabase({ spans, sessions, seconds, bytes, analyzedSeconds }: AnalyzedDatabase): Figure[] {
  return [
    { name: 'spans', value: spans, unit: '' },
    { name: 'sessions', value: sessions, unit: '' },
    { name: 'database', value: bytes / 1e6, unit: 'MB' },
    { name: 'building it', value: seconds, unit: 's' },
    { name: 'analysing it', value: analyzedSeconds, unit: 's' },
  ];
}

interface Measurement {
  readonly times: readonly number[];
  readonly bytes: number;
}

/** However long they take. */
const READS_MIN = 3;

/** @returns what was wrong where the answer was no answer. */
async function readRepeatedly(pool: Pool, { path }: ReadCase, sizes: Sizes): Promise<Measurement | string> {
  const times: number[] = [];
  let bytes = 0;
  const begun = performance.now();
  // The first one opens files and prepares statements; it is not counted.
  for (
    let read = -1;
    read < sizes.readsPerCase && (read < READS_MIN || performance.now() - begun < sizes.readMsMax);
    read++
  ) {
    const from = performance.now();
    const answer = await pool.request({ path, method: 'GET' });
    const body = await answer.body.arrayBuffer();
    if (answer.statusCode !== 200)
      return `${path} answered ${answer.statusCode}: ${Buffer.from(body).toString().slice(0, 200)}`;
    if (read >= 0) times.push(performance.now() - from);
    bytes = body.byteLength;
  }
  return { times, bytes };
}

function describeCase({ name, target }: ReadCase, { times, bytes }: Measurement): Figure[] {
  return [
    { name: `${name}: p50`, value: quantile(times, 0.5), unit: 'ms' },
    { name: `${name}: p95`, value: quantile(times, 0.95), unit: 'ms', ...targetOf(target) },
    { name: `${name}: answer`, value: bytes / 1000, unit: 'KB' },
  ];
}

function targetOf(ms: number | undefined): { readonly target?: Target } {
  return ms === undefined ? {} : { target: atMost(ms) };
}
