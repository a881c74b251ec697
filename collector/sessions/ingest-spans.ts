/**
 * Takes decoded spans and the log records that speak of them into a store's rows: drops what stands already, keeps the better
 * of two versions, and derives traces and sessions. Either may come first: what one lacks is looked for in the other. Stateful
 * only as a cache of recent traces; after a failed transaction `forget` makes it true again.
 */
import type { TouchedSession } from '../bus.ts';
import type { SessionRecord } from '../model/session.ts';
import { joinLogEvents, SESSION_END } from '../vocabularies/log-events.ts';
import { readTitle } from '../vocabularies/read-title.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { RecentMap } from '../recent-map.ts';
import { assembleSessions } from './assemble-sessions.ts';
import type { ChainCall } from './chain-call.ts';
import type { ChainRows } from './chain-rows.ts';
import { chainTraces, readChainCall } from './chain-traces.ts';
import { isModelCall } from './count-calls.ts';
import { readBareContext } from './bare-context.ts';
import type { LogRows } from './log-rows.ts';
import type { PreparedLogs } from './prepare-logs.ts';
import type { SessionRows, Title, TraceRow } from './session-rows.ts';
import { supersedes, twinSideOf, type SpanFacts } from './span-facts.ts';
import { summarizeTrace } from './summarize-trace.ts';
import { NO_TOTALS } from './totals.ts';
import type { TraceSummary } from './trace-summary.ts';
import { TwinTraces, type CountedSpans } from './twin-traces.ts';

/** A span ready to be kept; its contents are read only where the session may need them. */
export interface PreparedSpan<Kept> {
  readonly facts: SpanFacts;
  readonly context: SpanInContext;
  readonly kept: Kept;
  /** Derived anew from all log events there are: it stands for what was derived from fewer, and nobody sent it twice. */
  readonly isRevised?: boolean;
}

export interface SpanRows<Kept> {
  /** The trace's row with the facts of all its spans, or null. */
  readTrace(traceId: string): { readonly row: TraceRow; readonly spans: Iterable<SpanFacts> } | null;
  /** The row alone. */
  readTraceRow(traceId: string): TraceRow | null;
  writeSpan(facts: SpanFacts, kept: Kept, replaces: boolean): void;
}

export interface IngestRows<Kept> {
  readonly sessions: SessionRows;
  readonly spans: SpanRows<Kept>;
  readonly logs: LogRows;
  readonly chains: ChainRows;
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
  /** A log record said that the session is over. */
  ended: boolean;
  /** Its agent sends spans and log events of one call; and some of these are events. */
  mayHaveTwins: boolean;
  hasEvents: boolean;
}

/** The spans of a batch that changed a trace; without a context the span stood already and log records came to it. */
interface Fresh {
  readonly state: TraceState;
  readonly spans: { readonly facts: SpanFacts; readonly context: SpanInContext | null }[];
}

/** Facts kept of recent traces so that the next span of a trace needs no read; about 1 KB each. */
const RECENT_SPANS_MAX = 10_000;

export class SpanIngest<Kept> {
  readonly #sessions: SessionRows;
  readonly #rows: SpanRows<Kept>;
  readonly #logs: LogRows;
  readonly #chains: ChainRows;
  readonly #twins: TwinTraces<TraceState>;
  readonly #traces = new RecentMap<string, TraceState>(RECENT_SPANS_MAX, ({ spans }) => Math.max(1, spans.size));

  constructor(rows: IngestRows<Kept>) {
    this.#sessions = rows.sessions;
    this.#rows = rows.spans;
    this.#logs = rows.logs;
    this.#chains = rows.chains;
    this.#twins = new TwinTraces(rows.sessions, (traceId) => this.#state(traceId));
  }

  /** Runs inside the caller's transaction. */
  ingest(spans: Iterable<PreparedSpan<Kept>>, receivedMs: number): IngestOutcome {
    const changed = new Map<string, Fresh>();
    let [stored, duplicates] = [0, 0];
    for (const { facts, context, kept, isRevised = false } of spans) {
      const fresh = changed.get(facts.traceId) ?? { state: this.#state(facts.traceId), spans: [] };
      const { state } = fresh;
      const standing = state.spans.get(facts.spanId);
      if (standing !== undefined && !supersedes(facts, standing, isRevised)) {
        if (!isRevised) duplicates += 1;
        continue;
      }
      this.#rows.writeSpan(facts, kept, standing !== undefined);
      state.spans.set(facts.spanId, facts);
      stored += 1;
      noteTwins(state, facts);
      state.title = this.#betterTitle(state.title, facts, context);
      // A trace with an id of its own belongs to no chain: nobody will ask what its calls said.
      fresh.spans.push({ facts, context: facts.sessionKey === null ? context : null });
      changed.set(facts.traceId, fresh);
    }
    return { duplicates, stored, touched: this.#settle(changed, receivedMs) };
  }

  /** Runs inside the caller's transaction. */
  ingestLogs({ kept, endedSessions }: PreparedLogs, receivedMs: number): IngestOutcome {
    const fresh = kept.filter((record) => this.#logs.writeLogRecord(record));
    const changed = new Map<string, Fresh>();
    for (const [traceId, records] of Map.groupBy(fresh, ({ record }) => record.traceId)) {
      const state = this.#state(traceId);
      // Its spans are still to come; they will find the records.
      if (state.row === null) continue;
      state.ended ||= records.some(({ eventName }) => eventName === SESSION_END);
      const spans = [...new Set(records.map(({ record }) => record.spanId))].flatMap((id) => state.spans.get(id) ?? []);
      for (const facts of spans) state.title = this.#titleFromLogs(state.title, facts);
      changed.set(traceId, { state, spans: spans.map((facts) => ({ facts, context: null })) });
    }
    const touched = [...this.#settle(changed, receivedMs)];
    for (const sessionId of new Set(endedSessions)) {
      const session = this.#sessions.readSessionRecord(sessionId);
      if (session !== null) touched.push({ ...pickTouched(session), ended: true });
    }
    return { duplicates: kept.length - fresh.length, stored: fresh.length, touched };
  }

  /** Forgets one trace, or everything: the cache must never know more than what was committed. */
  forget(traceId?: string): void {
    this.#twins.forget();
    if (traceId === undefined) this.#traces.clear();
    else this.#traces.delete(traceId);
  }

  #settle(changed: ReadonlyMap<string, Fresh>, receivedMs: number): readonly TouchedSession[] {
    const { all, counted } = this.#withTwins(changed);
    const revised = [...all].map(([traceId, fresh]) => ({
      ...reviseTrace(traceId, fresh.state, counted?.get(traceId)),
      readCalls: () => this.#readCalls(fresh),
    }));
    const changes = chainTraces(this.#chains, revised, (traceId) => this.#rows.readTraceRow(traceId));
    const touched = assembleSessions(this.#sessions, changes, receivedMs);
    for (const { after } of changes) {
      const state = all.get(after.traceId)?.state ?? this.#traces.get(after.traceId);
      if (state === undefined) continue;
      state.row = after;
      this.#traces.set(after.traceId, state);
    }
    return touched;
  }

  /** Where an agent sends both, the traces beside the changed ones change with them. */
  #withTwins(changed: ReadonlyMap<string, Fresh>): {
    readonly all: ReadonlyMap<string, Fresh>;
    readonly counted: ReadonlyMap<string, CountedSpans> | null;
  } {
    const twinned = [...changed].filter(([, { state }]) => state.mayHaveTwins);
    if (twinned.length === 0) return { all: changed, counted: null };
    const traces = this.#twins.count(new Map(twinned.map(([traceId, { state }]) => [traceId, state])));
    const all = new Map(changed);
    const counted = new Map<string, CountedSpans>();
    for (const [traceId, one] of traces) {
      if (!all.has(traceId)) all.set(traceId, { state: one.trace, spans: [] });
      counted.set(traceId, one.counted);
    }
    return { all, counted };
  }

  #readCalls({ state, spans }: Fresh): readonly ChainCall[] {
    const hasLogs = this.#logs.hasLogRecords();
    return spans.flatMap(({ facts, context }) => {
      // Of two versions in one batch only the one that stands.
      if (state.spans.get(facts.spanId) !== facts || !isModelCall(facts)) return [];
      const records = hasLogs ? this.#logs.readLogRecords(facts.traceId, facts.spanId) : [];
      const joined = records.length === 0 ? null : joinLogEvents(context ?? readBareContext(facts), records);
      return readChainCall(facts, context, joined) ?? [];
    });
  }

  #state(traceId: string): TraceState {
    const recent = this.#traces.get(traceId);
    if (recent !== undefined) return recent;
    const known = this.#rows.readTrace(traceId);
    const spans = new Map<string, SpanFacts>();
    const twins = { mayHaveTwins: false, hasEvents: false };
    for (const span of known?.spans ?? []) {
      spans.set(span.spanId, span);
      noteTwins(twins, span);
    }
    const ended = this.#logs.hasLogRecords() && this.#logs.hasSessionEnd(traceId);
    return { row: known?.row ?? null, spans, title: known?.row.title ?? null, ended, ...twins };
  }

  #betterTitle(standing: Title | null, facts: SpanFacts, context: SpanInContext): Title | null {
    const candidate = titleCandidate(facts);
    if (candidate === null || (standing !== null && compareTitles(candidate, standing) >= 0)) return standing;
    const text = readTitle(context);
    if (text !== null) return { ...candidate, text };
    return this.#logs.hasLogRecords() ? this.#titleFromLogs(standing, facts) : standing;
  }

  /** Read again with every record: the first message may be the last to come. */
  #titleFromLogs(standing: Title | null, facts: SpanFacts): Title | null {
    const candidate = titleCandidate(facts);
    const rank = candidate === null || standing === null ? -1 : compareTitles(candidate, standing);
    if (candidate === null || rank > 0 || (rank === 0 && standing?.fromLogs !== true)) return standing;
    const records = this.#logs.readLogRecords(facts.traceId, facts.spanId);
    const text = records.length === 0 ? null : readTitle(joinLogEvents(readBareContext(facts), records));
    return text === null ? standing : { ...candidate, text, fromLogs: true };
  }
}

function titleCandidate(facts: SpanFacts): Omit<Title, 'text'> | null {
  const rank = isModelCall(facts) ? 0 : facts.kind === 'agent' || facts.kind === 'workflow' ? 1 : 2;
  return rank === 2 ? null : { rank, startUnixNano: facts.startUnixNano, spanId: facts.spanId };
}

function reviseTrace(
  traceId: string,
  state: TraceState,
  counted: CountedSpans = state.spans,
): { readonly before: TraceRow | null; readonly after: TraceRow } {
  const summarized = summarizeCounted(state, counted);
  const summary = state.ended ? { ...summarized, endsSession: true } : summarized;
  const { row: before, title } = state;
  const { sessionKey } = summary;
  // A trace whose id is gone begins anew; one that never had any stays where it is until its chain says otherwise.
  const stays = sessionKey === null && before?.summary.sessionKey === null;
  const sessionId = sessionKey?.id ?? (stays ? before.sessionId : traceId);
  return { before, after: { traceId, sessionId, summary, title, linkedBy: stays ? before.linkedBy : null } };
}

function noteTwins(state: Pick<TraceState, 'mayHaveTwins' | 'hasEvents'>, facts: SpanFacts): void {
  const side = twinSideOf(facts);
  state.mayHaveTwins ||= side !== undefined;
  state.hasEvents ||= side === 'events';
}

function summarizeCounted({ spans, hasEvents }: TraceState, counted: CountedSpans): TraceSummary {
  const summary = summarizeTrace(counted.size === 0 ? spans : counted);
  if (!hasEvents) return summary;
  // Everything in it is told by spans of other traces: it adds nothing.
  return { ...summary, ...(counted.size === 0 ? { totals: NO_TOTALS, series: [] } : {}), hasEvents: true };
}

function compareTitles(a: Omit<Title, 'text'>, b: Omit<Title, 'text'>): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

function pickTouched({ id, agentId, lastReceivedMs }: SessionRecord): Omit<TouchedSession, 'ended'> {
  return { id, agentId, lastReceivedMs };
}
