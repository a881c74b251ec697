/**
 * What the behavioural analysis answers when somebody asks (`BehaviourQuestion`): JSON as REST answers it. A session or an
 * agent of which nothing is known is null and not one of these.
 */
import type { OutlierJson } from '../../processors/behavioral/outlier-json.ts';

/** To `explain`. Null for a session outside of the agent's window. */
export interface ExplainAnswer {
  readonly agent_id: string;
  readonly session_id: string;
  /** The session's card, whether it is unusual or not: `outlier.score.level` says so. */
  readonly outlier: OutlierJson;
  /** Null where nothing differs from its neighbours, or it has none. */
  readonly divergence: DivergenceAnswer | null;
  readonly steps: StepsAnswer;
}

/** To `compare-sessions`; `b` is the session that leaves the way of `a`. Null where one of them is not there or not completed. */
export interface CompareSessionsAnswer {
  readonly a: StepsAnswer;
  readonly b: StepsAnswer;
  /** Share of what they did that both did (Jaccard), from 0 to 1. */
  readonly similarity: number;
  /** Null where both took the same steps. */
  readonly divergence: DivergenceAnswer | null;
}

export interface StepsAnswer {
  readonly session_id: string;
  /** Name of the configuration that it ran with; null where nothing tells it. */
  readonly version: string | null;
  readonly steps: readonly StepAnswer[];
  /** Steps that are not in the list. */
  readonly steps_left_out: number;
}

/** One tool call, however often it was told; a handoff is named `→agent`. Number from 0 is its place in the list. */
export interface StepAnswer {
  readonly name: string;
  /** Who said the values of its arguments: U the user, R an earlier result, N nobody; empty where there are none. */
  readonly provenance: string;
  readonly failed: boolean;
  readonly duration_ms: number | null;
  /** The model call that asked for it, from 1. */
  readonly turn: number | null;
  /** The span that tells it; null where the session's spans are gone, or too many to be read. */
  readonly trace_id: string | null;
  readonly span_id: string | null;
}

export interface DivergenceAnswer {
  /** Number of the step, from 0, of the session that is explained, or of `b`; the number of its steps where it ends other than expected. */
  readonly step: number;
  /** What it does there, `name/provenance`; null for the end. */
  readonly actual: string | null;
  readonly expected: readonly { readonly step: string | null; readonly share: number }[];
  /** How likely what it does is by the agent's usual steps; null where nothing is known of these. */
  readonly probability: number | null;
  /** How much of the neighbours' weight disagrees, from 0 to 1. */
  readonly disagreement: number;
  readonly neighbour_session_id: string;
  readonly similarity: number;
  /** Steps beyond a limit were not compared. */
  readonly is_cut: boolean;
  /** The span of the step; of the last one before the end where it ends there. Null where it is not known. */
  readonly trace_id: string | null;
  readonly span_id: string | null;
}

/** To `list-versions`, the newest first. Null where the agent has no completed session. */
export interface ListVersionsAnswer {
  readonly agent_id: string;
  readonly versions: readonly {
    /** An attribute's, or a hash of prompt, tools and model. Sessions that tell none are counted in `unversioned_sessions`. */
    readonly version: string;
    readonly sessions: number;
    readonly first_ended: string;
    readonly last_ended: string;
  }[];
  readonly unversioned_sessions: number;
}

/** To `compare-versions`. Null where one of the versions has no session. */
export interface CompareVersionsAnswer {
  readonly agent_id: string;
  readonly status: 'compared' | 'too_few_sessions';
  readonly older: VersionSideAnswer;
  readonly newer: VersionSideAnswer;
  readonly tests: readonly {
    readonly family: 'next' | 'next_max' | 'tools' | 'steps' | 'errors' | 'cost' | 'mix';
    readonly probability: number;
    /** For being one of seven (Holm, 1979). */
    readonly adjusted_probability: number;
    readonly is_significant: boolean;
  }[];
  /** What is significant and large enough to matter. */
  readonly changes: readonly {
    readonly family: 'next' | 'next_max' | 'tools' | 'steps' | 'errors' | 'cost' | 'mix';
    /** Step, tool or number that it is about. */
    readonly subject: string;
    readonly adjusted_probability: number;
    readonly older: number;
    readonly newer: number;
    readonly sentence: string;
  }[];
  /** A tool or a model that the older version never used: a fact, no significance. */
  readonly facts: readonly string[];
  readonly sentences: readonly string[];
}

export interface VersionSideAnswer {
  readonly version: string;
  readonly sessions: number;
  readonly compared: number;
}
