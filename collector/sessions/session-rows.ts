/**
 * What deriving sessions needs from a store: rows by key, nothing else. Both stores implement it, so that the rules for
 * sessions exist once. All calls of one batch happen inside one transaction of the implementation.
 */
import type { AgentRecord, ModelCallTotals, SessionRecord } from '../model/session.ts';
import type { LinkKind } from './chain-call.ts';
import type { SessionFirsts } from './session-firsts.ts';
import type { Sketch } from './sketch.ts';
import type { TraceSummary } from './trace-summary.ts';

export interface Title {
  /** Model calls (0) before agents and workflows (1), then the earliest start, then the span id. */
  readonly rank: number;
  readonly startUnixNano: bigint;
  readonly spanId: string;
  readonly text: string;
  /** Read from log records, of which more may come. */
  readonly fromLogs?: true;
}

export interface TraceRow {
  readonly traceId: string;
  readonly sessionId: string;
  readonly summary: TraceSummary;
  readonly title: Title | null;
  /** How it was found to continue an earlier trace, whose session is its session then. */
  readonly linkedBy: LinkKind | null;
}

/** An agent's stored numbers; when it was first and last seen follows from its sessions. */
export type AgentRow = Omit<AgentRecord, 'firstSeenMs' | 'lastSeenMs'>;

export interface SeriesDelta {
  readonly startMs: number;
  readonly agentId: string;
  readonly model: string;
  readonly sessions: number;
  readonly failedSessions: number;
  readonly calls: ModelCallTotals;
  readonly responseTimes: Sketch;
  readonly timesToFirstToken: Sketch;
}

export interface SessionRows {
  /** @param receivedMs when its newest span came; what stands may be newer. */
  writeTrace(row: TraceRow, receivedMs: number): void;
  /** The traces of a session by start, then trace id: all of them, or the first so many. */
  readSessionTraces(sessionId: string, countMax?: number): readonly TraceRow[];
  readSessionRecord(sessionId: string): SessionRecord | null;
  /** Null where no session stands, or one that a version wrote which did not keep them. */
  readSessionFirsts(sessionId: string): SessionFirsts | null;
  writeSessionRecord(record: SessionRecord, firsts: SessionFirsts): void;
  deleteSession(sessionId: string): void;
  readAgentRow(agentId: string): AgentRow | null;
  writeAgentRow(row: AgentRow): void;
  deleteAgent(agentId: string): void;
  addSeries(delta: SeriesDelta): void;
}
