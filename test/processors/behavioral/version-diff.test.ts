import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import type { SessionFeatures } from '../../../processors/behavioral/features.ts';
import { adjustByHolm, permuteLabels } from '../../../processors/behavioral/permutation-test.ts';
import { cliffDelta } from '../../../processors/behavioral/version-changes.ts';
import { diffVersions, type VersionDiff } from '../../../processors/behavioral/version-diff.ts';
import {
  createSyntheticAgent,
  playMode,
  toFeatures,
  type SyntheticAgent,
  type SyntheticStep,
} from '../../support/synthetic-agents.ts';
import { sessionOf } from './build-session.ts';

/** Fewer permutations than the product's 999, so that hundreds of comparisons take seconds. */
const config = { ...DEFAULT_BEHAVIORAL_CONFIG, diff_permutations: 299 };

interface Change {
  readonly steps?: (steps: readonly SyntheticStep[], agent: SyntheticAgent) => readonly SyntheticStep[];
  readonly tokenFactor?: number;
  readonly errorRate?: number;
  /** Share of sessions of the first mode; by default each mode has its third. */
  readonly firstMode?: number;
}

function playVersion(agent: SyntheticAgent, version: string, count: number, change: Change = {}): SessionFeatures[] {
  const { random } = agent;
  return Array.from({ length: count }, (_, at) => {
    const rest = 1 + Math.floor(random() * 2);
    const mode = change.firstMode === undefined ? Math.floor(random() * 3) : random() < change.firstMode ? 0 : rest;
    const steps = playMode(agent, mode, { noise: 0.2, errorRate: change.errorRate ?? 0.03 });
    return toFeatures({
      sessionId: `${version} ${at}`,
      steps: change.steps?.(steps, agent) ?? steps,
      random,
      version,
      tokenFactor: change.tokenFactor ?? 1,
    });
  });
}

function compare(seed: string, count: number, change: Change = {}): VersionDiff {
  const agent = createSyntheticAgent({ seed, modes: 3 });
  const older = { version: '1.0', sessions: playVersion(agent, '1.0', count) };
  return diffVersions(older, { version: `2.0 ${seed}`, sessions: playVersion(agent, '2.0', count, change) }, config);
}

const isAlarm = ({ tests }: VersionDiff): boolean => tests.some(({ isSignificant }) => isSignificant);

function countAlarms(name: string, count: number, change: Change = {}): number {
  return Array.from({ length: 50 }, (_, at) => compare(`${name} ${at}`, count, change)).filter(isAlarm).length;
}

const doubled = (share: number): Change => ({
  steps: (steps, { modes, random }) => {
    if (random() >= share) return steps;
    return steps.flatMap((step) => (step.name === modes[0]?.[2] ? [step, step] : [step]));
  },
});
const newTool = (share: number): Change => ({
  steps: (steps, { random }) =>
    random() < share ? [...steps, { name: 'audit', provenance: 'U', failed: false }] : steps,
});

describe('two versions', () => {
  // Of 50 pairs 5 % are 2.5; more than five would happen once in 26 runs by chance alone, and the seeds are fixed.
  it.each([10, 20, 50])('that are equal alarm in no more than five of 50 pairs (%d sessions each)', (count) => {
    expect(countAlarms(`equal ${count}`, count)).toBeLessThanOrEqual(5);
  });

  it.each<[string, number, Change, number]>([
    ['a step doubled in 80 % of the sessions', 50, doubled(0.8), 0.8],
    ['a new tool in 40 % of the sessions', 50, newTool(0.4), 0.6],
    ['errors from 3 to 18 %', 50, { errorRate: 0.18 }, 0.9],
    ['tokens by half more', 50, { tokenFactor: 1.5 }, 0.9],
    ['half of the sessions another mode', 50, { firstMode: 0.85 }, 0.9],
  ])('that differ by %s are told apart', (name, count, change, least) => {
    const found = countAlarms(name, count, change) / 50;
    expect(found, `found ${found}`).toBeGreaterThanOrEqual(least);
  });

  it('are compared by what is really there: a sentence names the step, the times and the share', () => {
    const diff = compare('sentence', 100, doubled(1));
    const step = diff.changes.find(({ family }) => family === 'next');
    expect(step?.sentence).toMatch(
      /^Since 2\.0 sentence, (\w+) is followed by \1 [\d.]+ times more often \(\d+ % → \d+ % of the time; adjusted p \.\d+\)\.$/,
    );
    expect(step!.newer).toBeGreaterThan(step!.older);
    expect(diff.sentences).toContain(step!.sentence);
  });

  it('are said to have more tokens, with both medians', () => {
    const { changes } = compare('tokens', 100, { tokenFactor: 1.5 });
    expect(changes.find(({ family }) => family === 'cost')?.sentence).toMatch(
      /a session has 1\.\d times as many tokens \(median [\d.]+k → [\d.]+k; adjusted p/,
    );
  });

  it('have a new tool as a fact, without a test', () => {
    const { facts, sentences } = compare('fact', 30, newTool(0.3));
    expect(facts[0]).toMatch(/^New in 2\.0 fact: the tool audit, in \d+ of 30 sessions\.$/);
    expect(sentences).toContain(facts[0]);
    const older = {
      version: '1',
      sessions: Array.from({ length: 20 }, (_, at) => sessionOf('ab', { sessionId: `a${at}` })),
    };
    const newer = { version: '2', sessions: [sessionOf('ab', { models: ['model-2'] })] };
    expect(diffVersions(older, newer, config).facts).toEqual(['New in 2: the model model-2, in 1 of 1 sessions.']);
  });

  it('of too few sessions are not compared', () => {
    const { status, tests, sentences } = compare('few', 9, newTool(1));
    expect({ status, tests }).toEqual({ status: 'too_few_sessions', tests: [] });
    expect(sentences[0]).toContain('10 of each are needed');
  });

  it('without a change are said to be so, with what would have been seen', () => {
    const agent = createSyntheticAgent({ seed: 'same', modes: 2 });
    const sessions = playVersion(agent, '1', 20);
    const twin = sessions.map((session) => ({ ...session, sessionId: `twin of ${session.sessionId}` }));
    const { sentences, tests } = diffVersions({ version: '1', sessions }, { version: '2', sessions: twin }, config);
    expect(sentences[0]).toMatch(/^No change seen; with 20 \+ 20 sessions only changes of this size would show: /);
    expect(tests.map(({ probability }) => probability)).toEqual(Array(7).fill(1));
  });

  it('give the same answer every time, and survive structured clone', () => {
    const [one, two] = [compare('again', 20, doubled(0.5)), compare('again', 20, doubled(0.5))];
    expect(one).toEqual(two);
    expect(structuredClone(one)).toEqual(one);
  });

  it('of hostile sessions make no nonsense', () => {
    const names = ['__proto__', '^', '$', 'constructor', '\ud800'];
    const hostile = (version: string) => ({
      version,
      sessions: Array.from({ length: 12 }, (_, at) =>
        sessionOf(
          Array.from({ length: at }, (_, step) => names[(at * step) % 5]!),
          { sessionId: `${version}${at}`, tokens: Number.NaN, durationMs: -1 },
        ),
      ),
    });
    const diff = diffVersions(hostile('1'), hostile('2'), config);
    expect(JSON.stringify(diff)).not.toMatch(/NaN|Infinity|null/);
    expect(isAlarm(diff)).toBe(false);
    const empty = (version: string) => ({
      version,
      sessions: Array.from({ length: 12 }, (_, at) => sessionOf('', { sessionId: `${version}${at}` })),
    });
    expect(isAlarm(diffVersions(empty('1'), empty('2'), config))).toBe(false);
  });

  it('with more sessions than are compared are sampled', () => {
    const few = { ...config, diff_sessions_max: 30 };
    const agent = createSyntheticAgent({ seed: 'sampled', modes: 2 });
    const [older, newer] = ['1', '2'].map((version) => ({ version, sessions: playVersion(agent, version, 80) }));
    expect(diffVersions(older!, newer!, few).older).toEqual({ version: '1', sessions: 80, compared: 30 });
  });
});

describe('permutation test', () => {
  it('lets sessions change places within their group only', () => {
    // Two groups that are apart, and in each the newer sessions are like the older ones.
    const values = Float64Array.from({ length: 40 }, (_, at) => (at < 15 || (at >= 20 && at < 25) ? 10 : 0) + (at % 3));
    const groups = Int32Array.from({ length: 40 }, (_, at) => (at < 15 || (at >= 20 && at < 25) ? 0 : 1));
    const ask = (by: Int32Array) =>
      permuteLabels({
        families: { x: [values] },
        maxOf: {},
        single: [],
        groups: by,
        newerCount: 20,
        permutations: 199,
        seed: 's',
      }).probabilityOf['x'];
    expect(ask(new Int32Array(40))).toBeLessThan(0.05);
    expect(ask(groups)).toBeGreaterThan(0.2);
  });

  it.each([
    [
      [0.01, 0.04, 0.03],
      [0.03, 0.06, 0.06],
    ],
    [
      [0.5, 0.9],
      [1, 1],
    ],
    [[], []],
  ])('adjusts %j by Holm to %j', (probabilities, adjusted) => {
    for (const [at, value] of adjustByHolm(probabilities).entries()) expect(value).toBeCloseTo(adjusted[at]!, 12);
  });

  it('tells how often one value is above the other', () => {
    const numbers = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }).map((list) => Float64Array.from(list).sort());
    fc.assert(
      fc.property(numbers, numbers, (before, after) => {
        let sum = 0;
        for (const a of after) for (const b of before) sum += Math.sign(a - b);
        expect(cliffDelta(before, after)).toBeCloseTo(sum / (before.length * after.length), 12);
      }),
    );
  });
});
