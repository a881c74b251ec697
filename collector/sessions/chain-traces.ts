/**
 * Finds the sessions of changed traces: their own id where a span has one, else the chain they belong to. Only traces without
 * an id are read for it, and those whose calls say nothing cost nothing more than being asked.
 */
import { effectiveTimes, type SpanFacts } from './span-facts.ts';
import { readContents } from '../vocabularies/read-contents.ts';
import { readPreviousResponseId } from '../vocabularies/previous-response.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { buildChainCall, type ChainCall } from './chain-call.ts';
import { mergeChain } from './chain-record.ts';
import type { ChainRows } from './chain-rows.ts';
import { isModelCall } from './count-calls.ts';
import { agentOf } from './identify-agent.ts';
import { linkTraces, type ChainChange, type Home } from './link-traces.ts';
import type { TraceRow } from './session-rows.ts';

/** A trace as it was and as its spans make it, still in the session it was in or in one of its own. */
export interface RevisedTrace {
  readonly before: TraceRow | null;
  readonly after: TraceRow;
  /** Its calls that are new or changed; asked for only where the trace has no session id. */
  readonly readCalls: () => readonly ChainCall[];
}

/** A change of a trace that stays. */
export interface MovedTrace {
  readonly before: TraceRow | null;
  readonly after: TraceRow;
}

/**
 * @param readTraceRow a trace as it stands.
 * @returns the changes with their sessions, and those of traces that follow others into another session.
 */
export function chainTraces(
  rows: ChainRows,
  revised: readonly RevisedTrace[],
  readTraceRow: (traceId: string) => TraceRow | null,
): readonly MovedTrace[] {
  const chains = new Map<string, ChainChange>();
  for (const { before, after, readCalls } of revised) {
    const { traceId } = after;
    const standing = before === null || isNamed(before) ? null : rows.readChain(traceId);
    if (isNamed(after)) {
      if (standing !== null) chains.set(traceId, { before: standing, after: null });
      continue;
    }
    const { startMs, userId } = after.summary;
    const isDormant = after.summary.sessionKey !== null;
    const calls = readCalls();
    const isAsBefore = (standing?.isDormant ?? false) === isDormant;
    if (
      standing !== null &&
      calls.length === 0 &&
      isAsBefore &&
      standing.startMs === startMs &&
      standing.userId === userId
    )
      continue;
    const record = mergeChain(standing, { traceId, startMs, userId }, calls);
    if (record === null) continue;
    chains.set(traceId, { before: standing, after: isDormant ? { ...record, link: null, isDormant } : record });
  }
  const known = new Map(revised.map((trace) => [trace.after.traceId, trace]));
  const readRow = (traceId: string): TraceRow | null => {
    const trace = known.get(traceId);
    return trace === undefined ? readTraceRow(traceId) : trace.before;
  };
  const homes = chains.size === 0 ? NO_HOMES : linkTraces(rows, chains, (traceId) => toHome(readRow(traceId)));
  const followers = [...homes.keys()].filter((traceId) => !known.has(traceId));
  return [
    ...revised.map(({ before: standing, after }) => ({
      before: standing,
      after: after.summary.sessionKey === null ? settle(after, homes.get(after.traceId)) : after,
    })),
    ...followers.flatMap((traceId) => follow(readRow(traceId), homes.get(traceId))),
  ];
}

const NO_HOMES: ReadonlyMap<string, Home> = new Map();

/** Has a session id that it keeps. */
function isNamed({ summary }: TraceRow): boolean {
  return summary.sessionKey !== null && summary.isKeyAnnounced !== true;
}

function toHome(row: TraceRow | null): Home | null {
  return row === null ? null : { sessionId: row.sessionId, linkedBy: row.linkedBy };
}

function settle(row: TraceRow, home: Home | undefined): TraceRow {
  return home === undefined ? row : { ...row, ...home };
}

function follow(before: TraceRow | null, home: Home | undefined): readonly MovedTrace[] {
  if (before === null || home === undefined) return [];
  const same = before.sessionId === home.sessionId && before.linkedBy === home.linkedBy;
  return same ? [] : [{ before, after: { ...before, ...home } }];
}

/**
 * @param own the span as it came; null where only its log records are at hand.
 * @param joined the span with its log records as events; null where it has none.
 * @returns null for what is no model call, or says nothing.
 */
export function readChainCall(
  facts: SpanFacts,
  own: SpanInContext | null,
  joined: SpanInContext | null,
): ChainCall | null {
  if (!isModelCall(facts)) return null;
  const contents = own === null ? null : readContents(own);
  const whole = contents !== null && contents.input.length > 0 && contents.output.length > 0;
  const said = whole || joined === null ? contents : readContents(joined);
  if (said === null) return null;
  return buildChainCall(
    said,
    {
      spanId: facts.spanId,
      startMs: effectiveTimes(facts).startMs,
      speaker: facts.serviceName ?? agentOf(facts)?.id ?? '',
      responseId: facts.responseId,
      previousResponseId: own === null ? null : readPreviousResponseId(own.span.attributes),
    },
    contents !== null && contents.input.length > 0,
  );
}
