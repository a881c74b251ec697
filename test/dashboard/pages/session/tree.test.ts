import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildTree, walk, type SpanNode } from '../../../../dashboard/src/pages/session/tree.ts';
import { buildItem, START_MS } from '../../timeline-builder.ts';

/** `a(b c(d))` */
function describeNodes(nodes: readonly SpanNode[]): string {
  return nodes
    .map((node) => {
      const name = node.item === null ? `?${node.spanId}` : node.spanId;
      return node.children.length === 0 ? name : `${name}(${describeNodes(node.children)})`;
    })
    .join(' ');
}

describe('the tree of spans', () => {
  it('orders children by their start, whatever order they arrived in', () => {
    const { roots } = buildTree([
      buildItem({ span_id: 'c', parent_span_id: 'a', from: 50 }),
      buildItem({ span_id: 'b', parent_span_id: 'a', from: 10 }),
      buildItem({ span_id: 'a', from: 0, to: 500 }),
    ]);
    expect(describeNodes(roots)).toBe('a(b c)');
  });

  it('puts the children of one missing parent under one placeholder that covers them', () => {
    const { roots } = buildTree([
      buildItem({ span_id: 'b', parent_span_id: 'x', from: 10, to: 20 }),
      buildItem({ span_id: 'c', parent_span_id: 'x', from: 30, to: 60 }),
    ]);
    expect(describeNodes(roots)).toBe('?x(b c)');
    expect(roots[0]).toMatchObject({ item: null, startMs: 0, endMs: 50 });
  });

  it('keeps equal span ids of two traces apart', () => {
    const { roots, nodes } = buildTree([
      buildItem({ span_id: 'a', trace_id: 't1' }),
      buildItem({ span_id: 'a', trace_id: 't2', from: 5 }),
      buildItem({ span_id: 'b', trace_id: 't2', parent_span_id: 'a', from: 6 }),
    ]);
    expect(describeNodes(roots)).toBe('a a(b)');
    expect(nodes.size).toBe(3);
  });

  it('opens a circle of parents at its earliest span and loses none', () => {
    const { roots } = buildTree([
      buildItem({ span_id: 'a', parent_span_id: 'c', from: 0 }),
      buildItem({ span_id: 'b', parent_span_id: 'a', from: 10 }),
      buildItem({ span_id: 'c', parent_span_id: 'b', from: 20 }),
      buildItem({ span_id: 'me', parent_span_id: 'me', from: 30 }),
    ]);
    expect(describeNodes(roots)).toBe('a(b(c)) me');
    expect(roots.map(({ isCycle }) => isCycle)).toEqual([true, true]);
  });

  it('does not stretch its time line to a clock that is wrong', () => {
    const tree = buildTree([
      buildItem({ span_id: 'a', from: 0, to: 1000 }),
      buildItem({ span_id: 'b', start_unix_nano: '0', end_unix_nano: '0', duration_ms: 0, flags: ['clock_skew'] }),
    ]);
    expect(tree.lengthMs).toBe(1000);
    expect(tree.nodes.get('t-b')).toMatchObject({ startMs: 0, endMs: 0 });
  });

  it('lets running spans end now, and not where the clocks are a day apart', () => {
    const running = [
      buildItem({ span_id: 'a', from: 100, to: 100, status: 'running', end_unix_nano: '0', duration_ms: 0 }),
    ];
    expect(buildTree(running, { nowMs: START_MS + 5100 }).nodes.get('t-a')).toMatchObject({ startMs: 0, endMs: 5000 });
    expect(buildTree(running, { nowMs: START_MS + 9e8 }).lengthMs).toBeLessThan(1);
  });

  it('lets a parent that was not seen run until now while the session does', () => {
    const children = [
      buildItem({ span_id: 'b', parent_span_id: 'x', from: 10, to: 20 }),
      buildItem({ span_id: 'c', parent_span_id: 'x', from: 30, to: 60 }),
    ];
    const live = buildTree(children, { nowMs: START_MS + 5010 });
    expect(live.roots[0]).toMatchObject({ item: null, startMs: 0, endMs: 5000, isRunning: true });
    expect(live.lengthMs).toBe(5000);
    const over = buildTree(children);
    expect(over.roots[0]).toMatchObject({ item: null, startMs: 0, endMs: 50, isRunning: false });
    const arrived = buildTree([...children, buildItem({ span_id: 'x', from: 0, to: 70 })], { nowMs: START_MS + 5010 });
    expect(arrived.roots[0]).toMatchObject({ spanId: 'x', endMs: 70, isRunning: false });
  });

  it('has room for nothing', () => expect(buildTree([]).roots).toEqual([]));

  it('shows every span once, whatever the parents are', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const items = fc.uniqueArray(fc.record({ span_id: id, parent_span_id: fc.option(id), from: fc.nat(1000) }), {
      selector: ({ span_id }) => span_id,
    });
    fc.assert(
      fc.property(items, (list) => {
        const { roots, nodes } = buildTree(list.map(buildItem));
        const shown = [...walk(roots)];
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.length).toBe(nodes.size);
        const seen = shown.filter(({ item }) => item !== null).map(({ spanId }) => spanId);
        expect(seen.sort()).toEqual(list.map(({ span_id }) => span_id).sort());
      }),
    );
  });

  it('is not deeper than the stack, though the sender is', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      buildItem({ span_id: `s${index}`, parent_span_id: index === 0 ? null : `s${index - 1}`, from: index }),
    );
    expect([...walk(buildTree(chain).roots)]).toHaveLength(20_000);
  });
});
