/**
 * Calls whose span and log events are in different traces of one session: Claude Code makes a trace of its own for what it asks
 * beside the conversation (a title, a summary), and logs it in the conversation's trace (2.1.233) or in none (2.1.147). Finds
 * the traces that have to be summed together. Asked only for traces of agents that send both.
 */
import { RecentMap } from '../recent-map.ts';
import { APART_MS, mergeTwins } from './merge-twins.ts';
import type { SessionRows } from './session-rows.ts';
import { effectiveTimes, type SpanFacts } from './span-facts.ts';
import { compareStart } from './span-tree.ts';

export interface TwinnedTrace {
  readonly spans: ReadonlyMap<string, SpanFacts>;
  /** Some of its spans were made of log events. */
  readonly hasEvents: boolean;
}

/** What a trace is summed from: of each call the span, or the events where there is none. */
export type CountedSpans = ReadonlyMap<string, SpanFacts>;

interface Extent {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hasEvents: boolean;
}

/** Traces whose extent is remembered; a session of more is read anew. */
const EXTENTS_MAX = 50_000;

export class TwinTraces<Trace extends TwinnedTrace> {
  readonly #sessions: SessionRows;
  readonly #load: (traceId: string) => Trace;
  /** By session; null where it has no events, as that of who sends spans only. */
  readonly #extents = new RecentMap<string, Map<string, Extent> | null>(EXTENTS_MAX, (extents) => extents?.size ?? 1);

  /** @param load a trace that is not among the changed ones. */
  constructor(sessions: SessionRows, load: (traceId: string) => Trace) {
    this.#sessions = sessions;
    this.#load = load;
  }

  /** @returns the changed traces whose session has events, and those beside them, whose sums change with theirs. */
  count(changed: ReadonlyMap<string, Trace>): ReadonlyMap<string, { trace: Trace; counted: CountedSpans }> {
    const results = new Map<string, { trace: Trace; counted: CountedSpans }>();
    const loaded = new Map(changed);
    const load = (traceId: string): Trace => {
      const trace = loaded.get(traceId) ?? this.#load(traceId);
      loaded.set(traceId, trace);
      return trace;
    };
    for (const [sessionId, traces] of Map.groupBy(changed, ([, { spans }]) => findSessionId(spans.values()))) {
      const extents = this.#extentsOf(sessionId, traces);
      if (extents === null) continue;
      const near = (traceId: string): readonly string[] => findNear(extents, traceId);
      for (const traceId of new Set(traces.flatMap(([id]) => [id, ...near(id)]))) {
        const trace = load(traceId);
        const others = new Map(near(traceId).map((id) => [id, load(id)]));
        results.set(traceId, { trace, counted: countTogether(traceId, trace, others) });
      }
    }
    return results;
  }

  forget(): void {
    this.#extents.clear();
  }

  #extentsOf(sessionId: string, traces: readonly (readonly [string, Trace])[]): ReadonlyMap<string, Extent> | null {
    const isTold = traces.some(([, { hasEvents }]) => hasEvents);
    const known = sessionId === '' ? null : this.#extents.get(sessionId);
    if (known === null && !isTold) return null;
    // Without a session of its own a trace is alone.
    const extents = known ?? (sessionId === '' ? new Map<string, Extent>() : this.#read(sessionId));
    const hasEvents = isTold || extents.values().some((extent) => extent.hasEvents);
    if (hasEvents) for (const [traceId, trace] of traces) extents.set(traceId, extentOf(trace));
    if (sessionId !== '') this.#extents.set(sessionId, hasEvents ? extents : null);
    return hasEvents ? extents : null;
  }

  #read(sessionId: string): Map<string, Extent> {
    return new Map(
      this.#sessions.readSessionTraces(sessionId).map(({ traceId, summary }) => {
        const { startMs: fromMs, endMs: toMs, hasEvents = false } = summary;
        return [traceId, { fromMs, toMs, hasEvents }];
      }),
    );
  }
}

/** As the summary finds it, without putting the spans in order; empty where they name none. */
function findSessionId(spans: Iterable<SpanFacts>): string {
  let best: SpanFacts | null = null;
  for (const span of spans) {
    if (span.sessionKey === null || span.sessionKey.id === best?.sessionKey?.id) continue;
    const apart = span.sessionKey.rank - (best?.sessionKey?.rank ?? Infinity);
    if (apart < 0 || (apart === 0 && best !== null && compareStart(span, best) < 0)) best = span;
  }
  return best?.sessionKey?.id ?? '';
}

/** In the times of a trace's summary, which is what is known of traces that are not at hand. */
function extentOf({ spans, hasEvents }: TwinnedTrace): Extent {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const span of spans.values()) {
    const { startMs, endMs } = effectiveTimes(span);
    fromMs = Math.min(fromMs, startMs);
    toMs = Math.max(toMs, endMs);
  }
  return { fromMs, toMs, hasEvents };
}

function findNear(extents: ReadonlyMap<string, Extent>, traceId: string): readonly string[] {
  const own = extents.get(traceId);
  if (own === undefined) return [];
  return [...extents].flatMap(([id, { fromMs, toMs }]) =>
    id !== traceId && fromMs <= own.toMs + APART_MS && own.fromMs <= toMs + APART_MS ? [id] : [],
  );
}

function countTogether(
  traceId: string,
  { spans }: TwinnedTrace,
  near: ReadonlyMap<string, TwinnedTrace>,
): CountedSpans {
  if (near.size === 0) return mergeTwins(spans);
  const all = new Map<string, SpanFacts>();
  const add = (of: string, facts: ReadonlyMap<string, SpanFacts>): void => {
    for (const span of facts.values()) all.set(`${of} ${span.spanId}`, span);
  };
  add(traceId, spans);
  for (const [id, trace] of near) add(id, trace.spans);
  const merged = mergeTwins(all);
  if (merged === all) return spans;
  return new Map(
    [...spans.keys()].flatMap((spanId) => {
      const span = merged.get(`${traceId} ${spanId}`);
      return span === undefined ? [] : [[spanId, span] as const];
    }),
  );
}
