/**
 * A session's spans as a tree on one time line. Parents may be missing, late or their own descendants: a missing one gets a
 * placeholder, which runs while the session does; a circle is opened at its earliest span. Everything walks with a stack of its own, because a sender decides how
 * deep the tree is.
 */
import type { TimelineItem } from '../../../../collector/operations/contract.ts';
import { groupOf, type KindGroup } from '../../ui/kind.ts';

export interface SpanNode {
  readonly key: string;
  readonly spanId: string;
  /** Null for a parent that was not seen yet. */
  readonly item: TimelineItem | null;
  readonly group: KindGroup;
  /** Milliseconds from the session's start; a running span ends now. */
  readonly startMs: number;
  readonly endMs: number;
  /** Has not ended. A parent that was not seen is open as long as the session is: spans are sent when they end. */
  readonly isRunning: boolean;
  parent: SpanNode | null;
  readonly children: SpanNode[];
  /** Its parents form a circle, opened here. */
  isCycle: boolean;
}

export interface SessionTree {
  readonly roots: readonly SpanNode[];
  readonly nodes: ReadonlyMap<string, SpanNode>;
  readonly startUnixNano: bigint;
  readonly lengthMs: number;
}

export interface TreeSettings {
  /** Since 1970; until then running spans run. Left out for sessions that are over. */
  readonly nowMs?: number | undefined;
}

const DAY_MS = 86_400_000;

export function buildTree(timeline: readonly TimelineItem[], { nowMs }: TreeSettings = {}): SessionTree {
  const startUnixNano = findStart(timeline);
  const lengthMs = findLength(timeline, { startUnixNano, nowMs });
  const nodes = new Map<string, SpanNode>();
  for (const item of timeline) {
    const node = createNode(item, { startUnixNano, lengthMs });
    nodes.set(node.key, node);
  }
  // Attaching adds placeholders for parents that did not come.
  const received = [...nodes.values()];
  for (const node of received) attach(node, { nodes, lengthMs, isLive: nowMs !== undefined });
  const roots = [...nodes.values()].filter(({ parent }) => parent === null);
  roots.push(...openCycles(roots, nodes));
  roots.sort(byStart);
  for (const { children } of nodes.values()) children.sort(byStart);
  return { roots, nodes, startUnixNano, lengthMs };
}

export function keyOf({ trace_id, span_id }: { readonly trace_id: string; readonly span_id: string }): string {
  return `${trace_id}-${span_id}`;
}

function isSkewed({ flags }: TimelineItem): boolean {
  return flags.includes('clock_skew');
}

/** Clocks that cannot be right do not stretch the time line back to 1970. */
function findStart(timeline: readonly TimelineItem[]): bigint {
  const sane = timeline.filter((item) => !isSkewed(item));
  const starts = (sane.length > 0 ? sane : timeline).map(({ start_unix_nano }) => BigInt(start_unix_nano));
  return starts.reduce((first, start) => (start < first ? start : first), starts[0] ?? 0n);
}

interface Base {
  readonly startUnixNano: bigint;
  readonly nowMs?: number | undefined;
}

function findLength(timeline: readonly TimelineItem[], { startUnixNano, nowMs }: Base): number {
  const ends = timeline
    .filter((item) => !isSkewed(item))
    .map((item) => offsetMs(item.start_unix_nano, startUnixNano) + item.duration_ms);
  const known = ends.reduce((longest, end) => Math.max(longest, end), 0);
  const runs = timeline.some(({ status }) => status === 'running') || hasOrphan(timeline);
  const sinceStart = nowMs === undefined ? 0 : nowMs - Number(startUnixNano / 1_000_000n);
  // A sender's clock far from ours would draw a day of nothing.
  return runs && sinceStart > known && sinceStart < DAY_MS ? sinceStart : Math.max(known, 0.001);
}

function hasOrphan(timeline: readonly TimelineItem[]): boolean {
  const known = new Set(timeline.map(keyOf));
  return timeline.some(
    ({ trace_id, parent_span_id }) =>
      parent_span_id !== null && !known.has(keyOf({ trace_id, span_id: parent_span_id })),
  );
}

function offsetMs(startNano: string, base: bigint): number {
  return Number(BigInt(startNano) - base) / 1e6;
}

function createNode(item: TimelineItem, base: { startUnixNano: bigint; lengthMs: number }): SpanNode {
  const offset = offsetMs(item.start_unix_nano, base.startUnixNano);
  const startMs = isSkewed(item) ? Math.min(Math.max(offset, 0), base.lengthMs) : offset;
  const endMs = item.status === 'running' ? base.lengthMs : Math.min(startMs + item.duration_ms, base.lengthMs);
  return {
    key: keyOf(item),
    spanId: item.span_id,
    item,
    group: groupOf(item.kind),
    startMs,
    endMs: Math.max(endMs, startMs),
    isRunning: item.status === 'running',
    parent: null,
    children: [],
    isCycle: false,
  };
}

interface Attaching extends PlaceholderPlace {
  readonly nodes: Map<string, SpanNode>;
}

/** Children of one missing parent stand together under one placeholder, and stay there when it arrives. */
function attach(node: SpanNode, { nodes, ...place }: Attaching): void {
  const { item } = node;
  if (item === null || item.parent_span_id === null) return;
  const key = keyOf({ trace_id: item.trace_id, span_id: item.parent_span_id });
  const parent = nodes.get(key) ?? createPlaceholder(node, { key, spanId: item.parent_span_id, ...place });
  const covering = parent.item === null ? widen(parent, node) : parent;
  nodes.set(key, covering);
  node.parent = covering;
  covering.children.push(node);
}

interface PlaceholderPlace {
  readonly lengthMs: number;
  readonly isLive: boolean;
}

function createPlaceholder(
  child: SpanNode,
  { key, spanId, lengthMs, isLive }: PlaceholderPlace & { readonly key: string; readonly spanId: string },
): SpanNode {
  const { startMs } = child;
  const endMs = isLive ? lengthMs : child.endMs;
  const bar = { startMs, endMs, isRunning: isLive };
  return { key, spanId, item: null, group: 'other', ...bar, parent: null, children: [], isCycle: false };
}

function widen(placeholder: SpanNode, { startMs, endMs }: SpanNode): SpanNode {
  return Object.assign(placeholder, {
    startMs: Math.min(placeholder.startMs, startMs),
    endMs: Math.max(placeholder.endMs, endMs),
  });
}

/** @returns further roots: one for each circle, its earliest span. */
function openCycles(roots: readonly SpanNode[], nodes: ReadonlyMap<string, SpanNode>): SpanNode[] {
  const reached = new Set<SpanNode>();
  for (const root of roots) markReached(root, reached);
  const opened: SpanNode[] = [];
  if (reached.size === nodes.size) return opened;
  for (const node of [...nodes.values()].sort(byStart)) {
    if (reached.has(node)) continue;
    const siblings = node.parent?.children ?? [];
    siblings.splice(siblings.indexOf(node), 1);
    node.parent = null;
    node.isCycle = true;
    opened.push(node);
    markReached(node, reached);
  }
  return opened;
}

function markReached(root: SpanNode, reached: Set<SpanNode>): void {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    stack.push(...node.children);
  }
}

function byStart(a: SpanNode, b: SpanNode): number {
  return a.startMs - b.startMs || b.endMs - a.endMs || (a.key < b.key ? -1 : 1);
}

/** Every node below and including these, parents first, in order. */
export function* walk(roots: readonly SpanNode[]): Generator<SpanNode> {
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index -= 1) stack.push(node.children[index]!);
  }
}
