/** Ingest until the database has a given size: spans a second for each step of its growth, so that a decline shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

import { sizeOf, startMeasuredCollector } from './measured-collector.ts';
import { offerLoad } from './offer-load.ts';
import { atLeast, atMost, type Bench, type Figure, type Measured } from './part.ts';
import { middlePayload } from './sizes.ts';
import { StampedBodies } from './stamped-bodies.ts';

export const sustained = {
  name: 'sustained',
  about: 'protobuf of 4 KB spans until the database has its size, by steps of its growth',
  measure: measureSustained,
};

interface Step {
  readonly bytes: number;
  readonly spansPerS: number;
}

async function measureSustained({ sizes, workspace, say }: Bench): Promise<Measured> {
  const { bytes: bytesMax, stepBytes } = sizes.sustained;
  const directory = mkdtempSync(join(workspace, 'sustained-'));
  const bodies = new StampedBodies(middlePayload(sizes));
  const collector = await startMeasuredCollector(directory);
  // The file itself grows only when the write-ahead log is copied back.
  const database = new Database(collector.databasePath, { readonly: true });
  const pageBytes = Number(database.pragma('page_size', { simple: true }));
  const readBytes = (): number => Number(database.pragma('page_count', { simple: true })) * pageBytes;
  try {
    await collector.begin();
    const steps: Step[] = [];
    let [requests, beginRequests, begunMs] = [0, 0, performance.now()];
    const nextBody = (): Buffer | undefined => {
      const bytes = readBytes();
      if (bytes >= (steps.length + 1) * stepBytes) {
        const nowMs = performance.now();
        const spans = (requests - beginRequests) * bodies.spansPerBody;
        steps.push({ bytes, spansPerS: spans / ((nowMs - begunMs) / 1000) });
        say(`at ${Math.round(bytes / 1e6)} MB: ${Math.round(steps.at(-1)?.spansPerS ?? 0)} spans/s`);
        [beginRequests, begunMs] = [requests, nowMs];
      }
      if (bytes >= bytesMax) return undefined;
      requests++;
      return bodies.next();
    };
    const taken = await offerLoad({
      url: `${collector.otlpUrl}/v1/traces`,
      wire: 'protobuf',
      nextBody,
      spansPerBody: bodies.spansPerBody,
      connections: sizes.connections,
      msMax: Infinity,
    });
    const { rssPeakMb, walPeakMb } = await collector.end(sizes.settleMs);
    database.close();
    await collector.stop();
    const figures: Figure[] = [
      ...steps.map(({ bytes, spansPerS }, step) => ({
        name: `step ${step + 1}, to ${(bytes / 1e6).toFixed(0)} MB`,
        value: spansPerS,
        unit: 'spans/s',
      })),
      { name: 'all of it', value: taken.spansPerS, unit: 'spans/s' },
      { name: 'last step / first step', value: last(steps) / first(steps), unit: '×', target: atLeast(0.9) },
      { name: 'on disk', value: sizeOf(collector.databasePath) / taken.spans, unit: 'bytes/span' },
      { name: 'memory peak', value: rssPeakMb, unit: 'MB', target: atMost(300) },
      { name: 'write-ahead log, largest', value: walPeakMb, unit: 'MB', target: atMost(256) },
    ];
    return { figures, notes: ['one run, no rounds'] };
  } finally {
    database.close();
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

function first(steps: readonly Step[]): number {
  return steps[0]?.spansPerS ?? Number.NaN;
}

function last(steps: readonly Step[]): number {
  return steps.at(-1)?.spansPerS ?? Number.NaN;
}
