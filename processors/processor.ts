/**
 * What every analysis of the sessions pipeline is: a name, a checked configuration, and two pure functions. The first looks
 * at one completed session and says in few bytes what later runs need of it; the second looks at an agent's sessions
 * together, from those bytes alone. Neither knows a store, a clock or a thread.
 *
 * Order: processors run as the pipeline lists them, and a later one sees what earlier ones found (`EarlierResults`). What
 * has not run is null there, and whoever needs it says `not_applicable`, never `passed`.
 */
import type { z } from 'zod';

import type { BehaviourRecord, CheckRow } from '../collector/model/analysis.ts';
import type { NewFinding } from '../collector/model/finding.ts';
import type { SpanContents } from '../collector/model/message.ts';
import type { SessionRecord, TimelineSpan } from '../collector/model/session.ts';
import type { EarlierResults } from './earlier-results.ts';

/** A completed session as processors are handed it: every call once, in order of start. */
export interface CompletedSession {
  readonly record: SessionRecord;
  readonly spans: readonly CompletedSpan[];
  /** Spans that were not read because the session has more than may be. */
  readonly spansLeftOut: number;
}

export interface CompletedSpan {
  readonly span: TimelineSpan;
  /** The model as it was asked for, where the span tells both. */
  readonly requestedModel: string | null;
  /** Null where nothing was captured, or nobody in the pipeline reads contents of such spans. */
  readonly contents: SpanContents | null;
}

/** One run over an agent, as one processor sees it. */
export interface AgentRun<State> {
  readonly agentId: string;
  /** Null where nothing is known: the first run, or the first of this process. All sessions are in `added` then. */
  readonly state: State | null;
  /** What `memory` of the last run said, where the state is null; null where there was none. */
  readonly memory: Uint8Array | null;
  /** Bytes of `analyzeSession` of sessions that came, or that went on after an earlier run. */
  readonly added: ReadonlyMap<string, Uint8Array>;
  /** Sessions that left since. */
  readonly removedIds: readonly string[];
  readonly earlier: EarlierResults;
  readonly nowMs: number;
}

export interface AgentOutcome<State> {
  /** Handed back with the next run of this process. */
  readonly state: State;
  /** Kept by the store; null where everything can be made again from what is kept of sessions. */
  readonly memory: Uint8Array | null;
  /** What later processors of the pipeline are told. */
  readonly results: Partial<EarlierResults>;
  readonly checks: readonly CheckRow[];
  readonly behaviour: BehaviourRecord | null;
  readonly findings: readonly NewFinding[];
  readonly clearedFindingIds: readonly string[];
  /** The pattern of each session that has another one than after the run before; null for none. */
  readonly clusterIds: ReadonlyMap<string, string | null>;
}

export interface Processor<Config = unknown, State = unknown> {
  /** The YAML key and the folder. */
  readonly type: string;
  readonly about: string;
  readonly config: z.ZodType<Config>;
  /** Of the bytes of `analyzeSession`: what another version kept is made anew. */
  readonly keptVersion: number;
  /** Whether contents of such a span are worth reading, which is most of the work. */
  needsContents(span: Pick<TimelineSpan, 'kind'>): boolean;
  /** The newest so many completed sessions of an agent count. */
  sessionsMax(config: Config): number;
  analyzeSession(session: CompletedSession, config: Config): Uint8Array;
  analyzeAgent(run: AgentRun<State>, config: Config): AgentOutcome<State>;
}

/*
 * The registry holds processors of unlike configurations and states side by side; each is only ever handed what its own
 * schema and its own last run produced, so forgetting the type parameters here is sound.
 */
export function defineProcessor<Config, State>(processor: Processor<Config, State>): Processor {
  return processor;
}
