/**
 * Takes decoded spans into a store's rows: drops what stands already, keeps the better of two versions, and derives traces
 * and sessions. Stateful only as a cache of recent traces; after a failed transaction `forget` makes it true again.
 */
import type { TouchedSession } from '../bus.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { RecentMap } from '../recent-map.ts';
import { assembleSessions, type TraceChange } from './assemble-sessions.ts';
import { isModelCall } from './count-calls.ts';
import type { SessionRows, Title, TraceRow } from './session-rows.ts';
import { supersedes, type SpanFacts } from './span-facts.ts';
import { summarizeTrace } from './summarize-trace.ts';

/** A span ready to be kept; `readTitle` is asked only when the span could give its session the title. */
export interface PreparedSpan<Kept> {
  readonly facts: SpanFacts;
  readonly context: SpanInContext;
  readonly kept: Kept;
}

export interface SpanRows<Kept> {
  /** The trace's row with the facts of all its spans, or null. */
  readTrace(traceId: string): { readonly row: TraceRow; readonly spans: Iterable<SpanFacts> } | null;
  writeSpan(facts: SpanFacts, kept: Kept, replaces: boolean): void;
}

export interface IngestRows<Kept> {
  readonly sessions: SessionRows;
  readonly spans: SpanRows<Kept>;
}

export interface IngestOutcome {
  readonly duplicates: number;
  readonly stored: number;
  readonly touched: readonly TouchedSession[];
}

interface TraceState {
  row: TraceRow | null;
  readonly spans: Map<string, SpanFacts>;
  title: Title | null;
}

/** Facts kept of recent traces so that the next span of a trace needs no read; about 1 KB each. */
const RECENT_SPANS_MAX = 30_000;

export class SpanIngest<Kept> {
  readonly #sessions: SessionRows;
  readonly #rows: SpanRows<Kept>;
  readonly #readTitle: (context: SpanInContext) => string | null;
  readonly #traces = new RecentMap<string, TraceState>(RECENT_SPANS_MAX, ({ spans }) => Math.max(1, spans.size));

  constructor(rows: IngestRows<Kept>, readTitle: (context: SpanInContext) => string | null) {
    this.#sessions = rows.sessions;
    this.#rows = rows.spans;
    this.#readTitle = readTitle;
  }

  /** Runs inside the caller's transaction. */
  ingest(spans: readonly PreparedSpan<Kept>[], receivedMs: number): IngestOutcome {
    const changed = new Map<string, TraceState>();
    let duplicates = 0;
    for (const { facts, context, kept } of spans) {
      const state = changed.get(facts.traceId) ?? this.#state(facts.traceId);
      const standing = state.spans.get(facts.spanId);
      if (standing !== undefined && !supersedes(facts, standing)) {
        duplicates += 1;
        continue;
      }
      this.#rows.writeSpan(facts, kept, standing !== undefined);
      state.spans.set(facts.spanId, facts);
      state.title = this.#betterTitle(state.title, facts, context);
      changed.set(facts.traceId, state);
    }
    const changes = [...changed].map(([traceId, state]) => reviseTrace(traceId, state));
    const touched = assembleSessions(this.#sessions, changes, receivedMs);
    for (const [traceId, state] of changed) this.#traces.set(traceId, state);
    return { duplicates, stored: spans.length - duplicates, touched };
  }

  /** Forgets one trace, or everything: the cache must never know more than what was committed. */
  forget(traceId?: string): void {
    if (traceId === undefined) this.#traces.clear();
    else this.#traces.delete(traceId);
  }

  #state(traceId: string): TraceState {
    const recent = this.#traces.get(traceId);
    if (recent !== undefined) return recent;
    const known = this.#rows.readTrace(traceId);
    const spans = new Map<string, SpanFacts>();
    for (const span of known?.spans ?? []) spans.set(span.spanId, span);
    return { row: known?.row ?? null, spans, title: known?.row.title ?? null };
  }

  #betterTitle(standing: Title | null, facts: SpanFacts, context: SpanInContext): Title | null {
    const rank = isModelCall(facts) ? 0 : facts.kind === 'agent' || facts.kind === 'workflow' ? 1 : 2;
    if (rank === 2) return standing;
    const candidate = { rank, startUnixNano: facts.startUnixNano, spanId: facts.spanId };
    if (standing !== null && compareTitles(candidate, standing) >= 0) return standing;
    const text = this.#readTitle(context);
    return text === null ? standing : { ...candidate, text };
  }
}

function reviseTrace(traceId: string, state: TraceState): TraceChange {
  const summary = summarizeTrace(state.spans.values());
  const before = state.row;
  const after: TraceRow = { traceId, sessionId: summary.sessionKey?.id ?? traceId, summary, title: state.title };
  state.row = after;
  return { before, after };
}

function compareTitles(a: Omit<Title, 'text'>, b: Omit<Title, 'text'>): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
