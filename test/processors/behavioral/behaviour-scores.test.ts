import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scoreBehaviour, type BehaviourScores } from '../../../processors/behavioral/behaviour-scores.ts';
import { judgeBehaviour } from '../../../processors/behavioral/behaviour-verdicts.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { interpretBehaviour } from '../../../processors/behavioral/interpretation.ts';
import { wilsonInterval } from '../../../processors/behavioral/wilson.ts';

describe('Wilson interval', () => {
  it.each([
    [5, 5, 0.566, 1],
    [16, 20, 0.584, 0.919],
    [45, 50, 0.786, 0.957],
    [0, 0, 0, 1],
  ])('of %d in %d is %d to %d', (hits, cases, lower, upper) => {
    const interval = wilsonInterval(hits, cases);
    expect(interval.lower).toBeCloseTo(lower, 3);
    expect(interval.upper).toBeCloseTo(upper, 3);
  });
});

/** The clusters in order of time, a digit each, `-` for none. */
function scoresOf(text: string, predictability: number | null = 0.8): BehaviourScores {
  const clusterIds = text.split('').map((one) => (one === '-' ? null : Number(one)));
  return scoreBehaviour({ clusterIds, predictability }, config);
}

const statusesOf = (scores: BehaviourScores, clusters = 1): Record<string, string> => {
  return Object.fromEntries(judgeBehaviour(scores, clusters, config).map(({ measure, status }) => [measure, status]));
};

describe('scores', () => {
  it.each<[string, string, Partial<BehaviourScores>]>([
    ['no session', '', { stability: 0, outlierRate: 0, diversity: null, effectiveModes: null, confidence: 'low' }],
    ['one session', '-', { stability: 0, outlierRate: 1, diversity: null }],
    ['two equal ones', '11', { stability: 0, outlierRate: 0, diversity: 0, effectiveModes: null }],
    ['two different ones', '--', { stability: 0, outlierRate: 1, diversity: 1 }],
    ['three equal ones', '111', { stability: 1, outlierRate: 0, diversity: 0, effectiveModes: 1 }],
    ['twenty equal ones', '1'.repeat(20), { stability: 1, diversity: 0, effectiveModes: 1, confidence: 'medium' }],
    ['twenty different ones', '-'.repeat(20), { stability: 0, outlierRate: 1, diversity: 1, effectiveModes: null }],
    ['two modes in turn', '12'.repeat(10), { stability: 1, outlierRate: 0, effectiveModes: 2, drift: 0 }],
    ['forty equal ones', '1'.repeat(40), { confidence: 'high' }],
  ])('of %s', (_case, text, expected) => {
    expect(scoresOf(text)).toMatchObject(expected);
  });

  it('tell an agent that changes its ways from one that has two', () => {
    expect(scoresOf('1'.repeat(30) + '2'.repeat(30)).drift).toBeGreaterThan(0.5);
    expect(scoresOf('12'.repeat(30)).drift).toBe(0);
    expect(scoresOf('1'.repeat(9) + '2'.repeat(9)).drift).toBe(0);
  });

  it('carry the reference figures beside them', () => {
    const { reference, stability } = scoresOf('1112222---');
    expect(reference).toEqual({ dominantShare: 0.4, oneMinusOutlierRate: 0.7, oneMinusDominantShare: 0.6 });
    expect(stability).toBeCloseTo(0.7, 12);
  });

  it('are finite, and shares are shares, whatever the clusters', () => {
    const clusters = fc.array(fc.option(fc.nat(5)), { maxLength: 60 });
    fc.assert(
      fc.property(clusters, (clusterIds) => {
        const scores = scoreBehaviour({ clusterIds, predictability: null }, config);
        const { stability, covered, drift, outlierRate, uncertainty } = scores;
        for (const share of [stability, covered, drift, outlierRate, uncertainty]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        if (scores.diversity !== null) expect(scores.diversity).toBeGreaterThanOrEqual(0);
        expect(JSON.stringify(scores)).not.toContain('NaN');
        expect(interpretBehaviour(scores, 0, config)).not.toMatch(/NaN|undefined/);
        for (const { value } of judgeBehaviour(scores, 0, config)) expect(value).not.toBeNaN();
      }),
    );
  });
});

describe('verdicts', () => {
  it('are none below ten sessions, with the numbers beside', () => {
    const verdicts = judgeBehaviour(scoresOf('---------'), 0, config);
    expect(verdicts.map(({ status }) => status)).toEqual(Array(5).fill('insufficient_data'));
    expect(verdicts.find(({ measure }) => measure === 'outlier_rate')?.value).toBe(1);
  });

  it.each<[string, string, string, string]>([
    ['all covered', '1'.repeat(20), 'passed', 'passed'],
    ['just above', '111111-111111-111-11', 'passed', 'passed'],
    ['the point fails, the interval does not', '111-'.repeat(5), 'warning', 'warning'],
    ['the whole interval fails', '1--1-'.repeat(4), 'critical', 'critical'],
    ['the whole interval fails, of ten only', `${'1'.repeat(3)}${'-'.repeat(7)}`, 'warning', 'warning'],
    ['the point fails, of ten only', '11-11-11-1', 'passed', 'passed'],
  ])('%s', (_case, text, stability, outlierRate) => {
    expect(statusesOf(scoresOf(text))).toMatchObject({ stability, outlier_rate: outlierRate });
  });

  it('of what is only a hint are warnings at most', () => {
    const scores = scoresOf('-'.repeat(30), 0.1);
    expect(statusesOf(scores, 0)).toMatchObject({ cluster_formation: 'warning', predictability: 'warning' });
    expect(statusesOf(scoresOf('1'.repeat(30), null))).toMatchObject({ predictability: 'insufficient_data' });
  });

  it('have the ids of the reference', () => {
    expect(judgeBehaviour(scoresOf('1'), 0, config).map(({ checkId }) => checkId)).toEqual([
      'BEHAV_001_STABILITY_SCORE',
      'BEHAV_002_OUTLIER_RATE',
      'BEHAV_003_CLUSTER_FORMATION',
      'BEHAV_004_PREDICTABILITY',
      'BEHAV_005_UNCERTAINTY_THRESHOLD',
    ]);
  });
});
