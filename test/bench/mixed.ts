/** A page and senders at the same time: how long the dashboard takes while spans come at full speed and at a fixed rate. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { startDashboardReader, type DashboardTimes } from './dashboard-reader.ts';
import { startMeasuredCollector } from './measured-collector.ts';
import { offerLoad, type Taken } from './offer-load.ts';
import { atMost, type Bench, type Figure, type Measured } from './part.ts';
import { median, runRounds } from './rounds.ts';
import { middlePayload } from './sizes.ts';
import { StampedBodies } from './stamped-bodies.ts';

export const mixed = {
  name: 'mixed',
  about: 'the dashboard while 4 KB spans come in, at full speed and at a fixed rate',
  measure: measureMixed,
};

type Result = Taken & DashboardTimes & { readonly eventLoopP99Ms: number };

async function measureMixed(bench: Bench): Promise<Measured> {
  const { sizes } = bench;
  const large = await bench.largeDatabase();
  const bodies = new StampedBodies(middlePayload(sizes));
  const fixed = `${sizes.fixedSpansPerS} spans/s`;
  const cases = ['a new database', 'the large database'].flatMap((database) =>
    ['full speed', fixed].map((speed) => ({
      name: `${speed} into ${database}`,
      run: () =>
        runMixed(bench, {
          bodies,
          from: database === 'a new database' ? null : join(large.directory, 'live-trace.db'),
          spansPerS: speed === fixed ? sizes.fixedSpansPerS : undefined,
        }),
    })),
  );
  const results = await runRounds(cases, sizes.rounds);
  return { figures: [...results].flatMap(([name, runs]) => describe(name, runs)), notes: [] };
}

interface Mix {
  readonly bodies: StampedBodies;
  /** A database to begin with. */
  readonly from: string | null;
  readonly spansPerS: number | undefined;
}

async function runMixed({ workspace, sizes }: Bench, { bodies, from, spansPerS }: Mix): Promise<Result> {
  const directory = mkdtempSync(join(workspace, 'mixed-'));
  if (from !== null) copyFileSync(from, join(directory, 'live-trace.db'));
  const collector = await startMeasuredCollector(directory);
  try {
    await collector.begin();
    const reader = startDashboardReader(collector.dashboardUrl);
    const taken = await offerLoad({
      url: `${collector.otlpUrl}/v1/traces`,
      wire: 'protobuf',
      nextBody: () => bodies.next(),
      spansPerBody: bodies.spansPerBody,
      connections: sizes.connections,
      msMax: sizes.mixedMs,
      ...(spansPerS !== undefined && { spansPerS }),
    });
    const times = await reader.stop();
    const { eventLoopP99Ms } = await collector.end(0);
    await collector.stop();
    return { ...taken, ...times, eventLoopP99Ms };
  } finally {
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

function describe(name: string, runs: readonly Result[]): Figure[] {
  const figure = (what: string, unit: string, key: keyof Result): Figure => {
    const rounds = runs.map((run) => run[key]);
    return { name: `${name}: ${what}`, value: median(rounds), unit, rounds };
  };
  return [
    figure('taken', 'spans/s', 'spansPerS'),
    figure('request p99', 'ms', 'requestP99Ms'),
    figure('dashboard p50', 'ms', 'dashboardP50Ms'),
    { ...figure('dashboard p99', 'ms', 'dashboardP99Ms'), target: atMost(25) },
    figure('event loop delay p99', 'ms', 'eventLoopP99Ms'),
  ];
}
