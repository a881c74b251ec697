/**
 * What the vocabularies read from a span's attributes: one row of facts, whichever SDK wrote them. Null means the span
 * does not say. Contents (messages, arguments) are not here: they are read when someone looks.
 */
import type { BilledApart, TokenUsage } from './usage.ts';

export const SPAN_KINDS = [
  'llm.chat',
  'llm.completion',
  'embedding',
  'rerank',
  'retrieval',
  'tool',
  'agent',
  'workflow',
  'guardrail',
  'evaluator',
  'memory',
  'mcp',
  'other',
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export interface SessionKey {
  readonly id: string;
  /** Place in the ordered list of session keys, 0 first; the lowest rank on any span of a trace wins for the whole trace. */
  readonly rank: number;
}

export interface MappedSpan {
  readonly kind: SpanKind;
  /** The dialect that explains the span best, `none` where no vocabulary recognised anything. */
  readonly vocabulary: string;
  /** Lowercase provider id of the GenAI conventions, such as `openai` or `gcp.vertex_ai`. */
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly responseId: string | null;
  readonly usage: TokenUsage | null;
  /** Null nearly always: the span tells of no tokens that are billed at a rate of their own. */
  readonly billedApart: BilledApart | null;
  /** Price in US dollars as the sender reported it. */
  readonly reportedCostUsd: number | null;
  /** The span's tokens are known not to be all that it cost, and what it reports is not its price: better none. */
  readonly unpriceable: boolean;
  readonly finishReasons: readonly string[];
  readonly timeToFirstTokenMs: number | null;
  readonly toolName: string | null;
  readonly toolCallId: string | null;
  /** Tools the model was offered in this call. */
  readonly availableTools: readonly string[];
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly agentVersion: string | null;
  readonly workflowId: string | null;
  readonly sessionKey: SessionKey | null;
  /** `gen_ai.conversation.id` where `session.id` was taken as the session. */
  readonly conversationId: string | null;
  readonly userId: string | null;
  readonly tags: ReadonlyMap<string, string>;
  readonly errorType: string | null;
  /** The dialect has a word of its own for a failure, and the span's status may not say so. */
  readonly failed: boolean;
  /** `live_trace.session.end=true`: the session is over now, no need to wait for its idle timeout. */
  readonly endsSession: boolean;
}

/** A span no vocabulary says anything about. */
export const BARE_SPAN: MappedSpan = {
  kind: 'other',
  vocabulary: 'none',
  provider: null,
  requestModel: null,
  responseModel: null,
  responseId: null,
  usage: null,
  billedApart: null,
  reportedCostUsd: null,
  unpriceable: false,
  finishReasons: [],
  timeToFirstTokenMs: null,
  toolName: null,
  toolCallId: null,
  availableTools: [],
  agentId: null,
  agentName: null,
  agentVersion: null,
  workflowId: null,
  sessionKey: null,
  conversationId: null,
  userId: null,
  tags: new Map(),
  errorType: null,
  failed: false,
  endsSession: false,
};
