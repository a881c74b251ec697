/** What the main thread and the thread that analyses say to each other: plain data, numbered where an answer is awaited. */
import type { ErrorCode } from '../errors.ts';
import type { KeptOfSession } from '../model/analysis.ts';
import type { AnalysisOutcome, AnalysisSettings, BehaviourAnswer, BehaviourQuestion } from './analyzer.ts';
import type { ReadAnswer, ReadRequest } from './port-reader.ts';
import type { AnalysisRun, RunDoing } from './run-analysis.ts';

export type ToThread =
  /** The first message. */
  | { readonly type: 'settings'; readonly settings: AnalysisSettings }
  /** One at a time. */
  | { readonly type: 'analyze'; readonly id: number; readonly run: AnalysisRun }
  | { readonly type: 'ask'; readonly id: number; readonly question: BehaviourQuestion }
  /** What the thread handed over is kept, or could not be. */
  | { readonly type: 'kept'; readonly id: number; readonly isKept: boolean }
  | { readonly type: 'read'; readonly id: number; readonly answer: ReadAnswer };

export type FromThread =
  /** The processors that it runs: what must be said for them where the thread cannot. */
  | { readonly type: 'ready'; readonly processors: readonly ThreadProcessor[] }
  /** Said before it begins, so that whoever watches the time knows what hangs. */
  | { readonly type: 'doing'; readonly doing: ThreadDoing }
  | { readonly type: 'kept'; readonly id: number; readonly kept: readonly KeptOfSession[] }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: AnalysisOutcome }
  | { readonly type: 'answer'; readonly id: number; readonly answer: BehaviourAnswer }
  | { readonly type: 'refused'; readonly id: number; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'read'; readonly id: number; readonly request: ReadRequest };

export interface ThreadProcessor {
  readonly type: string;
  readonly keptVersion: number;
}

export type ThreadDoing =
  | RunDoing
  | { readonly type: 'ask'; readonly id: number }
  | { readonly type: 'start' }
  | { readonly type: 'nothing' };
