import { describe, expect, it } from 'vitest';

import { joinRepeats, letterOf, listPatterns } from '../../../../dashboard/src/pages/agent/behaviour/list-patterns.ts';
import { groupOutliers } from '../../../../dashboard/src/pages/agent/behaviour/group-outliers.ts';
import { describeCount } from '../../../../dashboard/src/pages/agent/behaviour/outliers-panel.tsx';
import { listMeasures } from '../../../../dashboard/src/pages/agent/behaviour/measures.ts';
import {
  choosePair,
  describeEffect,
  nameFamily,
} from '../../../../dashboard/src/pages/agent/behaviour/version-rows.ts';
import { formatProbability } from '../../../../dashboard/src/format/probability.ts';
import { describeDistance, describeLevel } from '../../../../dashboard/src/ui/outlier-level.ts';
import { buildBehaviour, buildCluster, buildOutlier } from '../../analysis-builder.ts';

describe('behaviour in numbers', () => {
  it('has four, each with its share', () => {
    expect(listMeasures(buildBehaviour()).map(({ label, text, share }) => [label, text, share])).toEqual([
      ['Stability', '94 %', 0.94],
      ['Predictability', '88 %', 0.88],
      ['Uncertainty', '± 3.0 %', 0.03],
      ['Diversity', '33 %', 0.33],
    ]);
  });

  it('says of what nobody measured that it is unknown', () => {
    const measures = listMeasures(
      buildBehaviour({ predictability_score: null, cluster_diversity: null, details: { scores: null } }),
    );
    expect(measures.map(({ text }) => text)).toEqual(['94 %', '–', '–', '–']);
  });
});

describe('patterns', () => {
  it('are the largest first, with letters', () => {
    const rows = listPatterns(
      buildBehaviour({ clusters: [buildCluster({ cluster_id: 'cluster_7', size: 2 }), buildCluster({ size: 9 })] }),
    );
    expect(rows.map(({ letter, cluster }) => [letter, cluster.cluster_id])).toEqual([
      ['A', 'cluster_1'],
      ['B', 'cluster_7'],
    ]);
  });

  it('say a loop once', () => {
    expect(joinRepeats(['a', 'b', 'b', 'b', 'a'])).toEqual(['a', 'b ×3', 'a']);
    expect(joinRepeats([])).toEqual([]);
  });

  it('never run out of letters', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('an unusual session', () => {
  it('says how unusual it is beside what its length alone would say', () => {
    const outlier = buildOutlier();
    expect(describeLevel(outlier.score)).toBe('very unusual: 0.5 % of 188 are as unusual, by length alone 40 %');
    expect(describeDistance(outlier, 'A')).toBe('distance 0.93 to A');
  });

  it('claims nothing where there is nothing to compare with', () => {
    const { score } = buildOutlier();
    expect(describeLevel({ ...score, level: 'insufficient_data', compared_with: 0 })).toBe('too few sessions to say');
    expect(describeDistance(buildOutlier({ nearest_cluster_id: null }))).toBe('there is no pattern to compare with');
  });
});

describe('unusual sessions', () => {
  it('are one thing to look at where their reasons are the same', () => {
    const other = buildOutlier({ session_id: 'c', causes: [] });
    const groups = groupOutliers([buildOutlier({ session_id: 'a' }), other, buildOutlier({ session_id: 'b' })]);
    expect(groups.map(({ outlier, otherIds }) => [outlier.session_id, otherIds])).toEqual([
      ['a', ['b']],
      ['c', []],
    ]);
  });

  it('are counted apart from those in no pattern', () => {
    expect(describeCount({ outliers: [buildOutlier()], num_outliers: 0 })).toBe('1 session');
    expect(describeCount({ outliers: [buildOutlier(), buildOutlier()], num_outliers: 1 })).toBe(
      '2 sessions; 1 in no pattern',
    );
  });
});

describe('two versions', () => {
  it('differ by a factor', () => {
    expect(describeEffect({ older: 0.11, newer: 0.62 })).toBe('×5.6');
    expect(describeEffect({ older: 9, newer: 3 })).toBe('÷3.0');
    expect(describeEffect({ older: 1, newer: 1234 })).toBe('×1,234');
    expect(describeEffect({ older: 0, newer: 3 })).toBe('new');
    expect(describeEffect({ older: 3, newer: 0 })).toBe('gone');
    expect(describeEffect({ older: 3, newer: 3 })).toBe('same');
    expect(describeEffect({ older: -1, newer: 3 })).toBe('–');
  });

  it('are those of the URL, where they are versions of the agent', () => {
    const versions = [{ version: '2' }, { version: '1' }];
    expect(choosePair(versions, { older: '1', newer: '2' })).toEqual({ older: '1', newer: '2' });
    expect(choosePair(versions, { older: '1', newer: '1' })).toBeNull();
    expect(choosePair(versions, { older: '__proto__', newer: '2' })).toBeNull();
    expect(choosePair(versions, { older: null, newer: null })).toBeNull();
  });

  it('are asked questions that have names', () => {
    expect(nameFamily('next')).toBe('Order of steps');
    expect(nameFamily('constructor')).toBe('constructor');
  });

  it('have probabilities that are never zero', () => {
    expect([0.0324, 0.0004, 0, 1, NaN].map(formatProbability)).toEqual(['0.032', '< 0.001', '< 0.001', '1.000', '–']);
  });
});
