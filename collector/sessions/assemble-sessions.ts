/**
 * Moves changed traces into their sessions: numbers by difference, extents and names by comparison with what the session has
 * them from. A trace whose session id came late leaves its old session here and takes its numbers along.
 */
import type { TouchedSession } from '../bus.ts';
import type { SessionRecord } from '../model/session.ts';
import { AgentLedger } from './agent-ledger.ts';
import { reviseFirsts, sourceOf, type SessionFirsts } from './session-firsts.ts';
import type { SessionRows, TraceRow } from './session-rows.ts';
import { combineTotals, NO_TOTALS } from './totals.ts';

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
  const read = readOnce(rows, revision, traceCount);
  const firsts = reviseFirsts(before === null ? null : rows.readSessionFirsts(sessionId), moves, read);
  const after = buildRecord(before, { ...revision, traceCount, firsts, lastEndMs: lastEnd(before, moves, read) });
  rows.writeSessionRecord(after, firsts);
  if (before !== null) ledger.session(before, -1);
  ledger.session(after, 1);
  moveSeries(ledger, { before, after, moves, read });
  return after;
}

type ReadTraces = (countMax?: number) => readonly TraceRow[];

/** Reads the session's traces when somebody asks, all of them at most once: a session may have thousands. */
function readOnce(rows: SessionRows, { sessionId, moves }: Revision, traceCount: number): ReadTraces {
  // One trace is the common case, and the change itself carries it.
  const only = traceCount === 1 ? moves.find((move) => move.after !== null)?.after : undefined;
  let all: readonly TraceRow[] | null = only ? [only] : null;
  return (countMax) => {
    if (all !== null) return all.slice(0, countMax);
    const traces = rows.readSessionTraces(sessionId, countMax);
    if (countMax === undefined) all = traces;
    return traces;
  };
}

/** Only where the trace that ended last left or ends earlier now do the others have to be asked. */
function lastEnd(before: SessionRecord | null, moves: readonly TraceChange[], read: ReadTraces): number {
  const joined = moves.reduce((most, { after }) => Math.max(most, after?.summary.endMs ?? -Infinity), -Infinity);
  const standing = before?.lastActivityMs ?? -Infinity;
  if (joined >= standing) return joined;
  const isLost = moves.some((move) => move.before?.summary.endMs === standing);
  return isLost ? read().reduce((most, { summary }) => Math.max(most, summary.endMs), -Infinity) : standing;
}

interface Revised extends Revision {
  readonly traceCount: number;
  readonly firsts: SessionFirsts;
  readonly lastEndMs: number;
}

function buildRecord(before: SessionRecord | null, revised: Revised): SessionRecord {
  const { moves, receivedMs, traceCount, firsts, lastEndMs } = revised;
  let totals = before?.totals ?? NO_TOTALS;
  for (const move of moves) {
    if (move.before !== null) totals = combineTotals(totals, move.before.summary.totals, -1);
    if (move.after !== null) totals = combineTotals(totals, move.after.summary.totals, 1);
  }
  const hasNew = moves.some((move) => move.after !== null);
  const reopened = hasNew || before === null;
  return {
    id: revised.sessionId,
    source: sourceOf(firsts),
    agentId: firsts.agent.value.id,
    agentName: firsts.agent.value.name,
    workflowId: firsts.workflowId?.value ?? null,
    userId: firsts.userId?.value ?? null,
    tags: readTags(totals.tags.keys()),
    title: firsts.title?.value ?? null,
    status: reopened ? 'active' : before.status,
    completedAtMs: reopened ? null : before.completedAtMs,
    createdAtMs: firsts.agent.startMs,
    lastActivityMs: lastEndMs,
    lastReceivedMs: hasNew ? Math.max(receivedMs, before?.lastReceivedMs ?? 0) : (before?.lastReceivedMs ?? receivedMs),
    traceCount,
    totals,
  };
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
  readonly read: ReadTraces;
}

/** Charts are kept by agent: when the outermost agent arrives last, the whole session's calls move to it. */
function moveSeries(ledger: AgentLedger, { before, after, moves, read }: SeriesMove): void {
  if (before !== null && before.agentId !== after.agentId) {
    const changed = new Set(moves.map((move) => move.after?.traceId));
    for (const trace of read()) {
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
