/**
 * What analyses cost: how long after the end of a session its agent's analysis stands in the database, by how many sessions the
 * agent has, and how much less is taken in while every session that comes is analysed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

import { startCollector, type CollectorOptions } from '../support/collector-process.ts';
import { sendSessions, type EndedSession } from '../support/ended-sessions.ts';
import { offerLoad } from './offer-load.ts';
import { atLeast, atMost, type Bench, type Figure, type Measured } from './part.ts';
import { createRandom } from './payload.ts';
import { median, quantile, ratioByRound, runRounds } from './rounds.ts';
import { middlePayload } from './sizes.ts';
import { StampedBodies } from './stamped-bodies.ts';

export const analyses = {
  name: 'analyses',
  about: 'from the end of a session to the stored analysis of its agent; ingest while sessions are analysed',
  measure: measureAnalyses,
};

async function measureAnalyses(bench: Bench): Promise<Measured> {
  const { sizes, say } = bench;
  const figures: Figure[] = [];
  for (const sessions of sizes.analyses.sessions) {
    const times = await timeAnalyses(bench, sessions);
    const name = `an agent of ${sessions.toLocaleString('en-US')} sessions`;
    say(`${name}: p95 ${Math.round(quantile(times.endedMs, 0.95))} ms`);
    const p95 = { name: `${name}: end to stored analysis, p95`, value: quantile(times.endedMs, 0.95), unit: 'ms' };
    figures.push(
      { name: `${name}: first analysis, a session`, value: times.firstMs / sessions, unit: 'ms' },
      { name: `${name}: end to stored analysis, p50`, value: quantile(times.endedMs, 0.5), unit: 'ms' },
      sessions <= SESSIONS_OF_TARGET ? { ...p95, target: atMost(1000) } : p95,
      { name: `${name}: end to stored analysis, longest`, value: quantile(times.endedMs, 1), unit: 'ms' },
    );
  }
  return { figures: [...figures, ...(await compareIngest(bench))], notes: [] };
}

/** The target is for an agent of so many sessions. */
const SESSIONS_OF_TARGET = 10_000;
const AGENT = 'bench-agent';
const BATCH = 100;
const WAYS = [
  ['find_parcel', 'notify'],
  ['find_parcel', 'find_parcel', 'refund', 'notify'],
  ['read_rules', 'find_parcel', 'ask_colleague'],
];

interface Times {
  /** From the last session's answer to the analysis of all of them. */
  readonly firstMs: number;
  /** Of sessions that end one by one after that. */
  readonly endedMs: readonly number[];
}

async function timeAnalyses({ workspace, sizes }: Bench, sessions: number): Promise<Times> {
  const directory = mkdtempSync(join(workspace, 'analyses-'));
  const collector = await startCollector({ directory });
  const random = createRandom(sessions);
  const startMs = Date.now() - sessions * 1000;
  const build = (at: number): EndedSession => ({
    id: `session ${at}`,
    agent: AGENT,
    tools: WAYS[Math.floor(random() * WAYS.length)] ?? [],
    tokens: 500 + Math.floor(random() * 3000),
    startMs: startMs + at * 1000,
  });
  try {
    for (let at = 0; at < sessions; at += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, sessions - at) }, (_, index) => build(at + index));
      while (!(await sendSessions(collector.otlpUrl, batch))) await sleep(100);
    }
    const database = new Database(join(directory, 'live-trace.db'), { readonly: true });
    const begun = performance.now();
    await waitUntilAnalyzed(database);
    const firstMs = performance.now() - begun;
    const endedMs: number[] = [];
    for (let at = 0; at < sizes.analyses.endings; at++) {
      // At any moment, whatever the agent rests from.
      await sleep(random() * sizes.analyses.pauseMsMax);
      const sentMs = performance.now();
      await sendSessions(collector.otlpUrl, [build(sessions + at)]);
      await waitUntilAnalyzed(database);
      endedMs.push(performance.now() - sentMs);
    }
    database.close();
    return { firstMs, endedMs };
  } finally {
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

const POLL_MS = 2;

/** Until every session that was sent is completed and seen by an analysis that is stored. */
async function waitUntilAnalyzed(database: Database.Database): Promise<void> {
  const open = database.prepare("SELECT 1 FROM sessions WHERE status = 'active' LIMIT 1");
  const behind = database.prepare('SELECT 1 FROM agent_analysis WHERE version > analyzed_version LIMIT 1');
  while (open.get() !== undefined || behind.get() !== undefined) await sleep(POLL_MS);
}

/** Sessions end half a second after their last span, so that as many are analysed as come in. */
async function compareIngest(bench: Bench): Promise<Figure[]> {
  const bodies = new StampedBodies(middlePayload(bench.sizes));
  // What the default configuration lists, and nothing.
  const cases = { off: {}, on: undefined };
  const results = await runRounds(
    Object.entries(cases).map(([name, given]) => ({ name, run: () => ingest(bench, bodies, given) })),
    bench.sizes.rounds,
  );
  const [off = [], on = []] = [results.get('off'), results.get('on')];
  const spansPerS = (runs: readonly Ingested[]): number[] => runs.map((run) => run.spansPerS);
  const ratios = ratioByRound(spansPerS(on), spansPerS(off));
  const analyzed = on.map((run) => run.analyzedShare);
  return [
    { name: 'ingest without analyses', value: median(spansPerS(off)), unit: 'spans/s', rounds: spansPerS(off) },
    { name: 'ingest with analyses', value: median(spansPerS(on)), unit: 'spans/s', rounds: spansPerS(on) },
    { name: 'ingest with / without', value: median(ratios), unit: '×', rounds: ratios, target: atLeast(0.9) },
    {
      name: 'sessions read meanwhile',
      value: 100 * median(analyzed),
      unit: '%',
      rounds: analyzed.map((one) => 100 * one),
    },
  ];
}

interface Ingested {
  readonly spansPerS: number;
  /** Of the sessions that ended, those that were read when the load ended. */
  readonly analyzedShare: number;
}

async function ingest(
  { workspace, sizes }: Bench,
  bodies: StampedBodies,
  analyzed: CollectorOptions['analyses'],
): Promise<Ingested> {
  const directory = mkdtempSync(join(workspace, 'analyses-'));
  const collector = await startCollector({
    directory,
    idleTimeout: '500ms',
    ...(analyzed !== undefined && { analyses: analyzed }),
  });
  try {
    const { spansPerS } = await offerLoad({
      url: `${collector.otlpUrl}/v1/traces`,
      wire: 'protobuf',
      nextBody: () => bodies.next(),
      spansPerBody: bodies.spansPerBody,
      connections: sizes.connections,
      msMax: sizes.loadMsMax,
    });
    const database = new Database(join(directory, 'live-trace.db'), { readonly: true });
    const count = (sql: string): number => (database.prepare(sql).pluck().get() as number | undefined) ?? 0;
    const read = count('SELECT count(DISTINCT session_key) FROM kept_of_sessions');
    const ended = count("SELECT count(*) FROM sessions WHERE status = 'completed'");
    database.close();
    return { spansPerS, analyzedShare: ended === 0 ? 0 : read / ended };
  } finally {
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}
