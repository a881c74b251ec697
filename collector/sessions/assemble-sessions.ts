/**
 * Moves changed traces into their sessions: numbers by difference, extents and names from the traces themselves. A trace
 * whose session id came late leaves its old session here and takes its numbers along.
 */
import type { TouchedSession } from '../bus.ts';
import type { SessionRecord, SessionSource } from '../model/session.ts';
import { AgentLedger } from './agent-ledger.ts';
import type { SessionRows, TraceRow } from './session-rows.ts';
import { combineTotals, NO_TOTALS } from './totals.ts';
import type { TraceSummary } from './trace-summary.ts';

export interface TraceChange {
  readonly before: TraceRow | null;
  /** Null when the trace is removed. */
  readonly after: TraceRow | null;
}

/** @param receivedMs when the server took the new spans in: a session touched by them is open again from then. */
export function assembleSessions(
  rows: SessionRows,
  changes: readonly TraceChange[],
  receivedMs: number,
): readonly TouchedSession[] {
  for (const { after } of changes) if (after !== null) rows.writeTrace(after, receivedMs);
  const ledger = new AgentLedger(rows);
  const touched: TouchedSession[] = [];
  for (const [sessionId, moves] of groupBySession(changes)) {
    const record = reviseSession(rows, ledger, { sessionId, moves, receivedMs });
    if (record !== null && moves.some((move) => move.after !== null)) {
      touched.push({
        id: sessionId,
        agentId: record.agentId,
        lastReceivedMs: record.lastReceivedMs,
        ended: moves.some((move) => move.after?.summary.endsSession === true),
      });
    }
  }
  ledger.flush();
  return touched;
}

/** One trace's change as one session sees it: a trace that moved away has only a before, one that joined only an after. */
function groupBySession(changes: readonly TraceChange[]): ReadonlyMap<string, TraceChange[]> {
  const groups = new Map<string, TraceChange[]>();
  const push = (sessionId: string, change: TraceChange): void => {
    const group = groups.get(sessionId);
    if (group === undefined) groups.set(sessionId, [change]);
    else group.push(change);
  };
  for (const { before, after } of changes) {
    if (before !== null && before.sessionId !== after?.sessionId) push(before.sessionId, { before, after: null });
    if (after !== null) push(after.sessionId, { before: before?.sessionId === after.sessionId ? before : null, after });
  }
  return groups;
}

interface Revision {
  readonly sessionId: string;
  readonly moves: readonly TraceChange[];
  readonly receivedMs: number;
}

function reviseSession(rows: SessionRows, ledger: AgentLedger, revision: Revision): SessionRecord | null {
  const { sessionId, moves } = revision;
  const before = rows.readSessionRecord(sessionId);
  const traceCount = moves.reduce(
    (count, move) => count + Number(move.after !== null) - Number(move.before !== null),
    before?.traceCount ?? 0,
  );
  if (traceCount === 0) {
    if (before !== null) {
      ledger.session(before, -1);
      for (const move of moves) if (move.before !== null) ledger.trace(before.agentId, move.before.summary, -1);
      rows.deleteSession(sessionId);
    }
    return null;
  }
  // One trace is the common case, and the change itself carries it: no need to read the session's traces back.
  const only = traceCount === 1 ? moves.find((move) => move.after !== null)?.after : undefined;
  const traces = only ? [only] : readTraces(rows, before, revision);
  const after = buildRecord(before, traces, { ...revision, traceCount });
  rows.writeSessionRecord(after);
  if (before !== null) ledger.session(before, -1);
  ledger.session(after, 1);
  moveSeries(ledger, { before, after, moves, traces });
  return after;
}

/** How many of a session's first traces nearly always say all that has to be known after others left. */
const FIRST_TRACES = 4;

/** All of a session's traces; where traces only left it, the first few if they are enough: a session may have thousands. */
function readTraces(rows: SessionRows, before: SessionRecord | null, revision: Revision): readonly TraceRow[] {
  const { sessionId, moves } = revision;
  if (before !== null && moves.every(({ before: gone, after }) => after === null && endsBefore(gone, before))) {
    const first = rows.readSessionTraces(sessionId, FIRST_TRACES);
    const told = (known: unknown, read: (trace: TraceRow) => unknown): boolean =>
      known === null || first.some((trace) => read(trace) !== null);
    if (
      pickFirst(first, (summary) => summary.agent)?.id === before.agentId &&
      told(before.source === 'attribute' ? '' : null, ({ summary }) => summary.sessionKey) &&
      told(before.workflowId, ({ summary }) => summary.workflowId) &&
      told(before.userId, ({ summary }) => summary.userId) &&
      told(before.title, ({ title }) => title)
    ) {
      return first;
    }
  }
  return rows.readSessionTraces(sessionId);
}

function endsBefore(trace: TraceRow | null, session: SessionRecord): boolean {
  return trace !== null && trace.summary.endMs < session.lastActivityMs;
}

function buildRecord(
  before: SessionRecord | null,
  traces: readonly TraceRow[],
  revision: Revision & { readonly traceCount: number },
): SessionRecord {
  const { moves, receivedMs, traceCount } = revision;
  // Not all were read: those that left did not end last.
  const lastEndMs = traces.length < traceCount && before !== null ? before.lastActivityMs : -Infinity;
  let totals = before?.totals ?? NO_TOTALS;
  for (const move of moves) {
    if (move.before !== null) totals = combineTotals(totals, move.before.summary.totals, -1);
    if (move.after !== null) totals = combineTotals(totals, move.after.summary.totals, 1);
  }
  const hasNew = moves.some((move) => move.after !== null);
  const reopened = hasNew || before === null;
  const agent = pickFirst(traces, (summary) => summary.agent);
  return {
    id: revision.sessionId,
    source: sourceOf(traces),
    agentId: agent?.id ?? '',
    agentName: agent?.name ?? '',
    workflowId: pickFirst(traces, (summary) => summary.workflowId),
    userId: pickFirst(traces, (summary) => summary.userId),
    tags: readTags(totals.tags.keys()),
    title: traces.find((trace) => trace.title !== null)?.title?.text ?? null,
    status: reopened ? 'active' : before.status,
    completedAtMs: reopened ? null : before.completedAtMs,
    createdAtMs: traces.reduce((least, { summary }) => Math.min(least, summary.startMs), Infinity),
    lastActivityMs: traces.reduce((most, { summary }) => Math.max(most, summary.endMs), lastEndMs),
    lastReceivedMs: hasNew ? Math.max(receivedMs, before?.lastReceivedMs ?? 0) : (before?.lastReceivedMs ?? receivedMs),
    traceCount,
    totals,
  };
}

/** The most certain way in which any of its traces was found to belong to it. */
function sourceOf(traces: readonly TraceRow[]): SessionSource {
  if (traces.some(({ summary }) => summary.sessionKey !== null)) return 'attribute';
  if (traces.some(({ linkedBy }) => linkedBy === 'response_chain')) return 'response_chain';
  return traces.some(({ linkedBy }) => linkedBy === 'history') ? 'history' : 'trace';
}

function pickFirst<T>(traces: readonly TraceRow[], read: (summary: TraceSummary) => T | null): T | null {
  for (const { summary } of traces) {
    const value = read(summary);
    if (value !== null) return value;
  }
  return null;
}

function readTags(pairs: Iterable<string>): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const pair of [...pairs].sort()) {
    const cut = pair.indexOf('=');
    tags.set(pair.slice(0, cut), pair.slice(cut + 1));
  }
  return tags;
}

interface SeriesMove {
  readonly before: SessionRecord | null;
  readonly after: SessionRecord;
  readonly moves: readonly TraceChange[];
  readonly traces: readonly TraceRow[];
}

/** Charts are kept by agent: when the outermost agent arrives last, the whole session's calls move to it. */
function moveSeries(ledger: AgentLedger, { before, after, moves, traces }: SeriesMove): void {
  if (before !== null && before.agentId !== after.agentId) {
    const changed = new Set(moves.map((move) => move.after?.traceId));
    for (const trace of traces) {
      if (changed.has(trace.traceId)) continue;
      ledger.trace(before.agentId, trace.summary, -1);
      ledger.trace(after.agentId, trace.summary, 1);
    }
  }
  for (const move of moves) {
    if (before !== null && move.before !== null) ledger.trace(before.agentId, move.before.summary, -1);
    if (move.after !== null) ledger.trace(after.agentId, move.after.summary, 1);
  }
}
