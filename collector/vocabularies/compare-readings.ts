/** What a span is read as without and with a mapping, as a person or a program compares it: named as REST names it. */
import type { MappedSpan } from '../model/mapped-span.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { mapSpan } from './map-span.ts';
import { readContents } from './read-contents.ts';
import { findUnreadKeys } from './unread-keys.ts';
import type { OwnVocabulary, SpanInContext } from './vocabulary.ts';

export interface ReadingComparison {
  readonly trace_id: string;
  readonly span_id: string;
  readonly span: string;
  readonly scope: string;
  /** What is not read is not there. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** After the mapping. */
  readonly unmapped: readonly string[];
  readonly foreign: readonly string[];
}

export function compareReadings(context: SpanInContext, own: OwnVocabulary | null): ReadingComparison {
  const { span, scope } = context;
  const mapped = own === null ? context : { ...context, own };
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    span: span.name,
    scope: scope.name,
    before: describe(context),
    after: describe(mapped),
    ...findUnreadKeys(mapped),
  };
}

function describe(context: SpanInContext): Readonly<Record<string, unknown>> {
  const contents = readContents(context);
  const said = {
    ...describeFields(mapSpan(context)),
    system: contents.system,
    input: contents.input,
    output: contents.output,
    tool_definitions: contents.tool_definitions,
    arguments: contents.arguments,
    result: contents.result,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => !isNothing(value)));
}

function describeFields(mapped: MappedSpan): Readonly<Record<string, unknown>> {
  const { usage } = mapped;
  return {
    vocabulary: mapped.vocabulary,
    kind: mapped.kind,
    provider: mapped.provider,
    request_model: mapped.requestModel,
    response_model: mapped.responseModel,
    response_id: mapped.responseId,
    input_tokens: usage && inputTokens(usage),
    cache_read_tokens: usage && usage.cacheRead,
    cache_write_tokens: usage && usage.cacheWrite,
    output_tokens: usage && outputTokens(usage),
    reasoning_tokens: usage && usage.reasoning,
    cost_usd: mapped.reportedCostUsd,
    time_to_first_token_ms: mapped.timeToFirstTokenMs,
    finish_reason: mapped.finishReasons.join(' '),
    tool_name: mapped.toolName,
    tool_call_id: mapped.toolCallId,
    agent_id: mapped.agentId,
    agent_name: mapped.agentName,
    agent_version: mapped.agentVersion,
    workflow_id: mapped.workflowId,
    session_id: mapped.sessionKey?.id,
    user_id: mapped.userId,
  };
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
