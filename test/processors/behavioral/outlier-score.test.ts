import { describe, expect, it } from 'vitest';

import { buildBaseline, scoreRaw } from '../../../processors/behavioral/baseline.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { buildCoverage, describeUncovered } from '../../../processors/behavioral/coverage.ts';
import type { SessionFeatures } from '../../../processors/behavioral/features.ts';
import { countAtLeast, scoreOutlier } from '../../../processors/behavioral/outlier-score.ts';
import { describeUsualNumbers, findUnusualNumber } from '../../../processors/behavioral/usual-numbers.ts';
import { createSyntheticAgent, playNoise, playSessions, toFeatures } from '../../support/synthetic-agents.ts';
import { sessionOf } from './build-session.ts';

function play(seed: string, count: number): SessionFeatures[] {
  const agent = createSyntheticAgent({ seed, modes: 3 });
  return playSessions({ agent, count, noise: 0.15 }).map(({ features }) => features);
}

describe('coverage', () => {
  it('counts loops by levels', () => {
    const once = buildCoverage(sessionOf('ab'), 1000);
    const often = sessionOf('abbbbbbbb');
    const missing = describeUncovered(often, once);
    expect(missing).toContain('b:b>b');
    expect(missing).toContain('u:b #2');
    expect(describeUncovered(often, buildCoverage(sessionOf('abbbbbbb'), 1000))).toEqual(['u:b #8', 'p:b() #8']);
  });

  it('of a session covers the session', () => {
    for (const session of play('coverage', 20)) {
      expect(describeUncovered(session, buildCoverage(session, 1000))).toEqual([]);
    }
  });
});

describe('outlier score', () => {
  it('of a session of the baseline is its score against the others', () => {
    const sessions = play('left out', 25);
    const baseline = buildBaseline(sessions, config);
    for (const [at, session] of sessions.entries()) {
      const others = buildBaseline(sessions.toSpliced(at, 1), config);
      const own = scoreRaw(baseline, session, config);
      const left = scoreRaw(others, session, config);
      expect(own.uncovered).toBeCloseTo(left.uncovered, 12);
      // The vocabulary keeps the tokens that only the left out session has, so the two are near and not equal.
      expect(Math.abs(own.surprisalBits - left.surprisalBits)).toBeLessThan(1);
    }
  });

  it('counts what no session covers from twenty sessions on', () => {
    for (const [count, weight] of [
      [19, 0],
      [20, 1],
    ] as const) {
      const baseline = buildBaseline(play('weight', count), config);
      const found = scoreRaw(baseline, sessionOf('xyz', { sessionId: 'odd' }), config);
      expect(found.uncovered).toBe(1);
      expect(found.score).toBeCloseTo(Math.log1p(found.surprisalBits) + weight, 9);
    }
  });

  it.each([
    [0, 'insufficient_data'],
    [18, 'insufficient_data'],
    [19, 'unusual'],
    [98, 'unusual'],
    [99, 'very_unusual'],
  ])('of the oddest session against %d others is %s', (count, level) => {
    const baseline = buildBaseline(play('levels', count), config);
    const agent = createSyntheticAgent({ seed: 'another agent', modes: 1 });
    const steps = Array.from({ length: 5 }, () => playNoise(agent, 0, { noise: 0 })).flat();
    const odd = toFeatures({
      sessionId: 'odd',
      steps: steps.map((step) => ({ ...step, name: `new ${step.name}` })),
      random: agent.random,
    });
    const score = scoreOutlier(baseline, odd, config);
    expect(score.probability).toBeCloseTo(1 / (count + 1), 12);
    expect(score.level).toBe(level);
    expect(score.comparedWith).toBe(count);
  });

  it('has a probability that is uniform where nothing is unusual', () => {
    // Each of 40 agents' 50 sessions against the 49 others: by symmetry exactly that share is below .05, ties apart.
    const below = Array.from({ length: 40 }, (_, agent) => {
      const sessions = play(`exchangeable ${agent}`, 50);
      const baseline = buildBaseline(sessions, config);
      return sessions.filter((session) => scoreOutlier(baseline, session, config).level !== 'usual').length;
    });
    const share = below.reduce((sum, count) => sum + count, 0) / 2000;
    expect(share).toBeLessThan(0.07);
    expect(share).toBeGreaterThan(0.02);
  });

  it('alarms on fresh sessions of a healthy agent no more often than it says', () => {
    const alarms = Array.from({ length: 40 }, (_, at) => {
      const sessions = play(`fresh ${at}`, 75);
      const baseline = buildBaseline(sessions.slice(0, 50), config);
      return sessions.slice(50).filter((session) => scoreOutlier(baseline, session, config).level !== 'usual').length;
    });
    // 1,000 sessions at .05: more than 7 % is four standard errors away.
    expect(alarms.reduce((sum, count) => sum + count, 0) / 1000).toBeLessThan(0.07);
  });

  it('ranks sessions of random tools above those of the agent, where their length says nothing', () => {
    const agent = createSyntheticAgent({ seed: 'ranking', modes: 3 });
    const normal = playSessions({ agent, count: 60, noise: 0.15 }).map(({ features }) => features);
    const baseline = buildBaseline(normal.slice(0, 40), config);
    const odd = Array.from({ length: 20 }, (_, at) => {
      return toFeatures({
        sessionId: `odd${at}`,
        steps: playNoise(agent, at % 3, { noise: 0.15 }),
        random: agent.random,
      });
    });
    const scores = (sessions: readonly SessionFeatures[]) =>
      sessions.map((one) => scoreOutlier(baseline, one, config).score);
    const wins = scores(odd).flatMap((a) =>
      scores(normal.slice(40)).map((b) => (a > b ? 1 : a === b ? 0.5 : 0) as number),
    );
    expect(wins.reduce((sum, win) => sum + win, 0) / wins.length).toBeGreaterThan(0.95);
  });

  it('counts how many are as large', () => {
    expect([0, 1, 2, 3, 4].map((value) => countAtLeast(Float64Array.of(1, 2, 2, 3), value))).toEqual([4, 4, 3, 1, 0]);
  });
});

describe('unusual numbers', () => {
  const find = (value: number, values: number[]) => {
    const usual = describeUsualNumbers(values);
    return usual === null ? null : findUnusualNumber(value, usual, config);
  };

  it('are found where all others are equal', () => {
    const equal = Array.from({ length: 20 }, () => 1000);
    expect(find(1000, equal)).toBeNull();
    expect(find(1100, equal)).toBeNull();
    expect(find(1400, equal)).toMatchObject({ isAbove: true, median: 1000 });
    expect(find(700, equal)).toMatchObject({ isAbove: false });
  });

  it('are not small differences of small numbers', () => {
    const zeros = Array.from({ length: 20 }, () => 0);
    expect(find(3, zeros)).toBeNull();
    expect(find(9, zeros)).not.toBeNull();
  });

  it('are outside of 98 % of a hundred', () => {
    const spread = Array.from({ length: 200 }, (_, at) => 1000 + 10 * at);
    expect(find(2980, spread)).not.toBeNull();
    expect(find(2900, spread)).toBeNull();
  });

  it('stand out even among the numbers that they are compared with, and need some others', () => {
    expect(find(9000, [1, 2, 3, 4, 5, 9000])).not.toBeNull();
    expect(find(9000, [1, 2, 3, 4])).toBeNull();
    expect(find(9000, [])).toBeNull();
  });
});
