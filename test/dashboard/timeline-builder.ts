/** Timeline items for tests: a session begins at one fixed instant, and an item says only what matters. */
import type { TimelineItem } from '../../collector/operations/contract.ts';

export const START_MS = 1_773_408_000_000;

export interface ItemInput extends Partial<TimelineItem> {
  readonly span_id: string;
  /** Milliseconds from the session's start. */
  readonly from?: number;
  readonly to?: number;
}

export function buildItem({ from = 0, to = from + 100, ...fields }: ItemInput): TimelineItem {
  return {
    trace_id: 't',
    parent_span_id: null,
    kind: 'other',
    name: fields.span_id,
    status: 'ok',
    start_unix_nano: toNano(from),
    end_unix_nano: toNano(to),
    duration_ms: to - from,
    model: null,
    provider: null,
    tool_name: null,
    agent_name: null,
    input_tokens: null,
    output_tokens: null,
    cache_read_tokens: null,
    cost_usd: null,
    time_to_first_token_ms: null,
    error_type: null,
    origin: 'span',
    flags: [],
    finding_ids: [],
    ...fields,
  };
}

function toNano(ms: number): string {
  return (BigInt(START_MS + Math.floor(ms)) * 1_000_000n + BigInt(Math.round((ms % 1) * 1e6))).toString();
}
