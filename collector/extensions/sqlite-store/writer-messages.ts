/** What the main thread and the writer say to each other: plain data, bodies by transfer, never a decoded object. */
import type { TouchedSession } from '../../bus.ts';
import type { ErrorCode } from '../../errors.ts';
import type { AgentAnalysis, FailedAnalysis, KeptOfSession } from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import type { Encoding, Rejection, Signal } from '../../otlp/export-request.ts';
import type { ReadingSettings } from '../../sessions/reading-settings.ts';
import type { FindingChange } from '../../store/analysis-store.ts';
import type { RebuildResult } from '../../store.ts';
import type { PruneCounts } from './prune-counts.ts';

export type WriterRequest =
  | {
      readonly type: 'write';
      readonly id: number;
      readonly signal: Signal;
      readonly encoding: Encoding;
      readonly body: Uint8Array<ArrayBuffer>;
      readonly receivedMs: number;
      /** Whether somebody forwards the request: its body is transferred back then. */
      readonly forwards: boolean;
    }
  | {
      readonly type: 'complete';
      readonly id: number;
      readonly sessionIds: readonly string[];
      readonly idleSinceMs: number;
      readonly nowMs: number;
    }
  | { readonly type: 'rebuild'; readonly id: number }
  | {
      /** Lets go what is too old or too much. Answered when all of it is gone, or after a second with what is gone so far. */
      readonly type: 'retain';
      readonly id: number;
      readonly cutoffMs: number;
    }
  | { readonly type: 'kept'; readonly id: number; readonly kept: readonly KeptOfSession[] }
  | {
      /** Patterns of sessions that are too many to come with their analysis. */
      readonly type: 'clusters';
      readonly id: number;
      readonly agentId: string;
      readonly clusterIds: AgentAnalysis['clusterIds'];
    }
  | { readonly type: 'analysis'; readonly id: number; readonly analysis: AgentAnalysis }
  | { readonly type: 'failed-analysis'; readonly id: number; readonly failed: FailedAnalysis }
  | { readonly type: 'update-finding'; readonly id: number; readonly findingId: string; readonly change: FindingChange }
  | { readonly type: 'close'; readonly id: number };

/** What an analysis leaves, one transaction each. */
export type AnalysisWrite = Extract<WriterRequest, { type: 'kept' | 'clusters' | 'analysis' | 'failed-analysis' }>;

/** What the writer did beside answering, since it was last asked. */
export interface UpkeepCounts extends Readonly<PruneCounts> {
  /** Turned away because a reader held the write-ahead log beyond its limit. */
  readonly refusedRequests: number;
  /** The thread that packs blocks was late and was replaced. */
  readonly packRestarts: number;
  readonly checkpointMaxMs: number;
}

export interface WriteOutcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejections: readonly Rejection[];
  readonly touched: readonly TouchedSession[];
  /** The request's body back, or the body encoded anew without what was rejected. */
  readonly forward: Uint8Array<ArrayBuffer> | null;
  readonly reencoded: boolean;
  /** Of the accepted, what is not sent on. */
  readonly withheld: number;
}

export type WriterReply =
  | { readonly type: 'written'; readonly id: number; readonly outcome: WriteOutcome }
  | { readonly type: 'completed'; readonly id: number; readonly sessionIds: readonly string[] }
  | { readonly type: 'rebuilt'; readonly id: number; readonly result: RebuildResult }
  | { readonly type: 'retained'; readonly id: number; readonly done: boolean; readonly counts: UpkeepCounts }
  | {
      /** What an analysis left is kept. */
      readonly type: 'kept';
      readonly id: number;
      /** Older runs that left for it. */
      readonly prunedAnalyses: number;
    }
  | { readonly type: 'finding'; readonly id: number; readonly finding: Finding | null }
  | { readonly type: 'closed'; readonly id: number }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      /** The file itself is broken, as `isDamage` tells: coming again will not help. */
      readonly damaged?: boolean;
      /** Of a write: how many items it would have been. The bytes are here, so nobody else can count them any more. */
      readonly items?: number;
    };

export interface WriterSetup {
  readonly path: string;
  readonly durability: 'full' | 'normal';
  readonly databaseBytesMax: number | null;
  readonly logBytesMax: number;
  /** Runs of each agent that are kept. */
  readonly analysesMax: number;
  readonly reading: ReadingSettings;
}

/** Posted once when the database is open. */
export type WriterReady =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly reason: string; readonly kind: 'corrupt' | 'newer' | 'other' };
