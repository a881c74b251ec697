import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildBaseline, scoreSteps } from '../../../processors/behavioral/baseline.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import type { SessionFeatures } from '../../../processors/behavioral/features.ts';
import { align, findDivergence, type Divergence } from '../../../processors/behavioral/first-divergence.ts';
import { createSyntheticAgent, playMode, playSessions, toFeatures } from '../../support/synthetic-agents.ts';
import { sessionOf } from './build-session.ts';

function diverge(session: SessionFeatures, others: readonly SessionFeatures[], settings = config): Divergence | null {
  const surprisals = scoreSteps(buildBaseline(others, settings), session);
  return findDivergence({ session, others, surprisals }, settings);
}

const usual = ['abcdef', 'abcdef', 'abcdef'].map((text, at) => sessionOf(text, { sessionId: `u${at}` }));

describe('first divergence', () => {
  it.each<[string, string, Partial<Divergence>]>([
    ['a step too many', 'abcxdef', { step: 3, actual: 'x/', expected: [{ step: 'd/', share: 1 }] }],
    ['another step', 'abxdef', { step: 2, actual: 'x/', expected: [{ step: 'c/', share: 1 }] }],
    ['another end', 'abcxyz', { step: 3, actual: 'x/', expected: [{ step: 'd/', share: 1 }] }],
    ['an end too early', 'abcd', { step: 4, actual: null, expected: [{ step: 'e/', share: 1 }] }],
    ['a step missing', 'abdef', { step: 2, actual: 'd/', expected: [{ step: 'c/', share: 1 }] }],
  ])('of %s is its place', (_case, text, expected) => {
    const found = diverge(sessionOf(text), usual);
    expect(found).toMatchObject({ ...expected, expected: expected.expected?.map(({ step }) => ({ step })) });
    expect(found?.probability).toBeLessThan(0.5);
  });

  it('of an equal session, or with nobody to compare with, is none', () => {
    expect(diverge(sessionOf('abcdef'), usual)).toBeNull();
    expect(diverge(sessionOf('abcdef', { sessionId: 'u0' }), usual.slice(0, 1))).toBeNull();
    expect(diverge(sessionOf('xyz'), usual)).toBeNull();
    expect(diverge(sessionOf(''), [])).toBeNull();
  });

  it.each([
    [0, 0.95],
    [0.2, 0.75],
  ])('of two inserted steps is found within one step at noise %d in %d of the cases', (noise, least) => {
    let near = 0;
    for (let at = 0; at < 60; at++) {
      const agent = createSyntheticAgent({ seed: `inserted ${at}`, modes: 3 });
      const others = playSessions({ agent, count: 60, noise }).map(({ features }) => features);
      const steps = playMode(agent, at % 3, { noise });
      const place = Math.floor(agent.random() * (steps.length + 1));
      const foreign = agent.tools.filter((tool) => !steps.some(({ name }) => name === tool)).slice(0, 2);
      const inserted = foreign.map((name) => ({ name, provenance: 'N' as const, failed: false }));
      const session = toFeatures({
        sessionId: 'odd',
        steps: steps.toSpliced(place, 0, ...inserted),
        random: agent.random,
      });
      if (Math.abs((diverge(session, others)?.step ?? Infinity) - place) <= 1) near++;
    }
    expect(near / 60, `${near} of 60`).toBeGreaterThanOrEqual(least);
  });
});

describe('alignment', () => {
  const steps = fc.array(fc.constantFrom('a/', 'b/U', 'b/N', 'c/'), { maxLength: 9 });
  const all = { divergence_band_steps_min: 1e9, divergence_band: 1 };

  it('is as good as the best there is', () => {
    fc.assert(
      fc.property(steps, steps, (target, source) => {
        expect(scoreOf(target, source, align(target, source, all).partnerOf)).toBe(bestScore(target, source));
      }),
    );
  });

  it('of long sessions in a band is that of the whole table, where the two are near each other', () => {
    const banded = { divergence_band_steps_min: 10, divergence_band: 12 };
    const long = fc.array(fc.constantFrom<string[]>('a/', 'b/', 'c/', 'd/'), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(long, fc.nat(39), (source, at) => {
        const target = source.toSpliced(at, 1, 'x/', 'y/');
        const score = (settings: typeof all) => scoreOf(target, source, align(target, source, settings).partnerOf);
        expect(score(banded)).toBe(score(all));
      }),
    );
  });

  it.each([
    [0, 0],
    [0, 900],
    [900, 0],
    [1, 900],
    [900, 3],
    [2000, 700],
  ])('of %d and %d steps has an end', (own, other) => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `${at % 5}/`);
    const { partnerOf, gapBefore } = align(names(own), names(other), config);
    expect([partnerOf.length, gapBefore.length]).toEqual([own, own + 1]);
    const partners = [...partnerOf].filter((partner) => partner !== -1);
    expect(partners).toEqual([...new Set(partners)].sort((a, b) => a - b));
  });
});

const compareSteps = (a: string, b: string): number => (a === b ? 2 : a[0] === b[0] ? 1 : -2);

/** The score of an alignment that is given by its partners, which must be in order. */
function scoreOf(target: readonly string[], source: readonly string[], partnerOf: Int32Array): number {
  let score = 0;
  let matched = 0;
  for (const [at, partner] of partnerOf.entries()) {
    if (partner === -1) continue;
    score += compareSteps(target[at]!, source[partner]!);
    matched++;
  }
  return score - (target.length - matched) - (source.length - matched);
}

function bestScore(target: readonly string[], source: readonly string[]): number {
  if (target.length === 0 || source.length === 0) return 0 - target.length - source.length;
  const [a = '', ...restA] = target;
  const [b = '', ...restB] = source;
  // Small enough to try everything, remembered by what is left.
  const key = `${target.join()}|${source.join()}`;
  const known = memory.get(key);
  if (known !== undefined) return known;
  const best = Math.max(
    compareSteps(a, b) + bestScore(restA, restB),
    bestScore(restA, source) - 1,
    bestScore(target, restB) - 1,
  );
  memory.set(key, best);
  return best;
}

const memory = new Map<string, number>();
