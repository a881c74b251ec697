/**
 * The spans of one trace by id, in order of start, with walks towards the root. Parents may be missing, late or, from a
 * broken sender, form a cycle: every walk ends at a span it has met before.
 */
import type { SpanFacts } from './span-facts.ts';

export class SpanTree {
  /** By start, then span id: the order that does not depend on arrival. */
  readonly ordered: readonly SpanFacts[];
  readonly #byId: ReadonlyMap<string, SpanFacts>;

  /** @param spans by id; only read, and not kept beyond the tree. */
  constructor(spans: ReadonlyMap<string, SpanFacts>) {
    this.#byId = spans;
    this.ordered = [...spans.values()].sort(compareStart);
  }

  parentOf(span: SpanFacts): SpanFacts | undefined {
    return span.parentSpanId === '' ? undefined : this.#byId.get(span.parentSpanId);
  }

  /** Spans that have one of `spans` somewhere below them; each ancestor is visited once. */
  ancestorsOf(spans: Iterable<SpanFacts>): ReadonlySet<SpanFacts> {
    const found = new Set<SpanFacts>();
    let walkedFrom = '';
    for (const span of spans) {
      // The child of a parent that was walked from already: nearly every span of a wide trace.
      if (span.parentSpanId === walkedFrom) continue;
      if (span.parentSpanId !== span.spanId) walkedFrom = span.parentSpanId;
      let parent = this.parentOf(span);
      while (parent !== undefined && parent !== span && !found.has(parent)) {
        found.add(parent);
        parent = this.parentOf(parent);
      }
    }
    return found;
  }

  /** Its ancestors, the parent first. */
  above(span: SpanFacts): readonly SpanFacts[] {
    const met = new Set<SpanFacts>([span]);
    for (let parent = this.parentOf(span); parent !== undefined && !met.has(parent); parent = this.parentOf(parent))
      met.add(parent);
    return [...met].slice(1);
  }

  /** The nearest ancestor for which `wanted` answers true; the walk gives up where it answers null. */
  nearest(span: SpanFacts, wanted: (ancestor: SpanFacts) => boolean | null): SpanFacts | undefined {
    const met = new Set<SpanFacts>([span]);
    let parent = this.parentOf(span);
    while (parent !== undefined && !met.has(parent)) {
      const verdict = wanted(parent);
      if (verdict === null) return undefined;
      if (verdict) return parent;
      met.add(parent);
      parent = this.parentOf(parent);
    }
    return undefined;
  }
}

export function compareStart(a: SpanFacts, b: SpanFacts): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
