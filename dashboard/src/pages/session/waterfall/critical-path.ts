/**
 * What the session's length consists of: going back from the end, the span that finished last, then the one that finished last
 * before that one began. Only spans without such a child inside are named, because an agent's bar spans everything.
 */
import type { SpanNode } from '../tree.ts';

export interface PathPart {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Level {
  readonly nodes: readonly SpanNode[];
  readonly untilMs: number;
  /** Whose children these are; undefined for the roots. */
  readonly owner: SpanNode | undefined;
}

/**
 * OpenTelemetry JS takes a span's start from a clock of whole milliseconds and its length from a finer one, so what waited for it
 * may begin up to a millisecond before its end.
 */
const TOLERANCE_MS = 2;

export function findCriticalPath(roots: readonly SpanNode[]): ReadonlyMap<SpanNode, PathPart> {
  const path = new Map<SpanNode, PathPart>();
  const stack: Level[] = [{ nodes: roots, untilMs: Infinity, owner: undefined }];
  for (let level = stack.pop(); level !== undefined; level = stack.pop()) {
    const chosen = chooseLast(level);
    if (chosen.length === 0 && level.owner !== undefined) {
      path.set(level.owner, { fromMs: level.owner.startMs, toMs: Math.min(level.owner.endMs, level.untilMs) });
    }
    for (const { node, untilMs } of chosen) stack.push({ nodes: node.children, untilMs, owner: node });
  }
  return path;
}

function chooseLast({ nodes, untilMs }: Level): { readonly node: SpanNode; readonly untilMs: number }[] {
  const chosen: { node: SpanNode; untilMs: number }[] = [];
  let cursor = untilMs;
  for (const node of nodes.toSorted((a, b) => b.endMs - a.endMs)) {
    const overlaps = chosen.length > 0 && node.endMs > cursor + TOLERANCE_MS;
    if (overlaps || node.startMs >= cursor) continue;
    chosen.push({ node, untilMs: Math.min(node.endMs, cursor) });
    cursor = node.startMs;
  }
  return chosen;
}
