/**
 * Durable ingest over HTTP: every wire format and span size, a fresh database each time, with a reader that asks for the
 * dashboard meanwhile; and what the collector's process needs for it. The sender is this process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { startDashboardReader, type DashboardTimes } from './dashboard-reader.ts';
import { sizeOf, startMeasuredCollector, type Observed } from './measured-collector.ts';
import { inOrder, offerLoad, type Taken } from './offer-load.ts';
import { atMost, type Bench, type Figure, type Measured, type Target } from './part.ts';
import { buildBody, WIRES, type Wire } from './payload.ts';
import { median, runRounds } from './rounds.ts';
import type { PayloadSize, Sizes } from './sizes.ts';

export const durableIngest = {
  name: 'durable-ingest',
  about: 'requests over HTTP into a new database, answered after the commit, while a page reads the dashboard',
  measure: measureDurableIngest,
};

export interface IngestResult extends Taken, DashboardTimes, Observed {
  readonly databaseBytesPerSpan: number;
}

async function measureDurableIngest(bench: Bench): Promise<Measured> {
  const figures: Figure[] = [];
  for (const payload of bench.sizes.payloads) {
    const contenders = WIRES.map((wire) => {
      const bodies = buildBodies(wire, payload);
      return { name: wire, run: () => ingestOnce(bench, { wire, bodies, payload }) };
    });
    for (const [wire, runs] of await runRounds(contenders, bench.sizes.rounds)) {
      figures.push(...describeRuns(`${payload.label} ${wire}`, runs));
      bench.say(`${payload.label} ${wire}: ${Math.round(median(runs.map((run) => run.spansPerS)))} spans/s`);
    }
  }
  return { figures, notes: ['the sender is the benchmark itself and shares the cores with the collector'] };
}

export function buildBodies(wire: Wire, { requests, spans, textBytes }: PayloadSize): Buffer[] {
  return Array.from({ length: requests }, (_, seed) => buildBody(wire, { seed: seed + 1, spans, textBytes }));
}

export interface Ingest {
  readonly wire: Wire;
  readonly bodies: readonly Buffer[];
  readonly payload: PayloadSize;
}

/** Into a collector of its own with an empty database. */
export async function ingestOnce(
  { workspace, sizes }: { readonly workspace: string; readonly sizes: Sizes },
  { wire, bodies, payload }: Ingest,
): Promise<IngestResult> {
  const directory = mkdtempSync(join(workspace, 'ingest-'));
  const collector = await startMeasuredCollector(directory);
  try {
    await collector.begin();
    const reader = startDashboardReader(collector.dashboardUrl);
    const taken = await offerLoad({
      url: `${collector.otlpUrl}/v1/traces`,
      wire,
      nextBody: inOrder(bodies),
      spansPerBody: payload.spans,
      connections: sizes.connections,
      msMax: sizes.loadMsMax,
    });
    const times = await reader.stop();
    const observed = await collector.end(sizes.settleMs);
    await collector.stop();
    return { ...taken, ...times, ...observed, databaseBytesPerSpan: sizeOf(collector.databasePath) / taken.spans };
  } finally {
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

const DESCRIBED: readonly (readonly [keyof IngestResult, name: string, unit: string, target?: Target])[] = [
  ['spansPerS', 'ingest', 'spans/s'],
  ['megabytesPerS', 'ingest', 'MB/s'],
  ['requestP50Ms', 'request p50', 'ms'],
  ['requestP99Ms', 'request p99', 'ms'],
  ['refused', 'requests asked to come again', ''],
  ['dashboardP50Ms', 'dashboard p50 meanwhile', 'ms'],
  ['dashboardP99Ms', 'dashboard p99 meanwhile', 'ms', atMost(25)],
  ['eventLoopP99Ms', 'event loop delay p99', 'ms'],
  ['rssAtRestMb', 'memory at rest', 'MB'],
  ['rssPeakMb', 'memory peak', 'MB', atMost(300)],
  ['rssAfterMb', 'memory after', 'MB'],
  ['walPeakMb', 'write-ahead log, largest', 'MB', atMost(256)],
  ['databaseBytesPerSpan', 'on disk', 'bytes/span'],
];

function describeRuns(name: string, runs: readonly IngestResult[]): Figure[] {
  return DESCRIBED.map(([key, what, unit, target]) => {
    const rounds = runs.map((run) => run[key]);
    return {
      name: `${name}: ${what}${unit === 'MB/s' ? ' (bytes sent)' : ''}`,
      value: median(rounds),
      unit,
      rounds,
      ...(target && { target }),
    };
  });
}
