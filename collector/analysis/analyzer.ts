/**
 * Whoever runs the analyses: a thread with limits (`pool.ts`), or this thread (`inline.ts`) for tests and where there is
 * nothing to protect. Plain data in and out. It keeps nothing that could not be made again from the store.
 */
import type { AgentAnalysis, KeptOfSession } from '../model/analysis.ts';

export interface AnalysisSettings {
  /** The processors of the sessions pipeline in their order, with what their schemas made of their configuration. */
  readonly processors: readonly { readonly type: string; readonly config: unknown }[];
  readonly limits: AnalysisLimits;
}

export interface AnalysisLimits {
  /** Reading and analysing one session; beyond it the session is kept as failed and the run goes on. */
  readonly sessionTimeoutMs: number;
  /** Analysing an agent's sessions together; beyond it the run has failed. */
  readonly agentTimeoutMs: number;
  /** Of the thread's heap. */
  readonly memoryBytesMax: number;
  /** Spans of one session; more are counted and not read. */
  readonly spansMax: number;
}

export interface AnalysisRequest {
  readonly id: string;
  readonly agentId: string;
  /** The agent's version that the run is to see, and the one that the run before saw. */
  readonly version: number;
  readonly analyzedVersion: number;
  readonly startedAtMs: number;
  /** What was made of single sessions, as it comes; resolves when it is kept. */
  readonly onKept: (kept: readonly KeptOfSession[]) => Promise<void>;
}

export type AnalysisOutcome =
  | { readonly ok: true; readonly analysis: Omit<AgentAnalysis, 'finishedAtMs'> }
  /** The reason in words that hold nothing of what was analysed. */
  | { readonly ok: false; readonly failure: string };

/** A question about an agent's sessions that is answered when somebody asks. */
export type BehaviourQuestion =
  /** Why a session is unusual, and where it leaves the way of its neighbours. */
  | { readonly type: 'explain'; readonly agentId: string; readonly sessionId: string }
  /** Where the second session leaves the way of the first. */
  | { readonly type: 'compare-sessions'; readonly sessionIds: readonly [string, string] }
  | { readonly type: 'compare-versions'; readonly agentId: string; readonly older: string; readonly newer: string }
  /** Versions of the agent's sessions with their numbers of sessions, the newest first. */
  | { readonly type: 'list-versions'; readonly agentId: string };

/** JSON as REST answers it; null where there is nothing to say it of. */
export type BehaviourAnswer = Readonly<Record<string, unknown>> | null;

export interface Analyzer {
  start(): Promise<void>;
  /** Never rejects. */
  analyze(request: AnalysisRequest): Promise<AnalysisOutcome>;
  /** @throws CollectorError where it takes too long, or nothing in the pipeline can answer. */
  ask(question: BehaviourQuestion): Promise<BehaviourAnswer>;
  close(): Promise<void>;
}
