/**
 * Calls whose span and log events are in different traces of one session: Claude Code makes a trace of its own for what it asks
 * beside the conversation (a title, a summary), and logs it in the conversation's trace (2.1.233) or in none (2.1.147). Finds
 * the traces that have to be summed together. Asked only for traces of agents that send both.
 */
import { RecentMap } from '../recent-map.ts';
import { APART_MS, mergeTwins } from './merge-twins.ts';
import type { SessionRows } from './session-rows.ts';
import { twinSideOf, type SpanFacts } from './span-facts.ts';
import { compareStart } from './span-tree.ts';

export interface TwinnedTrace {
  readonly spans: ReadonlyMap<string, SpanFacts>;
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
  readonly #extents = new RecentMap<string, Map<string, Extent>>(EXTENTS_MAX, ({ size }) => Math.max(1, size));

  /** @param load a trace that is not among the changed ones. */
  constructor(sessions: SessionRows, load: (traceId: string) => Trace) {
    this.#sessions = sessions;
    this.#load = load;
  }

  /** @returns the changed traces that may have twins, and those beside them whose sums change with theirs. */
  count(changed: ReadonlyMap<string, Trace>): ReadonlyMap<string, { trace: Trace; counted: CountedSpans }> {
    const results = new Map<string, { trace: Trace; counted: CountedSpans }>();
    const loaded = new Map(changed);
    const load = (traceId: string): Trace => {
      const trace = loaded.get(traceId) ?? this.#load(traceId);
      loaded.set(traceId, trace);
      return trace;
    };
    const sessions = Map.groupBy(changed, ([, { spans }]) => findSessionId(spans.values()));
    for (const [sessionId, traces] of sessions) {
      const extents = this.#extentsOf(sessionId, traces);
      const hasEvents = [...extents.values()].some((extent) => extent.hasEvents);
      const near = (traceId: string): readonly string[] => (hasEvents ? findNear(extents, traceId) : []);
      for (const traceId of new Set(traces.flatMap(([id]) => [id, ...near(id)]))) {
        const trace = load(traceId);
        results.set(traceId, {
          trace,
          counted: countTogether(traceId, trace, new Map(near(traceId).map((id) => [id, load(id)]))),
        });
      }
    }
    return results;
  }

  forget(): void {
    this.#extents.clear();
  }

  /** Without a session of its own a trace is alone. */
  #extentsOf(sessionId: string, traces: readonly (readonly [string, Trace])[]): ReadonlyMap<string, Extent> {
    const extents =
      sessionId === '' ? new Map<string, Extent>() : (this.#extents.get(sessionId) ?? this.#read(sessionId));
    for (const [traceId, { spans }] of traces) extents.set(traceId, extentOf(spans));
    if (sessionId !== '') this.#extents.set(sessionId, extents);
    return extents;
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
    if (span.sessionKey === null) continue;
    const apart = span.sessionKey.rank - (best?.sessionKey?.rank ?? Infinity);
    if (apart < 0 || (apart === 0 && best !== null && compareStart(span, best) < 0)) best = span;
  }
  return best?.sessionKey?.id ?? '';
}

function extentOf(spans: ReadonlyMap<string, SpanFacts>): Extent {
  let [fromMs, toMs, hasEvents] = [Infinity, -Infinity, false];
  for (const span of spans.values()) {
    fromMs = Math.min(fromMs, Number(span.startUnixNano / 1_000_000n));
    toMs = Math.max(toMs, Number(span.endUnixNano / 1_000_000n));
    hasEvents ||= twinSideOf(span) === 'events';
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
