import { describe, expect, it } from 'vitest';

import type { ChangeNotice } from '../../../dashboard/src/api/live.ts';
import { Refresher } from '../../../dashboard/src/api/refresher.ts';

/** A refresh that ends when the test says so, and a pause between rounds that does too. */
function start() {
  const rounds: (readonly string[] | null)[] = [];
  let finish: (() => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  let rest: (() => void) | undefined;
  const refresher = new Refresher({
    refresh: ({ sessionIds }: ChangeNotice) => {
      rounds.push(sessionIds);
      return new Promise<void>((resolve, reject) => {
        finish = resolve;
        fail = reject;
      });
    },
    setTimer: (run) => {
      rest = run;
      return () => {};
    },
    intervalMs: 1000,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    rounds,
    refresher,
    endRound: async (error?: Error) => {
      if (error === undefined) finish?.();
      else fail?.(error);
      await settle();
      rest?.();
    },
  };
}

describe('rounds of reading', () => {
  it('begin at once', () => {
    const { rounds, refresher } = start();
    refresher.add({ sessionIds: ['a'] });
    expect(rounds).toEqual([['a']]);
  });

  it('join what arrives while one is under way', async () => {
    const { rounds, refresher, endRound } = start();
    refresher.add({ sessionIds: ['a'] });
    refresher.add({ sessionIds: ['b'] });
    refresher.add({ sessionIds: ['b', 'c'] });
    expect(rounds).toHaveLength(1);
    await endRound();
    expect(rounds).toEqual([['a'], ['b', 'c']]);
  });

  it('know that analyses changed until they are read', async () => {
    const notices: ChangeNotice[] = [];
    let rest: (() => void) | undefined;
    const refresher = new Refresher({
      refresh: async (notice) => void notices.push(notice),
      setTimer: (run) => {
        rest = run;
        return () => {};
      },
      intervalMs: 1000,
    });
    refresher.add({ sessionIds: ['a'] });
    refresher.add({ sessionIds: [], analyses: true });
    refresher.add({ sessionIds: ['b'] });
    await Promise.resolve();
    rest?.();
    await Promise.resolve();
    rest?.();
    refresher.add({ sessionIds: ['c'] });
    expect(notices).toEqual([{ sessionIds: ['a'] }, { sessionIds: ['b'], analyses: true }, { sessionIds: ['c'] }]);
  });

  it('read everything when anything may have changed', async () => {
    const { rounds, refresher, endRound } = start();
    refresher.add({ sessionIds: ['a'] });
    refresher.add({ sessionIds: ['b'] });
    refresher.add({ sessionIds: null });
    refresher.add({ sessionIds: ['c'] });
    await endRound();
    expect(rounds).toEqual([['a'], null]);
  });

  it('go on after one that failed', async () => {
    const { rounds, refresher, endRound } = start();
    refresher.add({ sessionIds: ['a'] });
    refresher.add({ sessionIds: ['b'] });
    await endRound(new Error('gone'));
    expect(rounds).toEqual([['a'], ['b']]);
  });

  it('wait while paused, and lose nothing', () => {
    const { rounds, refresher } = start();
    refresher.setPaused(true);
    refresher.add({ sessionIds: ['a'] });
    refresher.add({ sessionIds: ['b'] });
    expect(rounds).toEqual([]);
    refresher.setPaused(false);
    expect(rounds).toEqual([['a', 'b']]);
  });
});
