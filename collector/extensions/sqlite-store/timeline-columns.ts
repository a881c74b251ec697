/** A timeline's row as SQLite answers it: ids in hex and times as text already, because there may be 10,000 of them. */
import type { SpanKind } from '../../model/mapped-span.ts';
import type { TimelineSpan } from '../../model/session.ts';
import { STATUSES } from './span-columns.ts';

export interface TimelineColumns {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  readonly name: string;
  readonly kind: string;
  readonly vocabulary: string;
  readonly status: number;
  readonly start_unix_nano: string;
  readonly end_unix_nano: string;
  readonly clock_skew: number;
  readonly model: string | null;
  readonly provider: string | null;
  readonly response_id: string | null;
  readonly tool_name: string | null;
  readonly tool_call_id: string | null;
  readonly agent_id: string | null;
  readonly agent_name: string | null;
  readonly input_uncached: number | null;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly output_text: number;
  readonly reasoning: number;
  readonly cost_nano_usd: number | null;
  readonly time_to_first_token_ms: number | null;
  readonly error_type: string | null;
}

export function fromTimelineColumns(row: TimelineColumns): TimelineSpan {
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind as SpanKind,
    vocabulary: row.vocabulary,
    status: STATUSES[row.status] ?? 'unset',
    startUnixNano: readNano(row.start_unix_nano),
    endUnixNano: readNano(row.end_unix_nano),
    clockSkew: row.clock_skew !== 0,
    model: row.model,
    provider: row.provider,
    responseId: row.response_id,
    toolName: row.tool_name,
    toolCallId: row.tool_call_id,
    agentId: row.agent_id,
    agentName: row.agent_name,
    usage:
      row.input_uncached === null
        ? null
        : {
            inputUncached: row.input_uncached,
            cacheRead: row.cache_read,
            cacheWrite: row.cache_write,
            outputText: row.output_text,
            reasoning: row.reasoning,
          },
    costNanoUsd: row.cost_nano_usd,
    timeToFirstTokenMs: row.time_to_first_token_ms,
    errorType: row.error_type,
  };
}

/** The 64 bits are signed in SQLite and unsigned in OTLP. */
function readNano(text: string): bigint {
  return BigInt.asUintN(64, BigInt(text));
}
