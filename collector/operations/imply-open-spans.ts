/**
 * A span is exported when it ends, so a child whose parent is not stored says that the parent runs still (or was lost). Such
 * parents stand beside the timeline and are derived when somebody reads: no number of a session knows of them.
 */
import type { TimelineSpan } from '../model/session.ts';
import { isFromLogs } from '../sessions/span-facts.ts';
import type { Store } from '../store.ts';
import type { OpenSpan } from './schemas.ts';

/** Parents that are looked for in the store, where the answer is not the whole timeline; each is a read. */
const LOOKED_FOR_MAX = 64;

/** @param spans of one session in order of start; `isWhole` where it has no others. */
export async function implyOpenSpans(
  spans: readonly TimelineSpan[],
  { store, isWhole }: { readonly store: Pick<Store, 'readAncestors'>; readonly isWhole: boolean },
): Promise<OpenSpan[]> {
  const orphans = findOrphans(spans);
  if (isWhole) return orphans.map(({ open }) => open);
  const isMissing = async ({ child }: Orphans) => (await store.readAncestors(child)).length === 0;
  const looked = orphans.slice(0, LOOKED_FOR_MAX);
  const missing = await Promise.all(looked.map(isMissing));
  return looked.filter((_, index) => missing[index]).map(({ open }) => open);
}

interface Orphans {
  readonly child: TimelineSpan;
  readonly open: OpenSpan;
}

function findOrphans(spans: readonly TimelineSpan[]): Orphans[] {
  const known = new Set(spans.map(({ traceId, spanId }) => `${traceId}-${spanId}`));
  const found = new Map<string, Orphans>();
  for (const child of spans) {
    const { traceId, parentSpanId, startUnixNano } = child;
    const key = `${traceId}-${parentSpanId}`;
    // What was made of log events was logged inside a span that may never be sent.
    if (parentSpanId === '' || known.has(key) || isFromLogs(child)) continue;
    const open = found.get(key)?.open ?? {
      trace_id: traceId,
      span_id: parentSpanId,
      status: 'running' as const,
      // Spans come in order of start: the first child's is the latest at which the parent can have begun.
      start_unix_nano: startUnixNano.toString(),
      children: 0,
    };
    found.set(key, { child, open: { ...open, children: open.children + 1 } });
  }
  return [...found.values()];
}
