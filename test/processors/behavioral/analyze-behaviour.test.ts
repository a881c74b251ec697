import { describe, expect, it } from 'vitest';

import {
  analyzeBehaviour,
  type BehaviourResult,
  type BehaviourRun,
} from '../../../processors/behavioral/analyze-behaviour.ts';
import type { BehaviourState } from '../../../processors/behavioral/behaviour-state.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { explainSession } from '../../../processors/behavioral/explain-session.ts';
import type { SessionFeatures } from '../../../processors/behavioral/features.ts';
import { seedRandom, shuffle } from '../../../processors/behavioral/random-numbers.ts';
import { createSyntheticAgent, playMode, playNoise, playSessions, toFeatures } from '../../support/synthetic-agents.ts';
import { sessionOf } from './build-session.ts';

interface Population {
  readonly seed: string;
  readonly count: number;
  readonly modes?: number;
  readonly noise?: number;
  readonly noiseSessions?: number;
}

function play({ seed, count, modes = 3, noise = 0.15, noiseSessions = 0 }: Population): SessionFeatures[] {
  const agent = createSyntheticAgent({ seed, modes });
  return playSessions({ agent, count, noise, noiseSessions }).map(({ features }) => features);
}

function run(added: readonly SessionFeatures[], overrides: Partial<BehaviourRun> = {}) {
  return analyzeBehaviour({
    previous: null,
    added,
    removedIds: [],
    excludedIds: new Set(),
    refit: 'always',
    nowMs: null,
    config,
    ...overrides,
  });
}

/** Without what may differ by the way to it: the numbers of the patterns. */
function withoutIds(result: BehaviourResult): unknown {
  const byFirst = result.clusters
    .map(({ id: _id, parentIds: _parents, firstSeenMs: _first, ...rest }) => rest)
    .toSorted((a, b) => (a.sessionIds[0]! < b.sessionIds[0]! ? -1 : 1));
  const outliers = result.outliers.map(({ clusterId, nearestClusterId: _nearest, ...card }) => {
    return { ...card, inCluster: clusterId !== null };
  });
  return { ...result, clusters: byFirst, outliers, centroidDistances: result.centroidDistances.length };
}

describe('an analysis', () => {
  it('of a healthy agent finds its patterns and nothing else', () => {
    const { result } = run(play({ seed: 'healthy', count: 90 }));
    expect(
      result.clusters.filter(({ isRare, confidence }) => !isRare && confidence === 'normal').length,
    ).toBeGreaterThanOrEqual(3);
    expect(result.scores.stability).toBeGreaterThan(0.9);
    expect(result.scores.confidence).toBe('high');
    expect(result.verdicts.map(({ status }) => status)).not.toContain('critical');
    expect(result.interpretation).toMatch(/^\d+ % of 90 sessions follow \d patterns/);
    const sizes = result.clusters.map(({ size }) => size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(result.centroidDistances).toHaveLength((sizes.length * (sizes.length - 1)) / 2);
  });

  it('of an agent that does something else every time says so', () => {
    const { result } = run(play({ seed: 'random', count: 40, noiseSessions: 1 }));
    expect(result.scores.outlierRate).toBeGreaterThan(0.5);
    expect(result.verdicts.find(({ measure }) => measure === 'outlier_rate')?.status).toBe('critical');
    // Never an empty list beside a count.
    expect(result.outliers.length + result.outliersNotListed).toBeGreaterThanOrEqual(result.scores.outliers);
  });

  it.each(['one', 'two', 'three'])('does not depend on the order in which sessions come (%s)', (seed) => {
    const sessions = play({ seed, count: 80, noiseSessions: 0.1 });
    const order = sessions.map((_, at) => at);
    shuffle(order, seedRandom(seed));
    expect(run(order.map((at) => sessions[at]!)).result).toEqual(run(sessions).result);
  });

  it('does not depend on what the sessions are called, but for the ids', () => {
    const sessions = play({ seed: 'names', count: 80, noiseSessions: 0.1 });
    const renamed = sessions.map((session, at) => ({ ...session, sessionId: `other ${(at * 37) % 80}` }));
    const strip = ({ result }: ReturnType<typeof run>) => ({
      scores: result.scores,
      sizes: result.clusters.map(({ size, characteristics }) => ({ size, characteristics })),
      outliers: result.outliers
        .map(({ score, causes }) => ({ score, causes }))
        .toSorted((a, b) => b.score.score - a.score.score),
    });
    expect(strip(run(renamed))).toEqual(strip(run(sessions)));
  });

  it('does not depend on when it all happened', () => {
    const sessions = play({ seed: 'shift', count: 60 });
    const shifted = sessions.map((session) => ({ ...session, endedMs: session.endedMs + 86_400_000 * 500 }));
    const strip = ({ result: { clusters, ...rest } }: ReturnType<typeof run>) => ({
      ...rest,
      clusters: clusters.map(({ firstSeenMs: _first, ...cluster }) => cluster),
    });
    expect(strip(run(shifted))).toEqual(strip(run(sessions)));
  });

  it('of sessions that came one by one is that of all at once, but for the ids', () => {
    const sessions = play({ seed: 'one by one', count: 60, noiseSessions: 0.1 });
    let state: BehaviourState | null = null;
    for (const session of sessions) ({ state } = run([session], { previous: state, refit: 'due' }));
    const { result } = run([], { previous: state });
    expect(withoutIds(result)).toEqual(withoutIds(run(sessions).result));
  });

  it('of a large window places new sessions by the last fit, and fits anew after a tenth', () => {
    const sessions = play({ seed: 'large', count: 230 });
    const first = run(sessions.slice(0, 200));
    const second = run(sessions.slice(200, 219), { previous: first.state, refit: 'due' });
    expect(second.result).toMatchObject({ isRefitted: false, changesSinceFit: 19, sessionCount: 219 });
    expect(second.result.clusters.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(
      first.result.clusters.reduce((sum, { size }) => sum + size, 0),
    );
    const third = run(sessions.slice(219, 220), { previous: second.state, refit: 'due' });
    expect(third.result).toMatchObject({ isRefitted: true, changesSinceFit: 0, sessionCount: 220 });
    expect(withoutIds(third.result)).toEqual(withoutIds(run(sessions.slice(0, 220)).result));
  });

  it('takes a removed session out as if it had never been', () => {
    const sessions = play({ seed: 'remove', count: 60, noiseSessions: 0.1 });
    const all = run(sessions);
    const gone = ['s3', 's17', 's41'];
    const less = run([], { previous: all.state, removedIds: [...gone, 'unknown'] });
    const never = run(sessions.filter(({ sessionId }) => !gone.includes(sessionId)));
    expect(withoutIds(less.result)).toEqual(withoutIds(never.result));
  });

  it('replaces a session that went on by what it is now', () => {
    const sessions = play({ seed: 'again', count: 40 });
    const longer = { ...sessions[20]!, sessionId: 's5', endedMs: sessions[39]!.endedMs + 1 };
    const again = run([longer], { previous: run(sessions).state });
    expect(again.result.sessionCount).toBe(40);
    expect(withoutIds(again.result)).toEqual(
      withoutIds(run([...sessions.filter(({ sessionId }) => sessionId !== 's5'), longer]).result),
    );
  });

  it('keeps the numbers of the patterns while sessions come', () => {
    const sessions = play({ seed: 'ids', count: 400, modes: 4 });
    let previous = run(sessions.slice(0, 100));
    let moved = 0;
    let compared = 0;
    for (let count = 120; count <= 400; count += 20) {
      const next = run(sessions.slice(count - 20, count), { previous: previous.state });
      for (const [sessionId, { place }] of previous.state.placements) {
        if (place.clusterId === null) continue;
        compared++;
        if (next.state.placements.get(sessionId)?.place.clusterId !== place.clusterId) moved++;
      }
      previous = next;
    }
    expect(moved / compared).toBeLessThan(0.03);
  });

  it.each([0, 1, 2, 3, 9, 10, 11, 18, 19, 20, 21])('of %d sessions has no number that is none', (count) => {
    const sessions = play({ seed: `few ${count}`, count, noiseSessions: 0.3 });
    const { result, state } = run(sessions);
    expect(result.sessionCount).toBe(count);
    expect(findBroken(result)).toEqual([]);
    const one = run([sessionOf('abc', { sessionId: 'one more' })], { previous: state, refit: 'due' });
    expect(findBroken(one.result)).toEqual([]);
    expect(result.verdicts.every(({ status }) => (status === 'insufficient_data') === count < 10)).toBe(true);
  });

  it('survives structured clone, state and result', () => {
    const sessions = play({ seed: 'clone', count: 130 });
    const { state, result } = run(sessions.slice(0, 120));
    expect(structuredClone(result)).toEqual(result);
    const more = { added: sessions.slice(120), refit: 'due' } as const;
    const direct = analyzeBehaviour({
      ...more,
      previous: state,
      removedIds: [],
      excludedIds: new Set(),
      nowMs: null,
      config,
    });
    const cloned = run(more.added, { previous: structuredClone(state), refit: 'due' });
    expect(cloned.result).toEqual(direct.result);
  });

  it('leaves what it was given as it was', () => {
    const sessions = play({ seed: 'pure', count: 120 });
    const { state } = run(sessions.slice(0, 110));
    const before = structuredClone(state);
    run(sessions.slice(110), { previous: state, refit: 'due', removedIds: ['s1'] });
    run(sessions.slice(110), { previous: state });
    explainSession(state, 's4', config);
    expect(state).toEqual(before);
  });
});

describe('the window', () => {
  it('has the newest sessions only, by number and by age', () => {
    const sessions = play({ seed: 'window', count: 60 });
    const few = { ...config, window_sessions_max: 20 };
    expect([...run(sessions, { config: few }).state.sessions.keys()]).toEqual(
      sessions.slice(40).map((one) => one.sessionId),
    );
    const old = sessions.map((session, at) =>
      at < 10 ? { ...session, endedMs: session.endedMs - 31 * 86_400_000 } : session,
    );
    expect(run(old).result.sessionCount).toBe(50);
  });

  it('is not emptied by a clock that is ahead, where the time is told', () => {
    const sessions = play({ seed: 'clock', count: 30 });
    const ahead = { ...sessions[0]!, sessionId: 'ahead', endedMs: 4_000_000_000_000 };
    const nowMs = sessions.at(-1)!.endedMs;
    expect(run([...sessions, ahead], { nowMs }).result.sessionCount).toBe(31);
  });
});

describe('the baseline', () => {
  const sessionsOf = (version: string, count: number): SessionFeatures[] => {
    const agent = createSyntheticAgent({ seed: `version ${version}`, modes: 2 });
    const startMs = version === 'old' ? 1_700_000_000_000 : 1_700_100_000_000;
    return playSessions({ agent, count, noise: 0.1, prefix: version, version, startMs }).map(
      ({ features }) => features,
    );
  };

  it.each([
    [5, { version: 'old', isCurrent: false, sessions: 30 }],
    [20, { version: 'new', isCurrent: true, sessions: 20 }],
  ])('is the old version until the new one has twenty sessions (%d)', (count, expected) => {
    const { result } = run([...sessionsOf('old', 30), ...sessionsOf('new', count)]);
    expect(result.baseline).toEqual(expected);
  });

  it('is all sessions while no version has enough', () => {
    const { result } = run([...sessionsOf('old', 12), ...sessionsOf('new', 12)]);
    expect(result.baseline).toEqual({ version: undefined, isCurrent: true, sessions: 24 });
  });

  it('leaves out what the user marked as bad, and fits anew when that changes', () => {
    const sessions = play({ seed: 'marked', count: 150 });
    const { state } = run(sessions);
    const excludedIds = new Set(['s1', 's2']);
    const { result } = run([], { previous: state, refit: 'due', excludedIds });
    expect(result.isRefitted).toBe(true);
    expect(result.baseline.sessions).toBe(148);
    expect(result.sessionCount).toBe(150);
  });
});

describe('an unusual session', () => {
  const agent = createSyntheticAgent({ seed: 'card', modes: 2 });
  const normal = playSessions({ agent, count: 120, noise: 0.02 }).map(({ features }) => features);
  const steps = playMode(agent, 0, { noise: 0 });
  const hijacked = toFeatures({
    sessionId: 'hijacked',
    steps: [...steps.slice(0, 3), { name: 'wire_money', provenance: 'N', failed: false }, ...steps.slice(3)],
    random: agent.random,
    endedMs: normal.at(-1)!.endedMs + 1000,
    model: 'model-2',
    tokenFactor: 50,
  });

  it('has a card that says why, with values and what they were compared with', () => {
    const { result } = run([...normal, hijacked]);
    const card = result.outliers.find(({ sessionId }) => sessionId === 'hijacked');
    expect(card?.score.level).toBe('unusual');
    expect(card).toMatchObject({ severity: 'medium', newTools: ['wire_money'] });
    const kinds = new Set(card?.causes.map(({ kind }) => kind));
    for (const kind of ['new_tool', 'new_model', 'surprising_step', 'uncovered_part', 'unusual_number'])
      expect(kinds).toContain(kind);
    const surprise = card?.causes.find(({ kind }) => kind === 'surprising_step');
    expect(surprise?.step).toBe(3);
    expect(surprise?.text).toContain('wire_money/N');
    expect(card?.recommendation).toContain('new tool');
  });

  it('is listed for a tool that nobody else used, even where its score is usual', () => {
    const noisy = playSessions({ agent, count: 120, noise: 0.3 }).map(({ features }) => features);
    const { result } = run([...noisy, hijacked]);
    const card = result.outliers.find(({ sessionId }) => sessionId === 'hijacked');
    expect(card).toMatchObject({ severity: 'low', score: { level: 'usual' }, newTools: ['wire_money'] });
  });

  it('is explained with the place where it leaves the way of the others', () => {
    const { state } = run([...normal, hijacked]);
    const { divergence } = explainSession(state, 'hijacked', config)!;
    expect(divergence).toMatchObject({ step: 3, actual: 'wire_money/N' });
    expect(divergence?.expected[0]?.step).toContain(steps[3]!.name);
    expect(explainSession(state, 'unknown', config)).toBeNull();
  });

  it('that only comes is placed by the fit and costs no other', () => {
    const { state } = run(normal);
    const { result } = run([hijacked], { previous: state, refit: 'due' });
    expect(result.isRefitted).toBe(false);
    const card = result.outliers.find(({ sessionId }) => sessionId === 'hijacked');
    expect(card).toMatchObject({ score: { level: 'unusual', comparedWith: 120 }, newTools: ['wire_money'] });
  });

  it('is never critical', () => {
    const noise = Array.from({ length: 10 }, (_, at) => {
      return toFeatures({
        sessionId: `noise${at}`,
        steps: playNoise(agent, 0, { noise: 0 }),
        random: agent.random,
        endedMs: hijacked.endedMs,
      });
    });
    const { result } = run([...normal, ...noise]);
    expect(
      new Set(result.outliers.map(({ severity }) => severity)).isSubsetOf(new Set(['low', 'medium', 'high'])),
    ).toBe(true);
  });
});

describe('hostile sessions', () => {
  it('go through, with what was not read counted', () => {
    const names = ['__proto__', 'constructor', '\ud800', '^', '$', '', 'x'.repeat(9999)];
    const sessions = Array.from({ length: 30 }, (_, at) => {
      return sessionOf(
        Array.from({ length: at }, (_, step) => names[(step * at) % names.length]!),
        {
          sessionId: at === 0 ? '__proto__' : `h${at}`,
          endedMs: at % 2 === 0 ? Number.NaN : 5,
          durationMs: -1,
          tokens: Number.NaN,
        },
      );
    });
    const long = sessionOf(
      Array.from({ length: 100_000 }, (_, at) => `t${at}`),
      { sessionId: 'long' },
    );
    const { result, state } = run([...sessions, { ...long, endedMs: 5 }]);
    expect(result.sessionCount).toBe(31);
    expect(findBroken(result)).toEqual([]);
    expect(result.limits).toMatchObject({ stepsLeftOut: 100_000 - config.steps_max, sessionsCut: 1 });
    expect(explainSession(state, 'long', config)?.divergence?.isCut ?? true).toBe(true);
    expect(result.outliers.find(({ sessionId }) => sessionId === 'long')?.causes).toBeDefined();
  });
});

/** Paths of numbers that are none, and of what was left undefined in a text. */
function findBroken(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value === 'string') return /\bNaN\b|undefined/.test(value) ? [path] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => findBroken(one, `${path}.${key}`));
}
