import { describe, expect, it } from 'vitest';

import { keysOf } from '../../../dashboard/src/api/keys-of.ts';
import { keys } from '../../../dashboard/src/api/keys.ts';

describe('what a notice makes old', () => {
  it('is everything where nothing is known', () => {
    expect(keysOf({ sessionIds: null })).toBeNull();
    expect(keysOf({ sessionIds: null, analyses: true })).toBeNull();
  });

  it('is an agent’s checks, findings and pages after an analysis, and no session’s spans', () => {
    const changed = keysOf({ sessionIds: [], analyses: true }) ?? [];
    for (const key of [
      keys.analyses,
      keys.findingLists,
      keys.findingDetails,
      keys.agents,
      keys.agentDetails,
      keys.dashboard,
    ])
      expect(changed).toContainEqual(key);
    expect(changed).not.toContainEqual(keys.overviews);
    expect(changed.flat()).not.toContain('session');
  });

  it('reaches what an agent’s page shows', () => {
    const [first] = keys.analyses;
    for (const key of [
      keys.checks('a'),
      keys.runs('a'),
      keys.versions('a'),
      keys.outlier('s'),
      keys.comparison('a', 'b'),
    ])
      expect(key[0]).toBe(first);
  });

  it('is not the checks after every span', () => {
    expect((keysOf({ sessionIds: ['a'] }) ?? []).flat()).not.toContain('analysis');
    expect(keysOf({ sessionIds: ['a'] })).toContainEqual(keys.session('a'));
  });
});
