import { describe, expect, it } from 'vitest';

import { buildTree } from '../../../../dashboard/src/pages/session/tree.ts';
import { findCriticalPath } from '../../../../dashboard/src/pages/session/waterfall/critical-path.ts';
import { buildItem, type ItemInput } from '../../timeline-builder.ts';

function pathOf(items: readonly ItemInput[]): [string, number, number][] {
  const path = findCriticalPath(buildTree(items.map(buildItem)).roots);
  return [...path]
    .map(([{ spanId }, { fromMs, toMs }]): [string, number, number] => [spanId, fromMs, toMs])
    .sort((a, b) => a[1] - b[1]);
}

describe('the critical path', () => {
  it('goes back from the end over the spans that others waited for', () => {
    const parts = pathOf([
      { span_id: 'agent', from: 0, to: 1000 },
      { span_id: 'ask', parent_span_id: 'agent', from: 0, to: 200 },
      { span_id: 'slow', parent_span_id: 'agent', from: 200, to: 800 },
      { span_id: 'quick', parent_span_id: 'agent', from: 200, to: 500 },
      { span_id: 'answer', parent_span_id: 'agent', from: 800, to: 1000 },
    ]);
    expect(parts).toEqual([
      ['ask', 0, 200],
      ['slow', 200, 800],
      ['answer', 800, 1000],
    ]);
  });

  it('goes into the slowest of several agents, and into each turn', () => {
    const parts = pathOf([
      { span_id: 'turn 1', from: 0, to: 500 },
      { span_id: 'left', parent_span_id: 'turn 1', from: 0, to: 400 },
      { span_id: 'left call', parent_span_id: 'left', from: 10, to: 400 },
      { span_id: 'right', parent_span_id: 'turn 1', from: 0, to: 500 },
      { span_id: 'right call', parent_span_id: 'right', from: 10, to: 490 },
      { span_id: 'turn 2', from: 600, to: 700 },
    ]);
    expect(parts).toEqual([
      ['right call', 10, 490],
      ['turn 2', 600, 700],
    ]);
  });

  it('forgives clocks that overlap a little, and a child that outlives its parent', () => {
    const parts = pathOf([
      { span_id: 'agent', from: 0, to: 300 },
      { span_id: 'a', parent_span_id: 'agent', from: 0, to: 101.2 },
      { span_id: 'b', parent_span_id: 'agent', from: 100, to: 350 },
    ]);
    expect(parts).toEqual([
      ['a', 0, 100],
      ['b', 100, 300],
    ]);
  });

  it('walks a chain of 20,000 spans', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({
      span_id: `s${index}`,
      ...(index === 0 ? {} : { parent_span_id: `s${index - 1}` }),
    }));
    expect(pathOf(items)).toEqual([['s19999', 0, 100]]);
  });
});
