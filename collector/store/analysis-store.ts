/**
 * What analyses read and leave behind, as part of the store's contract. `AnalysisReader` is all that a run reads: the thread
 * that analyses has one of its own, so that a run takes nothing from those who serve pages.
 */
import type {
  AgentAnalysis,
  AgentBacklog,
  AnalysisRecord,
  BehaviourRecord,
  CheckCategory,
  CheckRecord,
  CheckStatus,
  FailedAnalysis,
  KeptOfSession,
  SessionChange,
} from '../model/analysis.ts';
import type { Finding, FindingStatus, Severity } from '../model/finding.ts';
import type { SessionRecord, SpanCosts, SpanRecord } from '../model/session.ts';
import type { SessionPosition } from '../store.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';

export interface AnalysisReader {
  /** What the user's mapping adds to how spans are read, on the way in and when somebody looks; null where there is none. */
  readonly own: OwnVocabulary | null;
  readSession(sessionId: string): Promise<SessionRecord | null>;
  /** What happened to the agent's sessions after one version and up to another, one entry a session, in the order in which it happened. */
  readSessionChanges(
    agentId: string,
    versions: { readonly after: number; readonly upTo: number },
  ): Promise<readonly SessionChange[]>;
  /** The newest completed sessions of the agent by last activity, newest first. */
  listCompletedSessionIds(agentId: string, limit: number): Promise<readonly string[]>;
  /** What a processor kept of these sessions; sessions of which it kept nothing are not in the answer. */
  readKept(sessionIds: readonly string[], processor: string): Promise<readonly KeptOfSession[]>;
  /** What each processor remembers of the agent. */
  readMemories(agentId: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The session's spans with their bytes and log records, trace by trace, in pages that fit into memory. */
  readAnalyzedSpans(sessionId: string): AsyncIterable<readonly AnalyzedSpan[]>;
}

/** Without what is the same for many spans of a page: `resource` and `scope` may be the same object for several spans. */
export interface AnalyzedSpan {
  readonly record: SpanRecord & SpanCosts;
  readonly span: Uint8Array;
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
  /** OTLP `LogRecord` messages that speak of this span, by time. */
  readonly logRecords: readonly Uint8Array[];
}

/** How a thread of its own reads what this store holds. */
export interface AnalysisThread {
  /** The thread's entry; it serves `serve-analyses.ts` with a reader of its own. */
  readonly entry: URL;
  /** Plain data that the entry opens its reader with. */
  readonly data: unknown;
}

export interface AnalysisStore extends AnalysisReader {
  /** Null where only this thread can read: the analysis asks it for everything then. */
  readonly analysisThread: AnalysisThread | null;
  /** Agents whose version is beyond their last analysis. One whose sessions left in numbers is as if it had had none. */
  readAnalysisBacklog(): Promise<readonly AgentBacklog[]>;
  writeKept(kept: readonly KeptOfSession[]): Promise<void>;
  /** Everything of a run in one transaction; sessions and agents that are gone meanwhile are left out. */
  writeAnalysis(analysis: AgentAnalysis): Promise<void>;
  /** The agent's version stays unanalysed. */
  writeFailedAnalysis(failed: FailedAnalysis): Promise<void>;

  /** Newest run first; within a run in the order in which it made them. */
  listChecks(query: CheckQuery): Promise<CheckPage>;
  /** The agent's newest runs, newest first. */
  listAnalyses(agentId: string, limit: number): Promise<readonly AnalysisRecord[]>;
  /** The newest run of each agent, one that failed included; agents without one are not in the answer. */
  listNewestAnalyses(agentIds: readonly string[]): Promise<ReadonlyMap<string, AnalysisRecord>>;
  /** Of the newest completed run of each agent; agents without one are not in the answer. */
  listLatestReports(agentIds: readonly string[]): Promise<ReadonlyMap<string, LatestReport>>;
  /** What the newest completed run with a behavioural analysis says. */
  readBehaviour(agentId: string): Promise<StoredBehaviour | null>;

  /** The one seen last first. */
  listFindings(query: FindingQuery): Promise<FindingPage>;
  readFinding(id: string): Promise<Finding | null>;
  /** @returns the finding as it is then, or null where there is none. */
  updateFinding(id: string, change: FindingChange): Promise<Finding | null>;
}

/** Of `retention.analyses_max`: runs of each agent that are kept. */
export const ANALYSES_MAX = 100;

/** Which part of a list is wanted. */
interface ListPart {
  readonly limit: number;
  readonly offset: number;
  /** Where an earlier page ended: what came or changed meanwhile is where it is now. */
  readonly after?: SessionPosition | undefined;
}

interface ListEnd {
  readonly totalCount: number;
  /** Null where nothing follows. */
  readonly next: SessionPosition | null;
}

export interface CheckQuery extends ListPart {
  readonly agentId?: string | undefined;
  readonly analysisId?: string | undefined;
  readonly category?: CheckCategory | undefined;
  readonly status?: CheckStatus | undefined;
  /** Only of the newest completed run of each agent. */
  readonly latestOnly?: boolean | undefined;
}

export interface CheckPage extends ListEnd {
  readonly checks: readonly CheckRecord[];
}

export interface LatestReport {
  readonly analysis: AnalysisRecord;
  readonly checkCounts: Readonly<Record<CheckStatus, number>>;
}

export interface StoredBehaviour {
  readonly analysis: AnalysisRecord;
  readonly behaviour: BehaviourRecord;
}

export interface FindingQuery extends ListPart {
  /** Findings about the session, or whose evidence names it. */
  readonly sessionId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly checkId?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly status?: FindingStatus | undefined;
  /** Seen last from here, and before `toMs`. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export interface FindingPage extends ListEnd {
  readonly findings: readonly Finding[];
}

export interface FindingChange {
  readonly status: FindingStatus;
  readonly reason: string | null;
  readonly nowMs: number;
}
