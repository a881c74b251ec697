/**
 * What a session has from single traces rather than from sums: the first trace that names an agent, a user, a workflow or a
 * title, and how its traces were found to belong to it. Kept with the session together with the places the values came from,
 * so that a trace that joins or leaves is compared with them and the session's other traces are seldom read.
 */
import type { SessionSource } from '../model/session.ts';
import type { TraceChange } from './assemble-sessions.ts';
import type { TraceRow } from './session-rows.ts';

/** A value and the trace that gave it: the first by start, then trace id, that has one. */
export interface Given<T> {
  readonly startMs: number;
  readonly traceId: string;
  readonly value: T;
}

export interface SessionFirsts {
  /** Every trace has an agent, if an unknown one: this is the session's first trace. */
  readonly agent: Given<{ readonly id: string; readonly name: string }>;
  readonly workflowId: Given<string> | null;
  readonly userId: Given<string> | null;
  readonly title: Given<string> | null;
  /** How many of its traces belong to it in each way; the rest are there by themselves. */
  readonly attribute: number;
  readonly responseChain: number;
  readonly history: number;
}

/** How many of a session's first traces nearly always say all that has to be known after others left. */
const FIRST_TRACES = 4;
/** When they do not, so many times as many are read: never much more than lies before the first that has the value. */
const GROWTH = 16;

/**
 * @param before null where the session is new, or stands from a version that did not keep this.
 * @param read the traces as they are after the changes, in order: the first so many, or all.
 */
export function reviseFirsts(
  before: SessionFirsts | null,
  changes: readonly TraceChange[],
  read: (countMax?: number) => readonly TraceRow[],
): SessionFirsts {
  if (before === null) return readFirsts(read());
  const found = new LazyTraces(read);
  const revise = <T>(standing: Given<T> | null, valueOf: (trace: TraceRow) => T | null): Given<T> | null => {
    const revised = reviseGiven(standing, changes, valueOf);
    return revised === LOST ? found.first(valueOf) : revised;
  };
  return {
    agent: revise(before.agent, agentOf) ?? before.agent,
    workflowId: revise(before.workflowId, workflowOf),
    userId: revise(before.userId, userOf),
    title: revise(before.title, titleOf),
    attribute: before.attribute + difference(changes, isExplicit),
    responseChain: before.responseChain + difference(changes, isOfResponse),
    history: before.history + difference(changes, isOfHistory),
  };
}

/** @param traces all of the session's, in order; at least one. */
export function readFirsts(traces: readonly TraceRow[]): SessionFirsts {
  const [first] = traces;
  if (first === undefined) throw new Error('a session without traces has no first one');
  return {
    agent: give(first, first.summary.agent),
    workflowId: firstOf(traces, workflowOf),
    userId: firstOf(traces, userOf),
    title: firstOf(traces, titleOf),
    attribute: traces.filter(isExplicit).length,
    responseChain: traces.filter(isOfResponse).length,
    history: traces.filter(isOfHistory).length,
  };
}

/** The most certain way in which any of its traces was found to belong to it. */
export function sourceOf({ attribute, responseChain, history }: SessionFirsts): SessionSource {
  if (attribute > 0) return 'attribute';
  if (responseChain > 0) return 'response_chain';
  return history > 0 ? 'history' : 'trace';
}

/** The trace that gave the value left, says it no more or begins later now: who gives it is another question. */
const LOST = Symbol('lost');

function reviseGiven<T>(
  standing: Given<T> | null,
  changes: readonly TraceChange[],
  valueOf: (trace: TraceRow) => T | null,
): Given<T> | null | typeof LOST {
  const holder = standing === null ? undefined : changes.find((change) => traceIdOf(change) === standing.traceId);
  let first = holder === undefined ? standing : null;
  for (const { after } of changes) {
    const value = after === null ? null : valueOf(after);
    if (after === null || value === null) continue;
    const given = give(after, value);
    if (first === null || isBefore(given, first)) first = given;
  }
  // Whoever stands unchanged comes after the place that was the first.
  const isSure = holder === undefined || standing === null || (first !== null && !isBefore(standing, first));
  return isSure ? first : LOST;
}

class LazyTraces {
  readonly #read: (countMax?: number) => readonly TraceRow[];
  #traces: readonly TraceRow[] = [];
  #countMax = 0;

  constructor(read: (countMax?: number) => readonly TraceRow[]) {
    this.#read = read;
  }

  first<T>(valueOf: (trace: TraceRow) => T | null): Given<T> | null {
    for (;;) {
      const given = firstOf(this.#traces, valueOf);
      if (given !== null || this.#traces.length < this.#countMax) return given;
      this.#countMax = this.#countMax === 0 ? FIRST_TRACES : this.#countMax * GROWTH;
      this.#traces = this.#read(this.#countMax);
    }
  }
}

function firstOf<T>(traces: readonly TraceRow[], valueOf: (trace: TraceRow) => T | null): Given<T> | null {
  for (const trace of traces) {
    const value = valueOf(trace);
    if (value !== null) return give(trace, value);
  }
  return null;
}

function give<T>({ traceId, summary }: TraceRow, value: T): Given<T> {
  return { startMs: summary.startMs, traceId, value };
}

function isBefore(a: Given<unknown>, b: Given<unknown>): boolean {
  return a.startMs < b.startMs || (a.startMs === b.startMs && a.traceId < b.traceId);
}

function traceIdOf({ before, after }: TraceChange): string | undefined {
  return before?.traceId ?? after?.traceId;
}

const agentOf = ({ summary }: TraceRow): TraceRow['summary']['agent'] => summary.agent;
const workflowOf = ({ summary }: TraceRow): string | null => summary.workflowId;
const userOf = ({ summary }: TraceRow): string | null => summary.userId;
const titleOf = ({ title }: TraceRow): string | null => title?.text ?? null;
const isExplicit = ({ summary }: TraceRow): boolean => summary.sessionKey !== null;
const isOfResponse = ({ linkedBy }: TraceRow): boolean => linkedBy === 'response_chain';
const isOfHistory = ({ linkedBy }: TraceRow): boolean => linkedBy === 'history';

function difference(changes: readonly TraceChange[], is: (trace: TraceRow) => boolean): number {
  return changes.reduce(
    (sum, { before, after }) => sum + Number(after !== null && is(after)) - Number(before !== null && is(before)),
    0,
  );
}
