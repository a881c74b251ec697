import { describe, expect, it } from 'vitest';

import { layoutStrip, placeLanes } from '../../../../dashboard/src/pages/session/strip-layout.ts';
import { findBar } from '../../../../dashboard/src/pages/session/strip.tsx';
import { buildTree } from '../../../../dashboard/src/pages/session/tree.ts';
import { buildItem, type ItemInput } from '../../timeline-builder.ts';

function layoutOf(items: readonly ItemInput[]) {
  return layoutStrip(buildTree(items.map(buildItem)));
}

describe('the tape', () => {
  it('has agents, model calls and tools in lanes of their own', () => {
    const { bars } = layoutOf([
      { span_id: 'a', kind: 'agent', to: 1000 },
      { span_id: 'm', kind: 'llm.chat', parent_span_id: 'a', from: 100, to: 200 },
      { span_id: 'r', kind: 'retrieval', parent_span_id: 'a', from: 300, to: 400 },
      { span_id: 'x', kind: 'other', parent_span_id: 'a', from: 500, to: 600 },
    ]);
    expect(bars.map(({ node, lane, from }) => [node.spanId, lane, from])).toEqual([
      ['a', 'agents', 0],
      ['m', 'model', 0.1],
      ['r', 'tools', 0.3],
    ]);
  });

  it('draws a hand-over as the agent it starts', () => {
    const { bars } = layoutOf([
      { span_id: 'hand', kind: 'tool', to: 900 },
      { span_id: 'sub', kind: 'agent', parent_span_id: 'hand', from: 1, to: 899 },
    ]);
    expect(bars.map(({ node }) => node.spanId)).toEqual(['sub']);
  });

  it('shares a lane among calls at the same time, and grows a little', () => {
    const parallel = layoutOf(
      [0, 1, 2, 3, 4].map((at) => ({ span_id: `m${at}`, kind: 'llm.chat' as const, from: at, to: 500 })),
    );
    expect(parallel.rows.model).toBe(3);
    const single = layoutOf([{ span_id: 'm', kind: 'llm.chat' }]);
    expect(placeLanes(parallel).base).toBeGreaterThan(placeLanes(single).base);
  });

  it('draws what falls on one pixel once, but never hides a failure behind it', () => {
    const many: ItemInput[] = Array.from({ length: 10_000 }, (_, index) => ({
      span_id: `s${index}`,
      kind: 'tool',
      from: 500 + index * 0.000001,
      to: 500.01,
      ...(index === 5000 ? { status: 'error' as const } : {}),
    }));
    const { bars } = layoutOf([{ span_id: 'a', kind: 'agent', to: 100_000 }, ...many]);
    expect(bars.length).toBeLessThan(20);
    expect(bars.some(({ node }) => node.item?.status === 'error')).toBe(true);
  });

  it('picks the call under the pointer and not the agent behind it', () => {
    const layout = layoutOf([
      { span_id: 'a', kind: 'agent', to: 1000 },
      { span_id: 'm', kind: 'llm.chat', from: 400, to: 600 },
    ]);
    const y = placeLanes(layout).model.top + 2;
    expect(findBar(layout, { x: 58 + 500, y, width: 1066 })?.node.spanId).toBe('m');
    expect(findBar(layout, { x: 58 + 100, y, width: 1066 })).toBeNull();
  });
});
