/** A span as one row of a timeline. A span that has not ended is `running` unless its sender already said how it went. */
import type { TimelineSpan } from '../model/session.ts';
import { durationMs } from '../model/unix-nano.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { isFromLogs } from '../sessions/span-facts.ts';
import { isCutIdentity } from '../vocabularies/identity.ts';
import type { TimelineItem } from './schemas.ts';

export function toTimelineItem(record: TimelineSpan, findingIds: readonly string[]): TimelineItem {
  const { usage } = record;
  return {
    span_id: record.spanId,
    trace_id: record.traceId,
    parent_span_id: record.parentSpanId === '' ? null : record.parentSpanId,
    kind: record.kind,
    name: record.name,
    status: record.endUnixNano === 0n && record.status === 'unset' ? 'running' : record.status,
    start_unix_nano: record.startUnixNano.toString(),
    end_unix_nano: record.endUnixNano.toString(),
    duration_ms: durationMs(record.startUnixNano, record.endUnixNano),
    model: record.model,
    provider: record.provider,
    tool_name: record.toolName,
    agent_name: record.agentName,
    input_tokens: usage === null ? null : inputTokens(usage),
    output_tokens: usage === null ? null : outputTokens(usage),
    cache_read_tokens: usage === null ? null : usage.cacheRead,
    cost_usd: record.costNanoUsd === null ? null : record.costNanoUsd / 1e9,
    time_to_first_token_ms: record.timeToFirstTokenMs,
    error_type: record.errorType,
    origin: isFromLogs(record) ? 'log' : 'span',
    flags: flagsOf(record),
    finding_ids: [...findingIds],
  };
}

function flagsOf({ clockSkew, ...record }: TimelineSpan): string[] {
  const names = [record.model, record.toolName, record.toolCallId, record.responseId, record.agentId, record.agentName];
  return [...(clockSkew ? ['clock_skew'] : []), ...(names.some(isCutIdentity) ? ['cut_identity'] : [])];
}
