/** What a user's mapping says, as plain data: it goes to the thread that writes. `own-vocabulary.ts` makes a vocabulary of it. */
import type { SpanKind } from '../model/mapped-span.ts';

export interface MappingRule {
  /** Globs over the names of the instrumentation scope and of the span; null for any. */
  readonly scope: string | null;
  readonly span: string | null;
  /** An attribute that the span must have; null for none. */
  readonly has: string | null;
  readonly kind: SpanKind | KindByValue | null;
  /** Attributes in order of precedence: the first that says something is taken. */
  readonly fields: MappedFields;
  /** Totals that this rule maps and that leave something out. */
  readonly exclusive: readonly ExclusiveTotal[];
}

/** `input_tokens` without what caches served and took in, `output_tokens` without what was reasoned. */
export type ExclusiveTotal = 'input_tokens' | 'output_tokens';

export interface KindByValue {
  readonly attribute: string;
  /** Pairs, so that a value such as `__proto__` is a value. */
  readonly values: readonly (readonly [value: string, kind: SpanKind])[];
}

export type MappedFields = { readonly [Field in MappedField]?: readonly string[] | undefined };

export type MappedField = (typeof MAPPED_FIELDS)[number];

/** Named as REST names them. */
export const MAPPED_FIELDS = [
  'provider',
  'request_model',
  'response_model',
  'response_id',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_usd',
  'time_to_first_token_ms',
  'finish_reason',
  'tool_name',
  'tool_call_id',
  'agent_id',
  'agent_name',
  'agent_version',
  'workflow_id',
  'session_id',
  'user_id',
  'system',
  'input',
  'output',
  'tool_definitions',
  'arguments',
  'result',
] as const;
