import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { measurePredictability } from '../../../processors/behavioral/predictability.ts';
import {
  countSession,
  createStepModel,
  measureLeftOut,
  measureSurprisal,
  type StepModel,
} from '../../../processors/behavioral/step-model.ts';

function modelOf(sessions: readonly (readonly string[])[], stepsMax = 1000): StepModel {
  const model = createStepModel(stepsMax);
  for (const session of sessions) countSession(model, session, 1);
  return model;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const token = fc.constantFrom('a', 'b', 'c', '^', '$', '__proto__');
const session = fc.array(token, { maxLength: 8 });

describe('surprisal', () => {
  const model = modelOf(['ab', 'ab', 'ac'].map((text) => text.split('')));

  it.each([
    ['ab', 0.8235],
    ['ac', 1.9763],
    ['az', 11.0776],
    ['ba', 13.0868],
    ['abb', 6.4399],
  ])('of %s after ab, ab, ac is %d bits', (text, bits) => {
    expect(sum(measureSurprisal(model, text.split('')))).toBeCloseTo(bits, 4);
  });

  it('of ab is made of .0629, .6467 and .1138', () => {
    expect([...measureSurprisal(model, ['a', 'b'])].map((bits) => Number(bits.toFixed(4)))).toEqual([
      0.0629, 0.6467, 0.1138,
    ]);
  });

  it('is that of the other sessions where a session is left out', () => {
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 6 }), (sessions) => {
        const [first = [], ...others] = sessions;
        const all = modelOf(sessions);
        // With the vocabulary of all of them, which is kept while one is left out.
        const size = new Set(sessions.flat()).size + 2;
        expect([...measureLeftOut(all, first)]).toEqual([...measureSurprisal(modelOf(others), first, size)]);
      }),
    );
  });

  it('is the same after a session was counted in and out again', () => {
    fc.assert(
      fc.property(fc.array(session, { maxLength: 5 }), session, session, (sessions, guest, asked) => {
        const model = modelOf(sessions);
        const before = measureSurprisal(model, asked);
        countSession(model, guest, 1);
        countSession(model, guest, -1);
        expect(measureSurprisal(model, asked)).toEqual(before);
        expect(model.counts.map((counts) => counts.size)).toEqual(modelOf(sessions).counts.map(({ size }) => size));
      }),
    );
  });

  it('is finite for anything, and of any steps a probability', () => {
    fc.assert(
      fc.property(fc.array(session, { maxLength: 5 }), session, (sessions, asked) => {
        for (const bits of measureSurprisal(modelOf(sessions), asked)) {
          expect(bits).toBeGreaterThan(0);
          expect(bits).toBeLessThan(Infinity);
        }
      }),
    );
  });

  it('counts no more steps of a session than it may, in and out', () => {
    const long = Array.from({ length: 50 }, (_, at) => `t${at}`);
    const model = modelOf([long], 10);
    expect(model.totals[0].get(0)).toBe(11);
    countSession(model, long, -1);
    expect(model.totals[0].size).toBe(0);
  });
});

describe('predictability', () => {
  it.each<[string, string[], number | null]>([
    ['nothing', [], null],
    ['one session', ['ab'], null],
    ['equal ones', ['abc', 'abc', 'abc'], 1],
    ['two with nothing in common', ['aa', 'bb'], 0],
    ['sessions without steps', ['', ''], 1],
  ])('of %s', (_case, texts, expected) => {
    const found = measurePredictability(
      texts.map((text) => text.split('')),
      1000,
    );
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 6);
  });

  it('guesses what the model thinks likeliest among all steps', () => {
    fc.assert(
      fc.property(fc.array(session, { minLength: 2, maxLength: 6 }), (sessions) => {
        expect(measurePredictability(sessions, 1000)).toBeCloseTo(guessByLookingAtAll(sessions), 9);
      }),
    );
  });
});

/** The same by asking for every token at every place. */
function guessByLookingAtAll(sessions: readonly (readonly string[])[]): number {
  const tokens = [...new Set(sessions.flat())].sort();
  const size = tokens.length + 2;
  let right = 0;
  let steps = 0;
  for (const [at, own] of sessions.entries()) {
    const model = modelOf(sessions.filter((_, other) => other !== at));
    // What is not in the model is unknown, and never the guess before what is.
    for (let step = 0; step <= own.length; step++) {
      const start = own.slice(0, step);
      const guesses = [undefined, ...tokens].map((guess) => {
        const all = measureSurprisal(model, guess === undefined ? start : [...start, guess], size);
        return { guess, bits: all[step] ?? Infinity };
      });
      const best = Math.min(...guesses.map(({ bits }) => bits));
      steps++;
      if (guesses.find(({ bits }) => bits <= best + 1e-9)?.guess === own[step]) right++;
    }
  }
  return right / steps;
}
