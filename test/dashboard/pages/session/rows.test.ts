import { describe, expect, it } from 'vitest';

import { buildTree } from '../../../../dashboard/src/pages/session/tree.ts';
import { buildRows, moveByKey } from '../../../../dashboard/src/pages/session/waterfall/rows.ts';
import { buildTicks } from '../../../../dashboard/src/pages/session/waterfall/scale.ts';
import { rowAt, visibleRows } from '../../../../dashboard/src/pages/session/waterfall/draw-waterfall.ts';
import { buildItem } from '../../timeline-builder.ts';

const { roots } = buildTree([
  buildItem({ span_id: 'a', from: 0, to: 900 }),
  buildItem({ span_id: 'b', parent_span_id: 'a', from: 10 }),
  buildItem({ span_id: 'c', parent_span_id: 'b', from: 20 }),
  buildItem({ span_id: 'd', parent_span_id: 'a', from: 30 }),
]);
const rows = buildRows(roots, new Set());

describe('the rows of the waterfall', () => {
  it('stand parents first, with their depth and place', () => {
    expect(rows.map(({ node, depth, position, siblings }) => [node.spanId, depth, position, siblings])).toEqual([
      ['a', 0, 1, 1],
      ['b', 1, 1, 2],
      ['c', 2, 1, 1],
      ['d', 1, 2, 2],
    ]);
  });

  it('leave out what is folded', () => {
    const folded = buildRows(roots, new Set(['t-b']));
    expect(folded.map(({ node, isOpen }) => [node.spanId, isOpen])).toEqual([
      ['a', true],
      ['b', false],
      ['d', false],
    ]);
  });

  it.each([
    ['ArrowDown', 't-a', { select: 't-b' }],
    ['ArrowDown', 't-d', { select: 't-d' }],
    ['ArrowDown', null, { select: 't-a' }],
    ['ArrowUp', 't-a', { select: 't-a' }],
    ['ArrowUp', null, { select: 't-a' }],
    ['ArrowLeft', 't-b', { fold: 't-b' }],
    ['ArrowLeft', 't-c', { select: 't-b' }],
    ['ArrowLeft', null, null],
    ['ArrowRight', 't-b', { select: 't-c' }],
    ['ArrowRight', 't-c', null],
    ['End', 't-a', { select: 't-d' }],
    ['Home', 't-d', { select: 't-a' }],
    ['x', 't-a', null],
  ])('answer %s at %s with %j', (key, selected, move) => expect(moveByKey(key, rows, selected)).toEqual(move));

  it('unfold what is folded by the right arrow', () => {
    expect(moveByKey('ArrowRight', buildRows(roots, new Set(['t-b'])), 't-b')).toEqual({ unfold: 't-b' });
  });

  it('are drawn where they can be seen, and found where they are drawn', () => {
    const many = Array.from({ length: 10_000 }, () => rows[0]!);
    const [first, last] = visibleRows({ rows: many, scrolled: 48_000 }, 800);
    expect(first).toBe(2000);
    expect(last - first).toBeLessThan(40);
    expect(rowAt(30, { rows, scrolled: 24 })).toBe(rows[1]);
    expect(rowAt(10, { rows, scrolled: 24 })).toBeNull();
    expect(visibleRows({ rows, scrolled: 9000 }, 800)).toEqual([4, 4]);
  });
});

describe('the ruler', () => {
  it.each([
    [41_800, 1000, '5 s'],
    [900, 600, '100 ms'],
    [600_000, 600, '1 min'],
    [7_200_000, 600, '15 min'],
  ])('of %d ms on %d pixels steps by %s', (lengthMs, widthPx, label) => {
    const ticks = buildTicks(lengthMs, widthPx);
    expect(ticks[0]).toEqual({ ms: 0, label: '0' });
    expect(ticks[1]?.label).toBe(label);
    expect(((ticks[1]?.ms ?? 0) / lengthMs) * widthPx).toBeGreaterThanOrEqual(56);
  });

  it('has no ticks without time or room', () => expect([...buildTicks(0, 100), ...buildTicks(100, 0)]).toEqual([]));
});
