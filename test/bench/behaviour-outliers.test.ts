import { describe, expect, it } from 'vitest';

import { ATTACKED_SESSIONS, readAttackedSessions } from '../support/attacked-sessions.ts';
import {
  countFailedVerdicts,
  countFalseAlarms,
  evaluateAttacked,
  findSmallestBaselines,
} from './behaviour-outliers.ts';

const missing = ATTACKED_SESSIONS === null;

describe.skipIf(missing)(`attacked sessions${missing ? ' (no development data)' : ''}`, () => {
  it('that were hijacked rank above benign ones, and better than by their length', () => {
    const { suites, mean } = evaluateAttacked(readAttackedSessions(ATTACKED_SESSIONS ?? ''), 50);
    expect(suites.map(({ benign, hijacked }) => [benign, hijacked])).toEqual([
      [16, 720],
      [21, 525],
    ]);
    expect(mean.gain.value).toBeGreaterThanOrEqual(0.05);
    for (const { suite, score, length } of suites) expect(score, suite).toBeGreaterThanOrEqual(length);
  });
});

describe('the outlier score', () => {
  it('needs 19 sessions to speak at the 5 % level, and 99 at the 1 % level', () => {
    expect(findSmallestBaselines()).toEqual({ unusual: 19, veryUnusual: 99 });
  });

  it('alarms on few fresh sessions of healthy agents, and on none below 19', () => {
    expect(countFalseAlarms({ baseline: 10, agents: 10 }).unusual).toBe(0);
    const { fresh, unusual } = countFalseAlarms({ baseline: 50, agents: 40 });
    expect(unusual / fresh).toBeLessThanOrEqual(0.07);
  });
});

describe('verdicts', () => {
  it('fail hardly any healthy agent and most half random ones, from ten sessions on', () => {
    const healthy = countFailedVerdicts({ count: 10, noiseSessions: 0 });
    expect(healthy.stability + healthy.outlierRate).toBeLessThanOrEqual(0.1 * healthy.agents);
    // The plain share of the largest pattern, for comparison.
    expect(healthy.dominantShare).toBeGreaterThan(0.6 * healthy.agents);
    expect(countFailedVerdicts({ count: 20, noiseSessions: 0 }).stability).toBe(0);
    expect(countFailedVerdicts({ count: 20, noiseSessions: 0.5 }).outlierRate).toBeGreaterThan(0.7 * healthy.agents);
  });
});
