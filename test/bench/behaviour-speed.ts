/** How long the behavioural analysis takes: a session's features, a fit, one more session in a large window, two versions. */
import { analyzeBehaviour, type BehaviourRun } from '../../processors/behavioral/analyze-behaviour.ts';
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../processors/behavioral/config.ts';
import { explainSession } from '../../processors/behavioral/explain-session.ts';
import { encodeFeatures } from '../../processors/behavioral/feature-bytes.ts';
import { buildFeatures, type SessionFeatures } from '../../processors/behavioral/features.ts';
import { placeSession } from '../../processors/behavioral/fit-behaviour.ts';
import { seedRandom } from '../../processors/behavioral/random-numbers.ts';
import type { SessionTrace, TraceRecord } from '../../processors/behavioral/session-trace.ts';
import { findMedoid, fitStars } from '../../processors/behavioral/star-clusters.ts';
import { diffVersions } from '../../processors/behavioral/version-diff.ts';
import { createSyntheticAgent, playSessions } from '../support/synthetic-agents.ts';
import { round } from './report.ts';

const config = { ...DEFAULT_BEHAVIORAL_CONFIG, window_sessions_max: 100_000, window_days_max: 1000 };

export function measureBehaviour(say: (line: string) => void): void {
  const trace = buildLongTrace();
  say(
    `features of a session of 1,000 spans with 250 KB of results: ${describe(time(60, () => buildFeatures(trace, config)))}`,
  );
  const agent = createSyntheticAgent({ seed: 'speed', modes: 4 });
  const sessions = playSessions({ agent, count: 100_500, noise: 0.25 }).map(({ features }) => features);
  const bytes = sessions.slice(0, 1000).reduce((sum, session) => sum + encodeFeatures(session).length, 0) / 1000;
  say(`a session's features in bytes, mean: ${round(bytes)}`);
  for (const count of [100, 1000, 10_000, 100_000]) measureWindow(sessions, count, say);
  const halves = [sessions.slice(0, 500), sessions.slice(500, 1000)] as const;
  const diff = time(5, () =>
    diffVersions({ version: '1', sessions: halves[0] }, { version: '2', sessions: halves[1] }, config),
  );
  say(`two versions of 500 sessions each: ${describe(diff)}`);
}

function measureWindow(all: readonly SessionFeatures[], count: number, say: (line: string) => void): void {
  const sessions = all.slice(0, count);
  const fresh = all.slice(-500);
  const sample = sessions.slice(0, config.sample_sessions_max).map(({ shingles }) => shingles);
  say(`${count} sessions: clusters of the sample ${describe(time(5, () => fitStars(sample, config)))}`);
  let { state } = run({ added: sessions, refit: 'always' });
  const whole = time(count > 10_000 ? 1 : 3, () => ({ state } = run({ added: sessions, refit: 'always' })));
  say(`  the whole analysis, everything new: ${describe(whole)}`);
  const { fit } = state;
  if (fit === null) return;
  const medoids = fit.clusters.map(({ medoid }) => medoid);
  const assigned = timeEach(fresh, ({ shingles }) => findMedoid(shingles, medoids, config.join_similarity));
  say(`  a new session's pattern, among ${medoids.length} medoids: ${describe(assigned)}`);
  say(`  its pattern and its score: ${describe(timeEach(fresh, (session) => placeSession(session, fit, config)))}`);
  const some = fresh.slice(0, count > 100 ? 5 : 0);
  if (some.length > 0) {
    const next = time(3, () => run({ previous: state, added: some, refit: 'due' }));
    say(`  a run over ${some.length} more sessions without a fit, everything summed up anew: ${describe(next)}`);
  }
  say(
    `  a session explained: ${describe(timeEach(sessions.slice(0, 50), ({ sessionId }) => explainSession(state, sessionId, config)))}`,
  );
}

function run(overrides: Partial<BehaviourRun> & Pick<BehaviourRun, 'added' | 'refit'>) {
  return analyzeBehaviour({
    previous: null,
    removedIds: [],
    excludedIds: new Set(),
    nowMs: null,
    config,
    ...overrides,
  });
}

/** 500 calls of tools between 500 calls of a model, each with three arguments and 500 characters of result. */
function buildLongTrace(): SessionTrace {
  const random = seedRandom('long trace');
  const words = Array.from({ length: 3000 }, () => `w${Math.floor(random() * 1e6).toString(36)}ing`);
  const word = (): string => words[Math.floor(random() * words.length)] ?? '';
  const text = (length: number): string => {
    let made = '';
    while (made.length < length) made += `${word()} `;
    return made;
  };
  const records: TraceRecord[] = [{ type: 'text', text: text(3000) }];
  for (let turn = 0; turn < 500; turn++) {
    records.push({
      type: 'tool_executed',
      callId: `call_${turn}`,
      name: `tool_${Math.floor(random() * 12)}`,
      arguments: { path: `src/${word()}.ts`, query: text(20), id: Math.floor(random() * 1e9) },
      result: text(500),
      failed: false,
      durationMs: 3,
      turn,
    });
  }
  return {
    sessionId: 'long',
    version: null,
    endedMs: 0,
    durationMs: 1000,
    models: ['model-1'],
    modelCalls: 500,
    tokens: 1000,
    costNanoUsd: null,
    records,
  };
}

/** Milliseconds of each time, sorted; the first ones, before the code is compiled, are not counted. */
function time(times: number, work: () => unknown): number[] {
  const spent = Array.from({ length: times + Math.min(10, times) }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return spent.slice(-times).sort((a, b) => a - b);
}

function timeEach<T>(list: readonly T[], work: (one: T) => unknown): number[] {
  for (const one of list) work(one);
  return list
    .map((one) => {
      const begun = performance.now();
      work(one);
      return performance.now() - begun;
    })
    .sort((a, b) => a - b);
}

function describe(sorted: readonly number[]): string {
  const at = (share: number): string => round(sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN);
  return sorted.length < 3 ? `${at(0)} ms` : `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
